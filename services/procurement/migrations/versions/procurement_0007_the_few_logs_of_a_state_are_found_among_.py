"""The few service logs of a state are found among millions."""

from collections.abc import Sequence

from alembic import op

revision: str = "procurement_0007"
down_revision: str | None = "procurement_0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_service_log_state_id", "service_log", ["state", "id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_service_log_state_id", table_name="service_log")
