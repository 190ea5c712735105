"""Roll-ups count what earned, not every posting: the timer makes them anew."""

from collections.abc import Sequence

from alembic import op

revision: str = "credit_0018"
down_revision: str | None = "credit_0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.execute("TRUNCATE earned_month, region_month")
    op.execute("UPDATE rolled_up SET xid_upto = 0")


def downgrade() -> None:
    """Go back."""
    op.execute("TRUNCATE earned_month, region_month")
    op.execute("UPDATE rolled_up SET xid_upto = 0")
