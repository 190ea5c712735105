"""A payment whose payee cannot be paid is given up, and its settlement stays unpaid."""

from collections.abc import Sequence

from alembic import op

revision: str = "procurement_0010"
down_revision: str | None = "procurement_0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PAYMENT = ("requested", "approved", "sent", "paid", "failed")
SETTLEMENT = (
    *("draft", "calculated", "disputed", "confirmed", "payment_requested", "paid"),
    "recovered",
)


def states(table: str, *words: str) -> None:
    """Let a row be in these states and no others; who is there is looked at later."""
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(op.f("state"), table, type_="check")
    op.create_check_constraint(
        op.f("state"), table, f"state IN ({listed})", postgresql_not_valid=True
    )


def upgrade() -> None:
    """Go forward."""
    states("payment", *PAYMENT, "reversed")
    states("settlement", *SETTLEMENT, "unpaid")


def downgrade() -> None:
    """Go back."""
    states("payment", *PAYMENT)
    states("settlement", *SETTLEMENT)
