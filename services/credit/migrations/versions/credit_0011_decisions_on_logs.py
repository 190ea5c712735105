"""Of several decisions on a service log the latest counts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "credit_0011"
down_revision: str | None = "credit_0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "log_record",
        sa.Column("rejected", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("log_record", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("log_record", "decided_at")
    op.drop_column("log_record", "rejected")
