"""What a body had passes to those that took over."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "procurement_0005"
down_revision: str | None = "procurement_0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "succession",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "successor_id", name=op.f("pk_succession")),
    )
    op.create_index("ix_succession_successor_id", "succession", ["successor_id"], unique=False)
    op.create_table(
        "named_heir",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.Column("named_by", sa.Uuid(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_named_heir_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_heir")),
        sa.UniqueConstraint(
            "contract_id", "organization_id", name=op.f("uq_named_heir_contract_id_organization_id")
        ),
    )
    op.create_index("ix_named_heir_successor_id", "named_heir", ["successor_id"], unique=False)
