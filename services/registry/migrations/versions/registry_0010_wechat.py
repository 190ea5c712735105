"""Residents may sign in from a mini-program of WeChat."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "registry_0010"
down_revision: str | None = "registry_0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("account", sa.Column("wechat", sa.LargeBinary(), nullable=True))
    op.drop_constraint(op.f("ck_account_password"), "account")
    op.create_check_constraint(
        op.f("ck_account_way_in"),
        "account",
        "state IN ('pending', 'disabled', 'erased') OR password_hash IS NOT NULL"
        " OR wechat IS NOT NULL",
        postgresql_not_valid=True,
    )
