"""Communities deliberate: matters, their rolls and meetings, opinions and ballots."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "needs_0014"
down_revision: str | None = "needs_0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


OPEN = "'gathering', 'proposed', 'accepted', 'noticed', 'in_session', 'adopted'"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "ballot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("roll_no", sa.Text(), nullable=False),
        sa.Column(
            "vote",
            sa.Enum(
                "yes",
                "no",
                "abstain",
                name="vote",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("option", sa.BigInteger(), nullable=True),
        sa.Column(
            "medium",
            sa.Enum(
                "web",
                "paper",
                name="medium",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(vote = 'yes') = (option IS NOT NULL)", name=op.f("ck_ballot_option")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("meeting_id", "roll_no", name=op.f("uq_ballot_meeting_id_roll_no")),
    )
    op.create_index("ix_ballot_person_id_id", "ballot", ["person_id", "id"], unique=False)
    op.create_table(
        "matter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=True),
        sa.Column("proposer_id", sa.Uuid(), nullable=False),
        sa.Column("proposer_person_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("households", sa.BigInteger(), nullable=False),
        sa.Column("screened_by", sa.Uuid(), nullable=True),
        sa.Column("screened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("inconclusive", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "gathering",
                "proposed",
                "lapsed",
                "declined",
                "accepted",
                "noticed",
                "in_session",
                "rejected",
                "heard",
                "escalated",
                "adopted",
                "effective",
                "annulled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
    )
    op.create_index(
        "ix_matter_proposer_person_id_id", "matter", ["proposer_person_id", "id"], unique=False
    )
    op.create_index("ix_matter_region_id_id", "matter", ["region_id", "id"], unique=False)
    op.create_index(
        "uq_matter_cluster",
        "matter",
        ["cluster_id"],
        unique=True,
        postgresql_where=f"state IN ({OPEN})",
    )
    op.create_table(
        "matter_support",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_support")),
        sa.UniqueConstraint(
            "matter_id", "household_id", name=op.f("uq_matter_support_matter_id_household_id")
        ),
    )
    op.create_index(
        "ix_matter_support_person_id_id", "matter_support", ["person_id", "id"], unique=False
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "rule_set",
            sa.Enum(
                "residents_assembly",
                "council",
                "owners_general",
                "owners_major",
                "hearing",
                name="rule_set",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("rules_version", sa.BigInteger(), nullable=False),
        sa.Column("least", sa.BigInteger(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column(
            "agenda", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "options", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "materials", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("urgent_reason", sa.Text(), nullable=True),
        sa.Column("eligible", sa.BigInteger(), nullable=False),
        sa.Column("roll_sha256", sa.Text(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "adopted",
                "rejected",
                "inconclusive",
                "heard",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("chosen", sa.BigInteger(), nullable=True),
        sa.Column(
            "tally", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("minutes_sha256", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "noticed",
                "open",
                "closed",
                "called_off",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index("ix_meeting_matter_id", "meeting", ["matter_id"], unique=False)
    op.create_index("ix_meeting_region_id_id", "meeting", ["region_id", "id"], unique=False)
    op.create_table(
        "opinion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("roll_no", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column(
            "position",
            sa.Enum(
                "for",
                "against",
                "other",
                name="position",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "adopted",
                "partly",
                "not",
                "out_of_scope",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
    )
    op.create_index("ix_opinion_meeting_id_id", "opinion", ["meeting_id", "id"], unique=False)
    op.create_index("ix_opinion_person_id_id", "opinion", ["person_id", "id"], unique=False)
    op.create_table(
        "roll_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("roll_no", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("proxy_no", sa.Text(), nullable=True),
        sa.Column("conflicted", sa.Boolean(), nullable=False),
        sa.Column("present_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("area >= 0", name=op.f("ck_roll_entry_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_entry")),
        sa.UniqueConstraint(
            "matter_id", "round", "roll_no", name=op.f("uq_roll_entry_matter_id_round_roll_no")
        ),
    )
    op.create_index("ix_roll_entry_household_id", "roll_entry", ["household_id"], unique=False)
    op.create_index("ix_roll_entry_person_id_id", "roll_entry", ["person_id", "id"], unique=False)
