"""What was given back by hand of what a fail or a penalty took is known with the contract."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "credit_0017"
down_revision: str | None = "credit_0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = ("remitted", "forgiven")


def upgrade() -> None:
    """Go forward."""
    for column in COLUMNS:
        op.add_column(
            "contract_record",
            sa.Column(column, sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        )


def downgrade() -> None:
    """Go back."""
    for column in COLUMNS:
        op.drop_column("contract_record", column)
