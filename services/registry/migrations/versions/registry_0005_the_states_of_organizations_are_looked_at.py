"""Every organization is in a state that exists."""

from collections.abc import Sequence

from alembic import op

revision: str = "registry_0005"
down_revision: str | None = "registry_0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE organization VALIDATE CONSTRAINT state")


def downgrade() -> None:
    """Go back."""
