"""The read copy of organizations, which nobody read."""

from collections.abc import Sequence

from alembic import op

revision: str = "needs_0005"
down_revision: str | None = "needs_0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.drop_table("organization_replica")
