"""Checkpoints, months that are closed, roll-ups: what timers make of the ledger."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from shared.migrations.tables import append_only

revision: str = "credit_0003"
down_revision: str | None = "credit_0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FIRST_MARK = (
    "INSERT INTO rolled_up (id, xid_upto) VALUES ('00000000-0000-0000-0000-000000000000', 0)"
)
"""Nothing is rolled up."""
FIRST_OF = (
    "INSERT INTO timer (kind, subject_id, due_at, failures)"
    " VALUES ('{}', '00000000-0000-0000-0000-000000000000', now(), 0)"
)
"""Every sealing, closing and rolling up plans the next one; this is the first."""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "checkpoint_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint_key")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("xid_from", sa.BigInteger(), nullable=False),
        sa.Column("xid_upto", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("tree_size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_checkpoint_size")),
        sa.CheckConstraint("xid_upto > xid_from", name=op.f("ck_checkpoint_range")),
        sa.ForeignKeyConstraint(
            ["key_id"], ["checkpoint_key.id"], name=op.f("fk_checkpoint_key_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoint")),
        sa.UniqueConstraint("hash", name=op.f("uq_checkpoint_hash")),
    )
    op.create_table(
        "monthly_statement",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("opening_seq", sa.BigInteger(), nullable=False),
        sa.Column("opening_balance", sa.BigInteger(), nullable=False),
        sa.Column("opening_head", sa.LargeBinary(), nullable=False),
        sa.Column("closing_seq", sa.BigInteger(), nullable=False),
        sa.Column("closing_balance", sa.BigInteger(), nullable=False),
        sa.Column("closing_head", sa.LargeBinary(), nullable=False),
        sa.Column("backdated", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closing_seq > opening_seq", name=op.f("ck_monthly_statement_entries")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_monthly_statement_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_statement")),
    )
    op.create_index("ix_monthly_statement_month", "monthly_statement", ["month"], unique=False)
    op.create_index(
        "uq_monthly_statement_account_id_month",
        "monthly_statement",
        ["account_id", "month"],
        unique=True,
    )
    op.create_table(
        "rolled_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("xid_upto", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rolled_up")),
    )
    op.create_table(
        "earned_month",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("earned", sa.BigInteger(), nullable=False),
        sa.Column("postings", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "month", name=op.f("pk_earned_month")),
    )
    op.create_table(
        "region_month",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("earned", sa.BigInteger(), nullable=False),
        sa.Column("postings", sa.BigInteger(), nullable=False),
        sa.Column("organizations", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("region_id", "month", name=op.f("pk_region_month")),
    )
    append_only("checkpoint", "checkpoint_key", "monthly_statement")
    op.execute(FIRST_MARK)
    for kind in ("seal_transfers", "close_months", "roll_up"):
        op.execute(FIRST_OF.format(kind))
