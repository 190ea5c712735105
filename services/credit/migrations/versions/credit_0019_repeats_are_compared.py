"""A repeat is compared with the transfer it finds: no hash of the request stands beside it."""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "credit_0019"
down_revision: str | None = "credit_0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LEDGER = Path(__file__).with_name("ledger_compared.sql")

OTHERWISE = """
SELECT count(*) FROM transfer WHERE request_hash <> ledger_asked(kind, debit, credit, amount,
  effective_on, source_type, source_id, policy_id, ledger_explanation(form_id, told), reverses)
"""
"""The hash that is sealed follows from the transfer now: it must be the one that stood there."""


def upgrade() -> None:
    """Go forward."""
    assert op.get_bind().exec_driver_sql(OTHERWISE).scalar_one() == 0
    _run(LEDGER.read_text("utf-8"))
    op.drop_column("transfer", "request_hash")
    op.drop_constraint(op.f("ck_transfer_sides"), "transfer")


def _run(statements: str) -> None:
    driver = op.get_bind().connection.dbapi_connection
    assert driver is not None
    driver.run_async(lambda connection: connection.execute(statements))


def downgrade() -> None:
    """Go back: there is no way, for what was written since has no hash."""
    raise AssertionError("restore a backup instead")
