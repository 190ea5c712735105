"""What was reversed by hand of what a year's evaluation earned is known with the evaluation."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "credit_0016"
down_revision: str | None = "credit_0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "annual_evaluation",
        sa.Column("withdrawn", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("annual_evaluation", "withdrawn")
