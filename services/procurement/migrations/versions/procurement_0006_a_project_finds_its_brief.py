"""A project finds the brief it comes from without reading them all."""

from collections.abc import Sequence

from alembic import op

revision: str = "procurement_0006"
down_revision: str | None = "procurement_0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_brief_project_id", "brief", ["project_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_brief_project_id", table_name="brief")
