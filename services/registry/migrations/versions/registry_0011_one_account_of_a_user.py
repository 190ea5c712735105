"""A user of WeChat has one account."""

from collections.abc import Sequence

from alembic import op

revision: str = "registry_0011"
down_revision: str | None = "registry_0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_account_wechat")
        op.create_index(
            "uq_account_wechat",
            "account",
            ["wechat"],
            unique=True,
            postgresql_concurrently=True,
            if_not_exists=True,
        )
