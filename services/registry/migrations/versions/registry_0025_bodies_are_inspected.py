"""Bodies are drawn and inspected."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "registry_0025"
down_revision: str | None = "registry_0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "inspection_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "legal_types",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=False,
        ),
        sa.Column("share_bp", sa.BigInteger(), nullable=False),
        sa.Column("candidates", sa.BigInteger(), nullable=False),
        sa.Column("lists_sha256", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("frozen_by", sa.Uuid(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("drawn_by", sa.Uuid(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            _one_of("ck_inspection_round_state", "frozen", "drawn"),
            nullable=False,
        ),
        sa.CheckConstraint("drawn_by <> frozen_by", name=op.f("ck_inspection_round_four_eyes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_round")),
    )
    op.create_index(
        "ix_inspection_round_region_id_id", "inspection_round", ["region_id", "id"], unique=False
    )
    op.create_table(
        "draw_lists",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "bodies", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "inspectors", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "ties", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["inspection_round.id"], name=op.f("fk_draw_lists_round_id")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_draw_lists")),
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("first_inspector", sa.Uuid(), nullable=False),
        sa.Column("second_inspector", sa.Uuid(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("findings", sa.Text(), nullable=True),
        sa.Column("to_rectify", sa.Text(), nullable=True),
        sa.Column("rectify_by", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rectification", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            _one_of(
                "ck_inspection_state",
                "assigned",
                "recorded",
                "replaced",
                "clear",
                "rectifying",
                "reported",
                "rectified",
                "overdue",
            ),
            nullable=False,
        ),
        sa.CheckConstraint("first_inspector <> second_inspector", name=op.f("ck_inspection_two")),
        sa.CheckConstraint("signed_by <> recorded_by", name=op.f("ck_inspection_four_eyes")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_inspection_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["inspection_round.id"], name=op.f("fk_inspection_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    op.create_index(
        "ix_inspection_first_inspector_id", "inspection", ["first_inspector", "id"], unique=False
    )
    op.create_index(
        "ix_inspection_organization_id_id", "inspection", ["organization_id", "id"], unique=False
    )
    op.create_index("ix_inspection_region_id_id", "inspection", ["region_id", "id"], unique=False)
    op.create_index(
        "ix_inspection_results",
        "inspection",
        ["id"],
        unique=False,
        postgresql_where="state IN ('clear', 'rectifying', 'reported', 'rectified', 'overdue')",
    )
    op.create_index(
        "ix_inspection_second_inspector_id", "inspection", ["second_inspector", "id"], unique=False
    )
    op.create_index("uq_inspection_place", "inspection", ["round_id", "place"], unique=True)


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=op.f(name), native_enum=False, create_constraint=True, length=None)
