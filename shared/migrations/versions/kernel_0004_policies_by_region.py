"""Policies are read by region: all that was published for a place, in one question."""

from collections.abc import Sequence

from alembic import op

revision: str = "kernel_0004"
down_revision: str | None = "kernel_0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_policy_region_id",
            "policy",
            ["region_id", "valid_from"],
            if_not_exists=True,
            postgresql_concurrently=True,
        )
        op.drop_index(
            "ix_policy_name_region_id",
            table_name="policy",
            if_exists=True,
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    """Go back."""
