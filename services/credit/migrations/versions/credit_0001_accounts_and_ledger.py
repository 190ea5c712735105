"""Accounts, and the ledger: its tables, and the functions that alone write them."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import DOMAIN

from shared.migrations.tables import append_only, application_role

revision: str = "credit_0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = ("credit",)
depends_on: str | Sequence[str] | None = "kernel_0001"

LEDGER = ("ledger.sql", "ledger_posting.sql")

CALLABLE = (
    "ledger_explanation",
    "ledger_hold",
    "ledger_post",
    "ledger_post_batch",
    "ledger_resolve",
    "ledger_seq_before",
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
ACCOUNT_STATES = ("suspense", "open", "frozen", "succeeded", "closed")
ACCOUNT_ACTIONS = ("admit", "freeze", "thaw", "succeed", "close")

# A table's CHECK is made ready again by every statement that writes to it, a domain's once for a
# connection: a tenth of what a posting costs.
TRANSFER_KIND = DOMAIN(
    "transfer_kind",
    sa.String(),
    constraint_name="ck_transfer_kind",
    check="VALUE IN ('earn', 'adjust', 'evaluate', 'penalize', 'grant', 'capture', 'expire',"
    " 'reverse', 'succeed', 'opening', 'arrears')",
)
TRANSFER_AMOUNT = DOMAIN(
    "transfer_amount", sa.BigInteger(), constraint_name="ck_transfer_amount", check="VALUE > 0"
)
BALANCE_PART = DOMAIN(
    "balance_part", sa.BigInteger(), constraint_name="ck_balance_part", check="VALUE >= 0"
)


def choice(column: str, *words: str) -> sa.Enum:
    """One of these words, as text with a CHECK."""
    name = op.f(f"ck_account_{column}")
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=None)


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
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kind", choice("kind", *ACCOUNT_KINDS), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("state", choice("state", *ACCOUNT_STATES), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "unit",
            sa.Enum(
                "credit",
                "volunteer_point",
                name=op.f("ck_account_unit"),
                native_enum=False,
                create_constraint=True,
            ),
            server_default="credit",
            nullable=False,
        ),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tier", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("in_arrears", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("proposed", choice("proposed", *ACCOUNT_ACTIONS), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_reason", sa.Text(), nullable=True),
        sa.Column("listed", choice("listed", "abnormal", "serious"), nullable=True),
        sa.Column("frozen_by", choice("frozen_by", "officers", "listing"), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(organization_id, volunteer_id)"
            " = CASE kind WHEN 'holder' THEN 1 ELSE 0 END",
            name=op.f("ck_account_holder"),
        ),
        sa.CheckConstraint(
            "kind <> 'holder' OR (unit = 'volunteer_point') = (volunteer_id IS NOT NULL)",
            name=op.f("ck_account_unit_of_holder"),
        ),
        sa.CheckConstraint(
            "kind <> 'holder' OR state = 'suspense' OR number IS NOT NULL",
            name=op.f("ck_account_number"),
        ),
        sa.CheckConstraint(
            "(proposed IS NULL) = (proposed_by IS NULL)", name=op.f("ck_account_proposed_by")
        ),
        sa.CheckConstraint(
            "(frozen_by IS NULL) = (state <> 'frozen')", name=op.f("ck_account_frozen")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("number", name=op.f("uq_account_number")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_account_organization_id")),
        sa.UniqueConstraint("volunteer_id", name=op.f("uq_account_volunteer_id")),
    )
    op.create_index("ix_account_region_id_id", "account", ["region_id", "id"], unique=False)
    op.create_index(
        "uq_account_system",
        "account",
        ["region_id", "kind", "unit"],
        unique=True,
        postgresql_where="kind <> 'holder'",
    )
    op.create_table(
        "balance",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("available", BALANCE_PART, nullable=False),
        sa.Column("held", BALANCE_PART, nullable=False),
        sa.Column("arrears", BALANCE_PART, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("usable", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_balance_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_balance")),
    )
    _journal()
    _ledger()


def _journal() -> None:
    op.create_table(
        "explanation_form",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation_form")),
        sa.UniqueConstraint("words", name=op.f("uq_explanation_form_words")),
    )
    op.create_table(
        "transfer",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("kind", TRANSFER_KIND, nullable=False),
        sa.Column("debit", sa.Uuid(), nullable=False),
        sa.Column("credit", sa.Uuid(), nullable=False),
        sa.Column("amount", TRANSFER_AMOUNT, nullable=False),
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
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("reverses", sa.Uuid(), nullable=True),
        sa.Column(
            "xid",
            sa.BigInteger(),
            server_default=sa.text("pg_current_xact_id()::text::bigint"),
            nullable=False,
        ),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("key", name=op.f("uq_transfer_key")),
    )
    op.create_index("ix_transfer_xid", "transfer", ["xid"], unique=False)
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
    """The application may read the ledger and call its functions, and nothing else."""
    app = application_role()
    for file in LEDGER:
        _run(Path(__file__).with_name(file).read_text("utf-8"))
    op.execute(f"REVOKE INSERT ON transfer, entry, explanation_form FROM {app}")
    op.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON balance, hold, reversal FROM {app}")
    op.execute(f"REVOKE ALL ON SEQUENCE entry_system_seq FROM {app}")
    op.execute(f"GRANT EXECUTE ON FUNCTION {', '.join(CALLABLE)} TO {app}")
    # every posting updates its balance: room on the page spares the index
    op.execute("ALTER TABLE balance SET (fillfactor = 50)")
    append_only("transfer", "entry", "explanation_form")


def _run(statements: str) -> None:
    driver = op.get_bind().connection.dbapi_connection
    assert driver is not None
    driver.run_async(lambda connection: connection.execute(statements))
