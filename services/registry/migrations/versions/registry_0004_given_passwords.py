"""Whether somebody else chose an account's password."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "registry_0004"
down_revision: str | None = "registry_0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "account",
        sa.Column("password_given", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
