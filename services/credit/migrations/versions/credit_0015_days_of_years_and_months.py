"""What stands in the ledger for a year's evaluation, or a month's hours, is known with its day."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "credit_0015"
down_revision: str | None = "credit_0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("annual_evaluation", "point_month")


def upgrade() -> None:
    """Go forward."""
    for table in TABLES:
        op.add_column(table, sa.Column("posted_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Go back."""
    for table in TABLES:
        op.drop_column(table, "posted_on")
