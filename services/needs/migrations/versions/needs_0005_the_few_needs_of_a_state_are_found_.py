"""The few needs of a state are found among millions."""

from collections.abc import Sequence

from alembic import op

revision: str = "needs_0005"
down_revision: str | None = "needs_0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_need_state_id", "need", ["state", "id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_need_state_id", table_name="need")
