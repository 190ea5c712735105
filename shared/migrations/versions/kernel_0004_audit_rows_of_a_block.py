"""The audit rows of a block are found, at hardly any cost to who writes them."""

from collections.abc import Sequence

from alembic import op

revision: str = "kernel_0004"
down_revision: str | None = "kernel_0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    with op.get_context().autocommit_block():
        # what a run that was given up left of it is of no use
        op.drop_index(
            "ix_audit_xid", table_name="audit", postgresql_concurrently=True, if_exists=True
        )
        op.create_index(
            "ix_audit_xid",
            "audit",
            ["xid"],
            postgresql_using="brin",
            postgresql_concurrently=True,
            if_not_exists=True,
        )
