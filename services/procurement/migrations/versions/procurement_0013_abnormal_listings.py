"""Who is on the list of abnormal activity gets no new grant."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "procurement_0013"
down_revision: str | None = "procurement_0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "abnormal_listing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abnormal_listing")),
    )
    op.create_index(
        "ix_abnormal_listing_organization_id", "abnormal_listing", ["organization_id"], unique=False
    )
