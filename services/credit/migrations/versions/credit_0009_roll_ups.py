"""What was earned is rolled up by month."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "credit_0009"
down_revision: str | None = "credit_0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FIRST_MARK = (
    "INSERT INTO rolled_up (id, xid_upto) VALUES ('00000000-0000-0000-0000-000000000000', 0)"
)
"""Nothing is rolled up."""
FIRST_ROLLING = (
    "INSERT INTO timer (kind, subject_id, due_at, failures)"
    " VALUES ('roll_up', '00000000-0000-0000-0000-000000000000', now(), 0)"
)
"""Every rolling plans the next one; this is the first."""


def upgrade() -> None:
    """Go forward."""
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
    op.execute(FIRST_MARK)
    op.execute(FIRST_ROLLING)


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM timer WHERE kind = 'roll_up'")
    for table in ("region_month", "earned_month", "rolled_up"):
        op.drop_table(table)
