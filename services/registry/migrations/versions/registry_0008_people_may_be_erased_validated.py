"""The rows before the lists of states grew are within them as well."""

from collections.abc import Sequence

from alembic import op

revision: str = "registry_0008"
down_revision: str | None = "registry_0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE person VALIDATE CONSTRAINT ck_person_state")
    op.execute("ALTER TABLE account VALIDATE CONSTRAINT state")
    op.execute("ALTER TABLE account VALIDATE CONSTRAINT ck_account_password")
