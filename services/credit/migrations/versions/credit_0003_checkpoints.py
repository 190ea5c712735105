"""Checkpoints: transfers know their transaction, blocks of them are sealed and signed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from shared.migrations.tables import append_only

revision: str = "credit_0003"
down_revision: str | None = "credit_0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FIRST_SEALING = (
    "INSERT INTO timer (kind, subject_id, due_at, failures)"
    " VALUES ('seal_transfers', '00000000-0000-0000-0000-000000000000', now(), 0)"
)
"""Every sealing plans the next one; this is the first."""


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "transfer",
        sa.Column(
            "xid",
            sa.BigInteger(),
            server_default=sa.text("pg_current_xact_id()::text::bigint"),
            nullable=False,
        ),
    )
    op.create_index("ix_transfer_xid", "transfer", ["xid"], unique=False)
    op.create_table(
        "checkpoint_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint_key")),
    )
    op.create_table(
        "checkpoint",
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
        sa.CheckConstraint("size > 0", name=op.f("ck_checkpoint_size")),
        sa.CheckConstraint("xid_upto > xid_from", name=op.f("ck_checkpoint_range")),
        sa.ForeignKeyConstraint(
            ["key_id"], ["checkpoint_key.id"], name=op.f("fk_checkpoint_key_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoint")),
        sa.UniqueConstraint("hash", name=op.f("uq_checkpoint_hash")),
    )
    append_only("checkpoint", "checkpoint_key")
    op.execute(FIRST_SEALING)


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM timer WHERE kind = 'seal_transfers'")
    op.drop_table("checkpoint")
    op.drop_table("checkpoint_key")
    op.drop_index("ix_transfer_xid", table_name="transfer")
    op.drop_column("transfer", "xid")
