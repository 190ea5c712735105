"""Who corrected the draft of an organization last: he does not accept it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "registry_0005"
down_revision: str | None = "registry_0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("organization", sa.Column("revised_by_id", sa.Uuid(), nullable=True))
