"""Accounts, the journal with its posting function, earnings, and the first earning policy."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.clock import LOCAL
from shared.migrations.tables import append_only, application_role

revision: str = "credit_0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = ("credit",)
depends_on: str | Sequence[str] | None = "kernel_0001"

LEDGER = Path(__file__).with_name("ledger.sql")

TABLES = (
    "earning",
    "order_record",
    "entry",
    "transfer",
    "balance",
    "account",
    "earning_policy",
    "organization_replica",
)

VERSION_1 = {
    "id": UUID("01930000-0000-7000-8000-000000000001"),
    "version": 1,
    "number": 1,
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
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "holder",
                "issue",
                name=op.f("ck_account_kind"),
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "suspense",
                "open",
                "frozen",
                "closed",
                name=op.f("ck_account_state"),
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'holder') = (organization_id IS NOT NULL)", name=op.f("ck_account_holder")
        ),
        sa.CheckConstraint(
            "kind <> 'holder' OR state = 'suspense' OR number IS NOT NULL",
            name=op.f("ck_account_number"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("number", name=op.f("uq_account_number")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_account_organization_id")),
    )
    op.create_index("ix_account_region_id_id", "account", ["region_id", "id"], unique=False)
    op.create_table(
        "earning_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earning_policy")),
        sa.UniqueConstraint("number", name=op.f("uq_earning_policy_number")),
    )
    op.create_table(
        "entry",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("balance_after", sa.BigInteger(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", "seq", name=op.f("pk_entry")),
    )
    op.create_index(
        "ix_entry_account_id_recorded_at",
        "entry",
        ["account_id", "recorded_at"],
        unique=False,
        postgresql_where="balance_after IS NOT NULL",
    )
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
        "transfer",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "earn",
                "adjust",
                name=op.f("ck_transfer_kind"),
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("debit", sa.Uuid(), nullable=False),
        sa.Column("credit", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("source_type", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("explanation", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_transfer_amount")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_transfer_sides")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("key", name=op.f("uq_transfer_key")),
    )
    op.create_table(
        "balance",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("posted", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("arrears", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("arrears >= 0", name=op.f("ck_balance_arrears")),
        sa.CheckConstraint("held >= 0", name=op.f("ck_balance_held")),
        sa.CheckConstraint("posted - held >= 0", name=op.f("ck_balance_floor")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_balance_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_balance")),
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
    _ledger()
    known = sa.MetaData()
    known.reflect(op.get_bind(), only=["earning_policy"])
    op.bulk_insert(known.tables["earning_policy"], [VERSION_1])


def _ledger() -> None:
    """The application may read the journal and call the posting function, and nothing else."""
    statements, app = LEDGER.read_text("utf-8"), application_role()
    driver = op.get_bind().connection.dbapi_connection
    assert driver is not None
    driver.run_async(lambda connection: connection.execute(statements))
    op.execute(f"REVOKE INSERT ON transfer, entry FROM {app}")
    op.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON balance FROM {app}")
    op.execute(f"REVOKE ALL ON SEQUENCE entry_system_seq FROM {app}")
    op.execute(f"GRANT EXECUTE ON FUNCTION ledger_post TO {app}")
    # every posting updates its balance: room on the page spares the index
    op.execute("ALTER TABLE balance SET (fillfactor = 50)")
    append_only("transfer", "entry", "earning_policy")


def downgrade() -> None:
    """Go back."""
    for table in TABLES:
        op.drop_table(table)
    op.execute("DROP SEQUENCE entry_system_seq")
    op.execute("DROP FUNCTION ledger_post, ledger_chained, ledger_open_balance")
