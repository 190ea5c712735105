"""Who is an inspector over a region is found without looking at all roles."""

from collections.abc import Sequence

from alembic import op

revision: str = "registry_0026"
down_revision: str | None = "registry_0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    with op.get_context().autocommit_block():
        # what a run that was given up left of it is of no use
        op.drop_index(
            "ix_role_grant_inspector",
            table_name="role_grant",
            postgresql_concurrently=True,
            if_exists=True,
        )
        op.create_index(
            "ix_role_grant_inspector",
            "role_grant",
            ["region_id"],
            postgresql_where="role = 'inspector'",
            postgresql_concurrently=True,
            if_not_exists=True,
        )
