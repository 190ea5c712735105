"""Volunteers may be expelled, once they were heard."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "registry_0017"
down_revision: str | None = "registry_0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATES = ("proposed", "stated", "expelled", "dropped", "appealed", "upheld", "overturned")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "expulsion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "ground", _one_of("ck_expulsion_ground", "fraud", "harm", "breach"), nullable=False
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("identity", sa.LargeBinary(), nullable=True),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("appeal_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("barred_until", sa.Date(), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("state", _one_of("ck_expulsion_state", *STATES), nullable=False),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_expulsion_volunteer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expulsion")),
    )
    op.create_index(
        "ix_expulsion_volunteer_id_id", "expulsion", ["volunteer_id", "id"], unique=False
    )
    op.create_index("ix_expulsion_identity", "expulsion", ["identity"], unique=False)
    op.create_index(
        "uq_expulsion_open",
        "expulsion",
        ["volunteer_id"],
        unique=True,
        postgresql_where="state IN ('proposed', 'stated')",
    )


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=op.f(name), native_enum=False, create_constraint=True, length=None)
