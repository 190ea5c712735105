"""Rows of the audit know their transaction, and are sealed in signed blocks.

What was there before counts as of one transaction, 0, and is sealed as one block.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from shared.migrations.tables import append_only

revision: str = "kernel_0003"
down_revision: str | None = "kernel_0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("audit", sa.Column("xid", sa.BigInteger(), server_default="0", nullable=False))
    op.alter_column("audit", "xid", server_default=sa.text("pg_current_xact_id()::text::bigint"))
    op.create_table(
        "audit_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_key")),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("xid_from", sa.BigInteger(), nullable=False),
        sa.Column("xid_upto", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("tree_size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_audit_checkpoint_size")),
        sa.CheckConstraint("xid_upto > xid_from", name=op.f("ck_audit_checkpoint_range")),
        sa.ForeignKeyConstraint(
            ["key_id"], ["audit_key.id"], name=op.f("fk_audit_checkpoint_key_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_checkpoint")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_checkpoint_hash")),
    )
    append_only("audit_key", "audit_checkpoint")
