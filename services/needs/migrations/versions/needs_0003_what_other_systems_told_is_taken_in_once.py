"""What other systems told is taken in once, and waits unsorted.

Needs filed before have no sketch, so they are not among the possible duplicates of new ones.
"""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from shared import ids

revision: str = "needs_0003"
down_revision: str | None = "needs_0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CATALOGUE = UUID("0193f2a0-0000-7000-8000-6e6565647301")
"""The space of the shipped categories' ids, as in needs_0002."""

UNSORTED = sa.text("""
INSERT INTO category (id, version, code, name, leaf, required_skills, professionality,
    public_affairs, default_route, min_sensitivity, remote_ok, valid_from)
VALUES (:id, 1, 'unsorted', '待分类', true, '[]', 0, false, 'manual', 'public', false, '2026-01-01')
ON CONFLICT (code) DO NOTHING
""")


def upgrade() -> None:
    """Go forward."""
    op.add_column("need", sa.Column("external_ref", sa.Text(), nullable=True))
    op.add_column("need", sa.Column("sketch", sa.LargeBinary(), nullable=True))
    op.create_unique_constraint(op.f("uq_need_external_ref"), "need", ["external_ref"])
    op.execute(
        UNSORTED.bindparams(sa.bindparam("id", ids.derived(CATALOGUE, "unsorted"), sa.Uuid()))
    )


def downgrade() -> None:
    """Go back."""
    op.drop_constraint(op.f("uq_need_external_ref"), "need", type_="unique")
    op.drop_column("need", "sketch")
    op.drop_column("need", "external_ref")
