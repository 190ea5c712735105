"""What stands in the ledger for a fact is known with the day it counts for."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "credit_0012"
down_revision: str | None = "credit_0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DAYS = (
    ("order_record", "posted_on"),
    ("contract_record", "posted_on"),
    ("contract_record", "penalized_on"),
)


def upgrade() -> None:
    """Go forward."""
    for table, column in DAYS:
        op.add_column(table, sa.Column(column, sa.Date(), nullable=True))


def downgrade() -> None:
    """Go back."""
    for table, column in DAYS:
        op.drop_column(table, column)
