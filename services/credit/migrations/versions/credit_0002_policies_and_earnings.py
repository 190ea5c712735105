"""Earning policies and their simulations, what orders earn, and the first policy."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.clock import LOCAL
from shared.migrations.tables import append_only, application_role

revision: str = "credit_0002"
down_revision: str | None = "credit_0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

VERSION_1 = {
    "id": UUID("01930000-0000-7000-8000-000000000001"),
    "version": 1,
    "number": 1,
    "state": "published",
    "valid_from": datetime(2024, 1, 1, tzinfo=LOCAL),
    "source": "spec/credit.md §3",
    "document": {
        "bands": [[50, 10], [250, 5], [None, 2]],
        "kinds": {
            "menu": 10_000,
            "group": 10_000,
            "community": 10_000,
            "casework": 15_000,
            "integrated": 10_000,
            "facility_operation": 10_000,
            "training": 10_000,
            "other": 10_000,
        },
        "vulnerable": 12_000,
        "ratings": {"5": 12_000, "4": 10_000, "3": 8_000, "2": 4_000, "1": 0},
        "unanswered": 8_000,
        "household_turns": [10_000, 10_000, 5_000, 2_500, 0],
        "household_days": 30,
        "daily_orders_per_member": 40,
        "dispute_window": {"value": 5, "unit": "wd"},
    },
}
"""Factors in basis points; the first two bands give 10 credits to 50 people, 5 to the next 200."""

FINAL = (
    "id",
    "number",
    "region_id",
    "valid_from",
    "source",
    "document",
    "drafted_by",
    "simulation_id",
    "published_by",
    "published_at",
)
"""What is never changed once a version has its number; the next one only ends its validity."""


def upgrade() -> None:
    """Go forward."""
    policies = op.create_table(
        "earning_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "simulated",
                "published",
                "superseded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("drafted_by", sa.Uuid(), nullable=True),
        sa.Column("simulation_id", sa.Uuid(), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(number IS NULL) = (state IN ('draft', 'simulated'))",
            name=op.f("ck_earning_policy_number"),
        ),
        sa.CheckConstraint("published_by <> drafted_by", name=op.f("ck_earning_policy_four_eyes")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_earning_policy_validity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earning_policy")),
        sa.UniqueConstraint("number", name=op.f("uq_earning_policy_number")),
    )
    op.create_index(
        "uq_earning_policy_published",
        "earning_policy",
        ["region_id"],
        unique=True,
        postgresql_where="state = 'published'",
    )
    _published_stays()
    op.bulk_insert(policies, [VERSION_1])
    op.execute("INSERT INTO counter (heading, last) VALUES ('earning_policy', 1)")
    op.create_table(
        "order_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("beneficiaries", sa.BigInteger(), nullable=False),
        sa.Column("vulnerable", sa.Boolean(), nullable=False),
        sa.Column("team_members", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted", sa.BigInteger(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_survey_id", sa.Uuid(), nullable=True),
        sa.Column("review_accepted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("withdrawn", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_record")),
    )
    op.create_index(
        "ix_order_record_household",
        "order_record",
        ["organization_id", "household_id", "confirmed_at"],
        unique=False,
    )
    op.create_index(
        "ix_order_record_team_day",
        "order_record",
        ["team_id", "confirmed_on", "confirmed_at"],
        unique=False,
    )
    op.create_table(
        "earning",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "expected",
                "posted",
                "voided",
                "superseded",
                name=op.f("ck_earning_state"),
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_earning_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_earning_account_id")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order_record.id"], name=op.f("fk_earning_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["earning_policy.id"], name=op.f("fk_earning_policy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earning")),
    )
    op.create_index("ix_earning_account_id_id", "earning", ["account_id", "id"], unique=False)
    op.create_index(
        "ix_earning_expected",
        "earning",
        ["account_id"],
        unique=False,
        postgresql_where="state = 'expected'",
    )
    op.create_index(
        "uq_earning_current",
        "earning",
        ["order_id"],
        unique=True,
        postgresql_where="state <> 'superseded'",
    )
    op.create_index(
        "uq_earning_order_id_revision", "earning", ["order_id", "revision"], unique=True
    )
    op.create_table(
        "simulation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("reached", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in (
                "organizations",
                "conversions",
                "before",
                "after",
                "gaining",
                "losing",
                "raised",
                "lowered",
            )
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["earning_policy.id"], name=op.f("fk_simulation_policy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulation")),
    )
    op.create_table(
        "simulated_account",
        sa.Column("simulation_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("conversions", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("tier_before", sa.BigInteger(), nullable=False),
        sa.Column("tier_after", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_simulated_account_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["simulation_id"], ["simulation.id"], name=op.f("fk_simulated_account_simulation_id")
        ),
        sa.PrimaryKeyConstraint("simulation_id", "account_id", name=op.f("pk_simulated_account")),
    )
    append_only("simulated_account")


def _published_stays() -> None:
    """The application may write drafts, and end what is published."""
    old, new = (", ".join(f"{row}.{column}" for column in FINAL) for row in ("OLD", "NEW"))
    op.execute(
        "CREATE TRIGGER published_stays BEFORE UPDATE ON earning_policy FOR EACH ROW"
        f" WHEN (OLD.number IS NOT NULL AND ({old}) IS DISTINCT FROM ({new}))"
        " EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER ended_stays BEFORE UPDATE ON earning_policy FOR EACH ROW"
        " WHEN (OLD.state = 'superseded') EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON earning_policy"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"REVOKE DELETE, TRUNCATE ON earning_policy FROM {application_role()}")
