"""A key is locked and looked up in one round trip."""

from collections.abc import Sequence

from alembic import op

from shared.migrations.tables import application_role

revision: str = "kernel_0003"
down_revision: str | None = "kernel_0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# The row is read after the lock is held, by a statement with a snapshot of its own (which is why
# it is neither SQL nor STABLE): so the first request's commit is seen.
CLAIM_REQUEST = """
CREATE FUNCTION claim_request(lock bigint, asker uuid, what text, named text)
RETURNS TABLE (taken boolean, request_hash bytea, status bigint, headers text, body bytea)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  taken := pg_try_advisory_xact_lock(lock);
  IF taken THEN
    SELECT i.request_hash, i.status, i.headers::text, i.body
    INTO request_hash, status, headers, body
    FROM idempotency i WHERE i.principal_id = asker AND i.operation = what AND i.key = named;
  END IF;
  RETURN NEXT;
END $$
"""


def upgrade() -> None:
    """Go forward."""
    op.execute(CLAIM_REQUEST)
    signature = "claim_request(bigint, uuid, text, text)"
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {application_role()}")


def downgrade() -> None:
    """Go back."""
    op.execute("DROP FUNCTION claim_request(bigint, uuid, text, text)")
