"""What a trail may tell was widened; now that is read through."""

from collections.abc import Sequence

from alembic import op

revision: str = "needs_0016"
down_revision: str | None = "needs_0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE trail_step VALIDATE CONSTRAINT kind")
