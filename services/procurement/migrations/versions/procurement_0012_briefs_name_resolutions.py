"""A brief names the resolution that residents took on it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "procurement_0012"
down_revision: str | None = "procurement_0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("brief", sa.Column("resolution_id", sa.Uuid(), nullable=True))
    op.add_column("brief", sa.Column("resolution_sha256", sa.Text(), nullable=True))
