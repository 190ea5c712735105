"""Listings, successions, yearly evaluations, volunteers' points, reviewed ratings."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "credit_0005"
down_revision: str | None = "credit_0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATES = ("suspense", "open", "frozen", "succeeded", "closed")
ACTIONS = ("admit", "freeze", "thaw", "succeed", "close")
LISTS = ("abnormal", "serious")
CAUSES = ("officers", "listing")

USABLE = """
CREATE OR REPLACE FUNCTION ledger_usable(a account, kind text, gives boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(a.state IN ('open', 'frozen', 'succeeded')
    OR (a.state = 'closed' AND gives AND kind IN ('expire', 'succeed', 'arrears')), false)
$$
"""
"""Which accounts may take part in a posting. What comes late for an organization that merged or was
split is posted to its account, and passes on from there."""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "hour_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(minutes < 0) = (corrects_id IS NOT NULL)", name=op.f("ck_hour_record_correction")
        ),
        sa.CheckConstraint("minutes <> 0", name=op.f("ck_hour_record_minutes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hour_record")),
    )
    op.create_index("ix_hour_record_month", "hour_record", ["volunteer_id", "month"], unique=False)
    op.create_table(
        "listing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "credit_list",
            sa.Enum(
                "abnormal",
                "serious",
                name="credit_list",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
    )
    op.create_index("ix_listing_organization_id", "listing", ["organization_id"], unique=False)
    op.create_table(
        "succession",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
    )
    op.create_table(
        "volunteer_replica",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("home_region_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_replica")),
        sa.UniqueConstraint("number", name=op.f("uq_volunteer_replica_number")),
    )
    op.create_table(
        "annual_evaluation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("least", sa.BigInteger(), nullable=False),
        sa.Column("each", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("posted", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount >= 0 AND posted >= 0", name=op.f("ck_annual_evaluation_amount")),
        sa.CheckConstraint("score BETWEEN 0 AND 1000", name=op.f("ck_annual_evaluation_score")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_annual_evaluation_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_evaluation")),
    )
    op.create_index(
        "uq_annual_evaluation_year", "annual_evaluation", ["organization_id", "year"], unique=True
    )
    op.create_table(
        "point_month",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("posted", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("points >= 0 AND posted >= 0", name=op.f("ck_point_month_points")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_point_month_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_month")),
    )
    op.create_index("uq_point_month_month", "point_month", ["volunteer_id", "month"], unique=True)
    op.create_table(
        "succession_share",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("share > 0 AND share <= 10000", name=op.f("ck_succession_share_share")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["succession.id"], name=op.f("fk_succession_share_organization_id")
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "successor_id", name=op.f("pk_succession_share")
        ),
    )
    op.create_index(
        "ix_succession_share_successor_id", "succession_share", ["successor_id"], unique=False
    )
    _accounts()
    op.add_column("order_record", sa.Column("survey_id", sa.Uuid(), nullable=True))
    op.add_column("order_record", sa.Column("reviewed_survey_id", sa.Uuid(), nullable=True))
    op.add_column(
        "order_record",
        sa.Column("review_accepted", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "order_record", sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True)
    )


def _accounts() -> None:
    """Lists and who froze an account; a new state, in which everything passes on."""
    _one_of("account", "state", STATES)
    _one_of("account", "proposed", ACTIONS)
    for name, words in (("listed", LISTS), ("frozen_by", CAUSES)):
        op.add_column("account", sa.Column(name, sa.String(), nullable=True))
        op.create_check_constraint(op.f(f"ck_account_{name}"), "account", _in(name, words))
    op.execute("UPDATE account SET frozen_by = 'officers' WHERE state = 'frozen'")
    op.create_check_constraint(
        op.f("ck_account_frozen"), "account", "(frozen_by IS NULL) = (state <> 'frozen')"
    )
    op.execute(USABLE)


def _one_of(table: str, column: str, words: Sequence[str]) -> None:
    """Let a column hold these words and no others."""
    name = op.f(f"ck_{table}_{column}")
    op.drop_constraint(name, table)
    op.alter_column(table, column, type_=sa.String())
    op.create_check_constraint(name, table, _in(column, words))


def _in(column: str, words: Sequence[str]) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({listed})"


def downgrade() -> None:
    """Go back: there is no way, for what passed on since would lose its meaning."""
    raise AssertionError("restore a backup instead")
