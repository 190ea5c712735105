"""Holds, reversals, arrears and batches; frozen and closed accounts; two units."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from shared.migrations.tables import application_role

revision: str = "credit_0002"
down_revision: str | None = "credit_0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LEDGER = Path(__file__).with_name("ledger_complete.sql")

CALLABLE = ("ledger_post", "ledger_post_batch", "ledger_hold", "ledger_resolve")

TRANSFER_KINDS = (
    "earn",
    "adjust",
    "evaluate",
    "penalize",
    "grant",
    "capture",
    "expire",
    "reverse",
    "succeed",
    "opening",
    "arrears",
)
ACCOUNT_KINDS = (
    "holder",
    "issue",
    "opening",
    "adjust",
    "redeemed",
    "expired",
    "forfeited",
    "arrears",
)


def upgrade() -> None:
    """Go forward."""
    _one_of("transfer", "kind", TRANSFER_KINDS)
    op.execute("DROP TRIGGER account_has_a_balance ON account")  # it holds the column's type
    _one_of("account", "kind", ACCOUNT_KINDS)
    unit = sa.Enum(
        "credit",
        "volunteer_point",
        name=op.f("ck_account_unit"),
        native_enum=False,
        create_constraint=True,
    )
    proposed = sa.Enum(
        "admit",
        "freeze",
        "thaw",
        "close",
        name=op.f("ck_account_proposed"),
        native_enum=False,
        create_constraint=True,
    )
    for column in (
        sa.Column("unit", unit, nullable=False, server_default="credit"),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tier", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("in_arrears", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("proposed", proposed, nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_reason", sa.Text(), nullable=True),
    ):
        op.add_column("account", column)
    op.drop_constraint(op.f("ck_account_holder"), "account")
    op.create_check_constraint(
        op.f("ck_account_holder"),
        "account",
        "num_nonnulls(organization_id, volunteer_id) = CASE kind WHEN 'holder' THEN 1 ELSE 0 END",
    )
    op.create_check_constraint(
        op.f("ck_account_unit_of_holder"),
        "account",
        "kind <> 'holder' OR (unit = 'volunteer_point') = (volunteer_id IS NOT NULL)",
    )
    op.create_check_constraint(
        op.f("ck_account_proposed_by"), "account", "(proposed IS NULL) = (proposed_by IS NULL)"
    )
    op.create_unique_constraint(op.f("uq_account_volunteer_id"), "account", ["volunteer_id"])
    op.create_index(
        "uq_account_system",
        "account",
        ["region_id", "kind", "unit"],
        unique=True,
        postgresql_where="kind <> 'holder'",
    )
    op.add_column("transfer", sa.Column("reverses", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_transfer_reverses"), "transfer", "transfer", ["reverses"], ["id"]
    )
    op.create_index(
        "ix_transfer_reverses",
        "transfer",
        ["reverses"],
        unique=False,
        postgresql_where="reverses IS NOT NULL",
    )
    _tables()
    _ledger()


def _one_of(table: str, column: str, words: Sequence[str]) -> None:
    """Let a column hold these words and no others."""
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(name, table)
    op.alter_column(table, column, type_=sa.String())
    op.create_check_constraint(name, table, f"{column} IN ({listed})")


def _tables() -> None:
    op.create_table(
        "reversal",
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("reversed", sa.BigInteger(), nullable=False),
        sa.Column("original", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "reversed > 0 AND reversed <= original", name=op.f("ck_reversal_reversed")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer.id"], name=op.f("fk_reversal_transfer_id")
        ),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_reversal")),
    )
    op.create_table(
        "hold",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("captured", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "captured",
                "voided",
                "expired",
                name=op.f("ck_hold_state"),
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_type", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_hold_amount")),
        sa.CheckConstraint("captured BETWEEN 0 AND amount", name=op.f("ck_hold_captured")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_hold_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("key", name=op.f("uq_hold_key")),
    )
    op.create_index(
        "ix_hold_pending",
        "hold",
        ["account_id"],
        unique=False,
        postgresql_where="state = 'pending'",
    )


def _ledger() -> None:
    """Holds and reversals, too, are written by the ledger's functions and nobody else."""
    statements, app = LEDGER.read_text("utf-8"), application_role()
    driver = op.get_bind().connection.dbapi_connection
    assert driver is not None
    driver.run_async(lambda connection: connection.execute(statements))
    op.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON hold, reversal FROM {app}")
    op.execute(f"GRANT EXECUTE ON FUNCTION {', '.join(CALLABLE)} TO {app}")


def downgrade() -> None:
    """Go back: there is no way, for what was posted since would lose its meaning."""
    raise AssertionError("restore a backup instead")
