"""Volunteers' hours are recorded, certified and corrected."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "registry_0015"
down_revision: str | None = "registry_0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "hour_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                *("pending", "certified", "refused", "reversed"),
                name=op.f("ck_hour_entry_state"),
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "ended_at > started_at AND minutes <> 0", name=op.f("ck_hour_entry_times")
        ),
        sa.CheckConstraint(
            "(minutes < 0) = (corrects_id IS NOT NULL)", name=op.f("ck_hour_entry_correction")
        ),
        postgresql.ExcludeConstraint(
            (sa.column("volunteer_id"), "="),
            (sa.text("tstzrange(started_at, ended_at)"), "&&"),
            where=sa.text("state IN ('pending', 'certified')"),
            using="gist",
            name="ex_hour_entry_overlap",
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_hour_entry_volunteer_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_hour_entry_organization_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_hour_entry_region_id")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["hour_entry.id"], name=op.f("fk_hour_entry_corrects_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hour_entry")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_hour_entry_corrects_id")),
    )
    for owner in ("volunteer_id", "organization_id", "region_id"):
        op.create_index(f"ix_hour_entry_{owner}_id", "hour_entry", [owner, "id"], unique=False)
