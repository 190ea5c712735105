"""Every account that is in use has a way in, those from before as well."""

from collections.abc import Sequence

from alembic import op

revision: str = "registry_0012"
down_revision: str | None = "registry_0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE account VALIDATE CONSTRAINT ck_account_way_in")
