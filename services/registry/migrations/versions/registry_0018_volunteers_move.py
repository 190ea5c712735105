"""Volunteers move their record to another community."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "registry_0018"
down_revision: str | None = "registry_0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "volunteer_transfer"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("from_region_id", sa.Uuid(), nullable=False),
        sa.Column("to_region_id", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                *("requested", "accepted", "refused", "withdrawn"),
                name=op.f("ck_volunteer_transfer_state"),
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_volunteer_transfer_volunteer_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_region_id"], ["region.id"], name=op.f("fk_volunteer_transfer_from_region_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_region_id"], ["region.id"], name=op.f("fk_volunteer_transfer_to_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_transfer")),
    )
    for owner in ("volunteer_id", "to_region_id"):
        op.create_index(f"ix_volunteer_transfer_{owner}_id", TABLE, [owner, "id"], unique=False)
    op.create_index(
        "uq_volunteer_transfer_open",
        TABLE,
        ["volunteer_id"],
        unique=True,
        postgresql_where="state = 'requested'",
    )
