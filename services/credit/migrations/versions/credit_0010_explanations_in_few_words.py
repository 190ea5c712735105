"""Explanations keep their words once; fewer index entries, checks and statements for a posting."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from shared.migrations.tables import append_only, application_role

revision: str = "credit_0010"
down_revision: str | None = "credit_0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LEDGER = Path(__file__).with_name("ledger_terse.sql")

CALLABLE = (
    "ledger_explanation",
    "ledger_post",
    "ledger_post_batch",
    "ledger_resolve",
    "ledger_seq_before",
)

CHEAP_CHECKS = """
CREATE DOMAIN transfer_kind AS varchar CONSTRAINT ck_transfer_kind CHECK (VALUE IN (
  'earn', 'adjust', 'evaluate', 'penalize', 'grant', 'capture', 'expire', 'reverse', 'succeed',
  'opening', 'arrears'));
CREATE DOMAIN transfer_amount AS bigint CONSTRAINT ck_transfer_amount CHECK (VALUE > 0);
CREATE DOMAIN balance_part AS bigint CONSTRAINT ck_balance_part CHECK (VALUE >= 0);
ALTER TABLE transfer DROP CONSTRAINT ck_transfer_kind, DROP CONSTRAINT ck_transfer_amount,
  ALTER kind TYPE transfer_kind, ALTER amount TYPE transfer_amount;
ALTER TABLE balance DROP CONSTRAINT ck_balance_held, DROP CONSTRAINT ck_balance_arrears,
  ALTER held TYPE balance_part, ALTER arrears TYPE balance_part
"""
"""A table's CHECK is made ready again by every statement that writes to it, a domain's once for a
connection: a tenth of what a posting costs."""
UNUSABLE = """
UPDATE balance b SET usable = false FROM account a
WHERE a.id = b.account_id AND a.state NOT IN ('open', 'frozen')
"""
TAKEN_APART = """
ALTER TABLE transfer DISABLE TRIGGER append_only;
INSERT INTO explanation_form (words)
SELECT DISTINCT ledger_words(explanation) FROM transfer ORDER BY 1;
UPDATE transfer t SET form_id = f.id, told = ledger_values(explanation)
FROM explanation_form f WHERE f.words = ledger_words(explanation);
ALTER TABLE transfer ENABLE TRIGGER append_only
"""
"""What is posted stays what it is: put together again an explanation is the same to the letter, so
that hashes and checkpoints hold. Checked before the old column goes."""
CHANGED = """
SELECT count(*) FROM transfer
WHERE ledger_explanation(form_id, told) IS DISTINCT FROM explanation::text
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "explanation_form",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation_form")),
        sa.UniqueConstraint("words", name=op.f("uq_explanation_form_words")),
    )
    op.add_column(
        "balance",
        sa.Column("usable", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.execute(UNUSABLE)
    op.alter_column("balance", "usable", server_default=None)
    op.add_column("transfer", sa.Column("form_id", sa.Integer(), nullable=True))
    op.add_column("transfer", sa.Column("told", sa.Text(), nullable=True))
    _run(CHEAP_CHECKS)
    _run(LEDGER.read_text("utf-8"))
    _run(TAKEN_APART)
    assert op.get_bind().exec_driver_sql(CHANGED).scalar_one() == 0
    op.alter_column("transfer", "form_id", nullable=False)
    op.alter_column("transfer", "told", nullable=False)
    op.drop_column("transfer", "explanation")
    op.drop_index("ix_entry_account_id_recorded_at", table_name="entry")
    # what is reversed has a row of its own with the same foreign key; nothing is found by this one
    op.drop_constraint(op.f("fk_transfer_reverses"), "transfer")
    op.drop_index("ix_transfer_reverses", table_name="transfer")
    append_only("explanation_form")
    app = application_role()
    op.execute(f"REVOKE INSERT ON explanation_form FROM {app}")
    op.execute(f"GRANT EXECUTE ON FUNCTION {', '.join(CALLABLE)} TO {app}")


def _run(statements: str) -> None:
    driver = op.get_bind().connection.dbapi_connection
    assert driver is not None
    driver.run_async(lambda connection: connection.execute(statements))


def downgrade() -> None:
    """Go back: there is no way, for nobody would know the words any more."""
    raise AssertionError("restore a backup instead")
