"""A settlement whose payment was withdrawn is paid by another; one at a time."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "procurement_0008"
down_revision: str | None = "procurement_0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    with op.get_context().autocommit_block():
        # what a run that was given up left of it is of no use
        op.drop_index(
            "uq_payment_live", table_name="payment", postgresql_concurrently=True, if_exists=True
        )
        op.create_index(
            "uq_payment_live",
            "payment",
            ["settlement_id"],
            unique=True,
            postgresql_where=sa.text("state <> 'reversed'"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )
    op.drop_constraint(op.f("uq_payment_settlement_id"), "payment", type_="unique", if_exists=True)
