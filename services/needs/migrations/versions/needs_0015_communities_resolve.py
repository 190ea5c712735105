"""What communities resolve: announced, objected to, done, and told in the trail of a demand."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "needs_0015"
down_revision: str | None = "needs_0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


KINDS = """
    'need_submitted', 'matter_noticed', 'matter_adopted', 'matter_rejected', 'matter_effective',
    'brief_proposed', 'brief_accepted', 'brief_rejected', 'project_listed', 'claim_won',
    'contract_signed', 'contract_terminated', 'service_log_verified', 'evaluation_finalized',
    'settlement_paid'
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "implementation_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "link_kind",
            sa.Enum(
                "need",
                "cluster",
                "project",
                "text",
                name="link_kind",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("link_text", sa.Text(), nullable=True),
        sa.Column("progress", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ratings", sa.BigInteger(), nullable=False),
        sa.Column("score_sum", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(link_id IS NULL) = (link_text IS NOT NULL)", name=op.f("ck_implementation_item_link")
        ),
        sa.CheckConstraint(
            "progress BETWEEN 0 AND 100", name=op.f("ck_implementation_item_progress")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_implementation_item")),
    )
    op.create_index(
        "ix_implementation_item_resolution_id_id",
        "implementation_item",
        ["resolution_id", "id"],
        unique=False,
    )
    op.create_table(
        "item_rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("roll_no", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_rating")),
        sa.UniqueConstraint("item_id", "roll_no", name=op.f("uq_item_rating_item_id_roll_no")),
    )
    op.create_index("ix_item_rating_person_id_id", "item_rating", ["person_id", "id"], unique=False)
    op.create_table(
        "objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("roll_no", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column(
            "ground",
            sa.Enum(
                "new_fact",
                "procedure",
                "eligibility",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column(
            "step",
            sa.Enum(
                "screening",
                "meeting",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "lodged",
                "rejected",
                "appealed",
                "upheld",
                "dismissed",
                "moot",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index("ix_objection_person_id_id", "objection", ["person_id", "id"], unique=False)
    op.create_index(
        "ix_objection_resolution_id_id", "objection", ["resolution_id", "id"], unique=False
    )
    op.create_table(
        "resolution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "public",
                "effective",
                "voided",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
    )
    op.create_index("ix_resolution_matter_id", "resolution", ["matter_id"], unique=False)
    op.create_index("ix_resolution_region_id_id", "resolution", ["region_id", "id"], unique=False)
    op.add_column("cluster", sa.Column("resolution_id", sa.Uuid(), nullable=True))
    op.add_column("cluster", sa.Column("resolution_sha256", sa.Text(), nullable=True))
    # what stood before fits the wider list, too; needs_0016 reads it through
    op.drop_constraint(op.f("kind"), "trail_step", type_="check")
    op.create_check_constraint(
        op.f("kind"), "trail_step", f"kind IN ({KINDS})", postgresql_not_valid=True
    )
