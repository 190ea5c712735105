"""An index of the entries of funds that no question goes by any more."""

from collections.abc import Sequence

from alembic import op

revision: str = "procurement_0007"
down_revision: str | None = "procurement_0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_fund_entry_fund_id_id",
            table_name="fund_entry",
            postgresql_concurrently=True,
            if_exists=True,
        )
