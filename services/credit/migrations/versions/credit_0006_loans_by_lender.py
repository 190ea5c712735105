"""Arrears are repaid to whoever lent them."""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "credit_0006"
down_revision: str | None = "credit_0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.execute(Path(__file__).with_name("ledger_repaying.sql").read_text("utf-8"))
