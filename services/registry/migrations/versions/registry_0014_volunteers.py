"""Volunteers apply, are admitted and get a number for life."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "registry_0014"
down_revision: str | None = "registry_0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "volunteer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("consent_version", sa.Text(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("skills", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("spans", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("last_served_on", sa.Date(), nullable=True),
        sa.Column("lapses_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                *("applied", "active", "paused", "refused", "exited", "withdrawn", "expelled"),
                name=op.f("ck_volunteer_state"),
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "number IS NOT NULL OR state IN ('applied', 'refused', 'exited')",
            name=op.f("ck_volunteer_number"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_volunteer_person_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_volunteer_region_id")),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["person.id"], name=op.f("fk_volunteer_guardian_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
        sa.UniqueConstraint("person_id", name=op.f("uq_volunteer_person_id")),
        sa.UniqueConstraint("number", name=op.f("uq_volunteer_number")),
    )
    op.create_index("ix_volunteer_region_id_id", "volunteer", ["region_id", "id"], unique=False)
