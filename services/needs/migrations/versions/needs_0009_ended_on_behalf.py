"""A need may end by the word of who filed for somebody without an account."""

from collections.abc import Sequence

from alembic import op

revision: str = "needs_0009"
down_revision: str | None = "needs_0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    # what stood before fits the wider list, too; needs_0010 reads it through
    op.drop_constraint(op.f("basis"), "need", type_="check")
    op.create_check_constraint(
        op.f("basis"),
        "need",
        "basis IN ('confirmed', 'on_behalf', 'lapsed', 'withdrawn')",
        postgresql_not_valid=True,
    )
