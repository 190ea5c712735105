"""A key is locked and looked up in one round trip.

The kernel's newest migration is one that no service's depends on: what another one depends on
Alembic writes down nowhere, and whoever waits for the kernel's tables would wait for ever.
"""

from collections.abc import Sequence

from alembic import op

from shared.migrations.tables import application_role

revision: str = "kernel_0002"
down_revision: str | None = "kernel_0001"
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
    op.execute(f"GRANT EXECUTE ON FUNCTION claim_request TO {application_role()}")
