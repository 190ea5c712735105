"""What a body has under way passes to those that took over."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "needs_0004"
down_revision: str | None = "needs_0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "succession",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "successor_id", name=op.f("pk_succession")),
    )
    op.create_index("ix_succession_successor_id", "succession", ["successor_id"], unique=False)
