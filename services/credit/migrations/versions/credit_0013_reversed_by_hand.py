"""What was reversed by hand of what an order earned is known with the order."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "credit_0013"
down_revision: str | None = "credit_0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "order_record",
        sa.Column("withdrawn", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("order_record", "withdrawn")
