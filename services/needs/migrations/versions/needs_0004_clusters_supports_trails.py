"""Households ask together: supports, clusters, and what became of them, which nobody changes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.migrations.tables import append_only

revision: str = "needs_0004"
down_revision: str | None = "needs_0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


STATES = (
    *("submitted", "awaiting_info", "accepted", "refused", "classified", "dispatching"),
    *("in_service", "answering", "resolved", "closed", "withdrawn"),
)


def need_states(*states: str) -> None:
    """Let a need be in these states and no others."""
    listed = ", ".join(f"'{state}'" for state in states)
    op.drop_constraint(op.f("state"), "need", type_="check")
    op.create_check_constraint(op.f("state"), "need", f"state IN ({listed})")


def upgrade() -> None:
    """Go forward."""
    need_states(*STATES, "in_project")
    op.create_table(
        "cluster",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("public_summary", sa.Text(), nullable=False),
        sa.Column("households", sa.BigInteger(), nullable=False),
        sa.Column("need_count", sa.BigInteger(), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column(
            "route",
            sa.Enum(
                "menu",
                "project",
                "purchase",
                "deliberation",
                "answer",
                "transfer",
                "manual",
                name="route",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("hot_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposer_id", sa.Uuid(), nullable=True),
        sa.Column("brief", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("snapshot_sha256", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "watching",
                "hot",
                "proposed",
                "adopted",
                "fulfilled",
                "declined",
                "dissolved",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster")),
    )
    op.create_index("ix_cluster_region_id_id", "cluster", ["region_id", "id"], unique=False)
    op.create_index(
        "uq_cluster_live",
        "cluster",
        ["category_code", "region_id"],
        unique=True,
        postgresql_where="state IN ('watching', 'hot', 'proposed', 'adopted')",
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("cluster_id", "need_id", name=op.f("uq_membership_cluster_id_need_id")),
    )
    op.create_index(op.f("ix_membership_need_id"), "membership", ["need_id"], unique=False)
    op.create_table(
        "support",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stance",
            sa.Enum(
                "need",
                "oppose",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
        sa.UniqueConstraint(
            "need_id", "household_id", name=op.f("uq_support_need_id_household_id")
        ),
    )
    op.create_table(
        "trail_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "need_submitted",
                "brief_proposed",
                "brief_accepted",
                "brief_rejected",
                "project_listed",
                "claim_won",
                "contract_signed",
                "service_log_verified",
                "evaluation_finalized",
                "settlement_paid",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_sha256", sa.Text(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_step")),
    )
    op.create_index(
        "ix_trail_step_cluster_id_kind", "trail_step", ["cluster_id", "kind", "at"], unique=False
    )
    op.create_index(
        "ix_dispatch_order_use", "dispatch_order", ["menu_item_id", "offered_at"], unique=False
    )
    append_only("trail_step")


def downgrade() -> None:
    """Go back, unless a need is in a project."""
    need_states(*STATES)
    op.drop_index("ix_dispatch_order_use", table_name="dispatch_order")
    op.drop_index("ix_trail_step_cluster_id_kind", table_name="trail_step")
    op.drop_table("trail_step")
    op.drop_table("support")
    op.drop_index(op.f("ix_membership_need_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(
        "uq_cluster_live",
        table_name="cluster",
        postgresql_where="state IN ('watching', 'hot', 'proposed', 'adopted')",
    )
    op.drop_index("ix_cluster_region_id_id", table_name="cluster")
    op.drop_table("cluster")
