"""How listings from before were given is one of the words, too."""

from collections.abc import Sequence

from alembic import op

revision: str = "procurement_0010"
down_revision: str | None = "procurement_0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE listing VALIDATE CONSTRAINT allocation")
