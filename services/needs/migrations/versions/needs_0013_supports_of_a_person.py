"""What a person said about others' needs is found by him."""

from collections.abc import Sequence

from alembic import op

revision: str = "needs_0013"
down_revision: str | None = "needs_0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    with op.get_context().autocommit_block():
        # what a run that was given up left of it is of no use
        op.drop_index(
            "ix_support_person_id_id",
            table_name="support",
            postgresql_concurrently=True,
            if_exists=True,
        )
        op.create_index(
            "ix_support_person_id_id",
            "support",
            ["person_id", "id"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )
