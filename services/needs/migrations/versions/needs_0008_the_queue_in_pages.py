"""The queue is read page by page, those without a promised end last."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "needs_0008"
down_revision: str | None = "needs_0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    with op.get_context().autocommit_block():
        # what a run that was given up left of it is of no use
        op.drop_index(
            "ix_need_due_first", table_name="need", postgresql_concurrently=True, if_exists=True
        )
        op.create_index(
            "ix_need_due_first",
            "need",
            [sa.text("coalesce(due_at, 'infinity'::timestamptz)"), "id"],
            postgresql_where="state = 'classified'",
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.drop_index(
            "ix_need_queue", table_name="need", postgresql_concurrently=True, if_exists=True
        )
