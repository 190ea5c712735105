"""Bodies are evaluated and graded."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "registry_0024"
down_revision: str | None = "registry_0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "evaluation_scheme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column(
            "legal_types",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=False,
        ),
        sa.Column(
            "bands", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_scheme")),
    )
    op.create_index(
        "ix_evaluation_scheme_region_id_id", "evaluation_scheme", ["region_id", "id"], unique=False
    )
    op.create_table(
        "organization_evaluation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("scheme_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column(
            "bands", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("applied_by", sa.Uuid(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "self_report", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column(
            "assessor_ids",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=False,
        ),
        sa.Column("findings", sa.Text(), nullable=True),
        sa.Column("scored_by", sa.Uuid(), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column(
            "grade",
            _one_of("ck_organization_evaluation_grade", "5A", "4A", "3A", "2A", "1A"),
            nullable=True,
        ),
        sa.Column("publicized_by", sa.Uuid(), nullable=True),
        sa.Column("publicity_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("votes", sa.BigInteger(), nullable=True),
        sa.Column("members", sa.BigInteger(), nullable=True),
        sa.Column("certificate_no", sa.Text(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            _one_of(
                "ck_organization_evaluation_state",
                "applied",
                "refused",
                "withdrawn",
                "admitted",
                "self_reported",
                "provisional",
                "publicized",
                "review",
                "final",
                "downgraded",
                "revoked",
                "expired",
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "publicized_by <> scored_by", name=op.f("ck_organization_evaluation_four_eyes")
        ),
        sa.CheckConstraint(
            "reviewed_by NOT IN (scored_by, publicized_by)",
            name=op.f("ck_organization_evaluation_six_eyes"),
        ),
        sa.CheckConstraint(
            "score BETWEEN 0 AND 1000", name=op.f("ck_organization_evaluation_score")
        ),
        sa.CheckConstraint(
            "votes * 2 > members AND votes <= members",
            name=op.f("ck_organization_evaluation_majority"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_organization_evaluation_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"],
            ["evaluation_scheme.id"],
            name=op.f("fk_organization_evaluation_scheme_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_evaluation")),
        sa.UniqueConstraint(
            "certificate_no", name=op.f("uq_organization_evaluation_certificate_no")
        ),
    )
    op.create_index(
        "ix_organization_evaluation_organization_id_id",
        "organization_evaluation",
        ["organization_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_organization_evaluation_public",
        "organization_evaluation",
        ["id"],
        unique=False,
        postgresql_where="state IN ('publicized', 'final', 'downgraded')",
    )
    op.create_index(
        "ix_organization_evaluation_region_id_id",
        "organization_evaluation",
        ["region_id", "id"],
        unique=False,
    )
    op.create_index(
        "uq_organization_evaluation_running",
        "organization_evaluation",
        ["organization_id"],
        unique=True,
        postgresql_where="state IN ("
        "'applied', 'admitted', 'self_reported', 'provisional', 'publicized', 'review')",
    )


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=op.f(name), native_enum=False, create_constraint=True, length=None)
