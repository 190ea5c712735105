"""Organizations certify on paper what volunteers served."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "registry_0016"
down_revision: str | None = "registry_0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "record_certificate"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("services", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("responsible_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                *("valid", "revoked"),
                name=op.f("ck_record_certificate_state"),
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "until >= since AND minutes > 0", name=op.f("ck_record_certificate_period")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_record_certificate_volunteer_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_record_certificate_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_record_certificate_number")),
        sa.UniqueConstraint("code", name=op.f("uq_record_certificate_code")),
    )
    for owner in ("volunteer_id", "organization_id"):
        op.create_index(f"ix_record_certificate_{owner}_id", TABLE, [owner, "id"], unique=False)
