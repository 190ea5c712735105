"""People may ask that what is kept of them be destroyed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "registry_0007"
down_revision: str | None = "registry_0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATES = "state IN ('pending', 'active', 'locked', 'disabled', 'erased')"
PASSWORD = "state IN ('pending', 'disabled', 'erased') OR password_hash IS NOT NULL"  # noqa: S105
PERSON = "state IN ('active', 'restricted', 'erased')"


def upgrade() -> None:
    """Go forward."""
    states = sa.Enum(
        *("active", "restricted", "erased"), native_enum=False, create_constraint=False, length=None
    )
    op.add_column("person", sa.Column("state", states, server_default="active", nullable=False))
    op.create_check_constraint(op.f("ck_person_state"), "person", PERSON, postgresql_not_valid=True)
    # what stood before fits the wider lists, too; registry_0008 reads it through
    op.drop_constraint(op.f("state"), "account", type_="check")
    op.create_check_constraint(op.f("state"), "account", STATES, postgresql_not_valid=True)
    op.drop_constraint(op.f("ck_account_password"), "account", type_="check")
    op.create_check_constraint(
        op.f("ck_account_password"), "account", PASSWORD, postgresql_not_valid=True
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *("requested", "restricted", "erased", "refused", "withdrawn"),
                name=op.f("ck_erasure_state"),
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("obstacles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_erasure_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_region_id_id", "erasure", ["region_id", "id"], unique=False)
    op.create_index("ix_erasure_person_id_id", "erasure", ["person_id", "id"], unique=False)
    op.create_index(
        "uq_erasure_open",
        "erasure",
        ["person_id"],
        unique=True,
        postgresql_where="state IN ('requested', 'restricted')",
    )
