"""Statements of months that are over are frozen."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from shared.migrations.tables import append_only

revision: str = "credit_0008"
down_revision: str | None = "credit_0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FIRST_CLOSING = (
    "INSERT INTO timer (kind, subject_id, due_at, failures)"
    " VALUES ('close_months', '00000000-0000-0000-0000-000000000000', now(), 0)"
)
"""Every closing plans the next one; this is the first."""


def upgrade() -> None:
    """Go forward."""
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
    append_only("monthly_statement")
    op.execute(FIRST_CLOSING)


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM timer WHERE kind = 'close_months'")
    op.drop_table("monthly_statement")
