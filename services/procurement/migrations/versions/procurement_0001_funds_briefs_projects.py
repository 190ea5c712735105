"""Organizations as told, funds, briefs and projects."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.migrations.tables import append_only

revision: str = "procurement_0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = ("procurement",)
depends_on: str | Sequence[str] | None = "kernel_0001"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "organization_replica",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("legal_type", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("home_region_id", sa.Uuid(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_replica")),
    )
    op.create_table(
        "brief",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("households", sa.BigInteger(), nullable=False),
        sa.Column("need_count", sa.BigInteger(), nullable=False),
        sa.Column("target_groups", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("snapshot_sha256", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "accepted",
                "rejected",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief")),
    )
    op.create_index("ix_brief_cluster_id", "brief", ["cluster_id"], unique=False)
    op.create_index("ix_brief_project_id", "brief", ["project_id"], unique=False)
    op.create_index("ix_brief_region_id_id", "brief", ["region_id", "id"], unique=False)
    op.create_index(
        "uq_brief_received",
        "brief",
        ["cluster_id"],
        unique=True,
        postgresql_where="state = 'received'",
    )
    op.create_table(
        "fund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "fiscal_general",
                "fiscal_special",
                "lottery_welfare",
                "donation",
                "community_foundation",
                "social_match",
                "self_raised",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("owner_organization_id", sa.Uuid(), nullable=True),
        sa.Column("fiscal_year", sa.BigInteger(), nullable=False),
        sa.Column("purposes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("donor_intent", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("appropriated", sa.BigInteger(), nullable=False),
        sa.Column("adjusted", sa.BigInteger(), nullable=False),
        sa.Column("available", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("lapsed", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "frozen",
                "lapsed",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "appropriated + adjusted = available + reserved + committed + paid - refunded + lapsed",
            name=op.f("ck_fund_balanced"),
        ),
        sa.CheckConstraint(
            "appropriated >= 0 AND available >= 0 AND reserved >= 0 AND committed >= 0"
            " AND lapsed >= 0 AND refunded BETWEEN 0 AND paid",
            name=op.f("ck_fund_overdrawn"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_fund_validity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund")),
    )
    op.create_index("ix_fund_region_id_id", "fund", ["region_id", "id"], unique=False)
    op.create_table(
        "project",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "government_purchase",
                "venture_philanthropy",
                "facility_outsourcing",
                "direct_claim",
                "subsidy",
                name="form",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("cluster_id", sa.Uuid(), nullable=True),
        sa.Column("sources", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "elderly",
                "disability",
                "orphans",
                "poverty",
                "children",
                "mental_health",
                "community",
                "organization_growth",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column(
            "designer_organization_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False
        ),
        sa.Column("communities", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("target_groups", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("service_items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("budget_lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ceiling_fen", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("record_sha256", sa.Text(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("consultation_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("funded_by", sa.Uuid(), nullable=True),
        sa.Column("funded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "consulting",
                "review",
                "returned",
                "approved",
                "funded",
                "procuring",
                "contracted",
                "delivering",
                "evaluated",
                "closed",
                "terminated",
                "canceled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column(
            "earlier_author_ids",
            postgresql.JSONB(),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "approved_by IS DISTINCT FROM author_id", name=op.f("ck_project_four_eyes")
        ),
        sa.CheckConstraint("ceiling_fen > 0", name=op.f("ck_project_ceiling")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_project_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    op.create_index("ix_project_cluster_id", "project", ["cluster_id"], unique=False)
    op.create_index("ix_project_region_id_id", "project", ["region_id", "id"], unique=False)
    op.create_table(
        "fund_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "appropriate",
                "adjust",
                "reserve",
                "release",
                "commit",
                "decommit",
                "pay",
                "refund",
                "clawback",
                "lapse",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("ref", sa.Uuid(), nullable=True),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "amount_fen > 0 OR (kind = 'adjust' AND amount_fen < 0)",
            name=op.f("ck_fund_entry_amount"),
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_fund_entry_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_entry")),
        sa.UniqueConstraint("fund_id", "seq", name=op.f("uq_fund_entry_fund_id_seq")),
        sa.UniqueConstraint("key", "fund_id", "kind", name=op.f("uq_fund_entry_key_fund_id_kind")),
    )
    op.create_index("ix_fund_entry_fund_id_id", "fund_entry", ["fund_id", "id"], unique=False)
    op.create_index("ix_fund_entry_ref", "fund_entry", ["ref"], unique=False)
    append_only("fund_entry")
