"""What needs ended on is one of the words, for the rows before the list grew as well."""

from collections.abc import Sequence

from alembic import op

revision: str = "needs_0010"
down_revision: str | None = "needs_0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE need VALIDATE CONSTRAINT basis")
