"""A registered person may be put behind an account that WeChat opened."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "registry_0013"
down_revision: str | None = "registry_0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "binding_code",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_binding_code_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_binding_code")),
        sa.UniqueConstraint("code", name=op.f("uq_binding_code_code")),
    )
