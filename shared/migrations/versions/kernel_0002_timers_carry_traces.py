"""A timer carries the trace of whoever scheduled it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "kernel_0002"
down_revision: str | None = "kernel_0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("timer", sa.Column("trace", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("timer", "trace")
