"""Who is on the list of serious violations gets no contract."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "procurement_0008"
down_revision: str | None = "procurement_0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "serious_listing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serious_listing")),
    )
    op.create_index(
        "ix_serious_listing_organization_id", "serious_listing", ["organization_id"], unique=False
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("serious_listing")
