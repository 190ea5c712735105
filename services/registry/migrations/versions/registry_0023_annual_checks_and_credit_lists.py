"""Bodies report every year, and may be entered in a credit list."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "registry_0023"
down_revision: str | None = "registry_0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "annual_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column(
            "legal_types",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=False,
        ),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("registered_before", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed_to", sa.Uuid(), nullable=True),
        sa.Column("listed_all", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            _one_of("ck_annual_round_state", "planned", "open", "canceled"),
            nullable=False,
        ),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_annual_round_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_round")),
    )
    op.create_index(
        "ix_annual_round_region_id_id", "annual_round", ["region_id", "id"], unique=False
    )
    op.create_table(
        "annual_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "report", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("examined_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            _one_of(
                "ck_annual_check_state",
                "due",
                "submitted",
                "returned",
                "faulted",
                "qualified",
                "basically_qualified",
                "unqualified",
                "not_submitted",
                "exempt",
            ),
            nullable=False,
        ),
        sa.CheckConstraint("confirmed_by <> examined_by", name=op.f("ck_annual_check_four_eyes")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_annual_check_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["annual_round.id"], name=op.f("fk_annual_check_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_check")),
    )
    op.create_index(
        "ix_annual_check_concluded",
        "annual_check",
        ["id"],
        unique=False,
        postgresql_where="state IN ("
        "'qualified', 'basically_qualified', 'unqualified', 'not_submitted', 'exempt')",
    )
    op.create_index(
        "ix_annual_check_region_id_id", "annual_check", ["region_id", "id"], unique=False
    )
    op.create_index("ix_annual_check_round_id_id", "annual_check", ["round_id", "id"], unique=False)
    op.create_index(
        "uq_annual_check_year", "annual_check", ["organization_id", "year"], unique=True
    )
    op.create_table(
        "credit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column(
            "credit_list",
            _one_of("ck_credit_entry_credit_list", "abnormal", "serious"),
            nullable=False,
        ),
        sa.Column(
            "ground",
            _one_of(
                "ck_credit_entry_ground",
                "A1",
                "A2",
                "A3",
                "A4",
                "A5",
                "A6",
                "A7",
                "B1",
                "B2",
                "B3",
                "B4",
                "B5",
                "B6",
                "B7",
                "B8",
            ),
            nullable=False,
        ),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column(
            "evidence", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "basis", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noticed_by", sa.Uuid(), nullable=True),
        sa.Column("statement_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("to_mend", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("application", sa.Text(), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("verification", sa.Text(), nullable=True),
        sa.Column("remove_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            _one_of(
                "ck_credit_entry_state",
                "proposed",
                "noticed",
                "stated",
                "dropped",
                "listed",
                "applied",
                "verified",
                "removed",
                "corrected",
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "decided_by NOT IN (proposed_by, noticed_by)", name=op.f("ck_credit_entry_four_eyes")
        ),
        sa.CheckConstraint(
            "ended_by <> verified_by", name=op.f("ck_credit_entry_removal_four_eyes")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_credit_entry_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_entry")),
    )
    op.create_index(
        "ix_credit_entry_credit_list_id",
        "credit_entry",
        ["credit_list", "id"],
        unique=False,
        postgresql_where="state IN ('listed', 'applied', 'verified')",
    )
    op.create_index(
        "ix_credit_entry_organization_id_id",
        "credit_entry",
        ["organization_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_credit_entry_region_id_id", "credit_entry", ["region_id", "id"], unique=False
    )
    op.create_index(
        "uq_credit_entry_open",
        "credit_entry",
        ["organization_id", "ground"],
        unique=True,
        postgresql_where="state IN ('proposed', 'noticed', 'stated')",
    )
    op.create_table(
        "penalty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            _one_of("ck_penalty_kind", "warning", "fine", "stop_order", "revocation", "other"),
            nullable=False,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fulfilled_on", sa.Date(), nullable=True),
        sa.Column("annulled_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            _one_of("ck_penalty_state", "recorded", "fulfilled", "annulled"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(kind = 'fine') = (amount_fen IS NOT NULL)", name=op.f("ck_penalty_amount")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_penalty_some")),
        sa.CheckConstraint("annulled_by <> recorded_by", name=op.f("ck_penalty_four_eyes")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_penalty_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty")),
    )
    op.create_index(
        "ix_penalty_organization_id_id", "penalty", ["organization_id", "id"], unique=False
    )
    op.create_index("ix_penalty_region_id_id", "penalty", ["region_id", "id"], unique=False)


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=op.f(name), native_enum=False, create_constraint=True, length=None)
