"""Every payment and settlement is in a state that exists."""

from collections.abc import Sequence

from alembic import op

revision: str = "procurement_0011"
down_revision: str | None = "procurement_0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE payment VALIDATE CONSTRAINT state")
    op.execute("ALTER TABLE settlement VALIDATE CONSTRAINT state")


def downgrade() -> None:
    """Go back."""
