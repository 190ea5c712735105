"""What was reversed by hand of what a contract earned is known with its part, or with its share."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "credit_0014"
down_revision: str | None = "credit_0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("contract_part", "contract_record")


def upgrade() -> None:
    """Go forward."""
    for table in TABLES:
        op.add_column(
            table,
            sa.Column("withdrawn", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        )


def downgrade() -> None:
    """Go back."""
    for table in TABLES:
        op.drop_column(table, "withdrawn")
