"""How long contacts are kept, and who is gone."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "needs_0011"
down_revision: str | None = "needs_0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FIRST = (
    "INSERT INTO timer (kind, subject_id, due_at, failures)"
    " VALUES ('need_forgetting', '00000000-0000-0000-0000-000000000000', now(), 0)"
)
"""Each looks for what is due and plans the next; this is the first."""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "retention",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_retention")),
    )
    op.create_index("ix_retention_until", "retention", ["until"], unique=False)
    op.create_table(
        "erased_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("heir_id", sa.Uuid(), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_person")),
    )
    op.execute(FIRST)
    # what stood before fits the wider list, too; needs_0012 reads it through
    op.drop_constraint(op.f("basis"), "need", type_="check")
    op.create_check_constraint(
        op.f("basis"),
        "need",
        "basis IN ('confirmed', 'on_behalf', 'lapsed', 'withdrawn', 'moot')",
        postgresql_not_valid=True,
    )
