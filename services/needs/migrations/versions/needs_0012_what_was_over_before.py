"""What was over before is kept for three years from its end, as far as that is known."""

from collections.abc import Sequence

from alembic import op

revision: str = "needs_0012"
down_revision: str | None = "needs_0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OVER = """
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  upto uuid;
BEGIN
  LOOP
    SELECT (array_agg(id ORDER BY id DESC))[1] INTO upto FROM (
      SELECT id FROM need WHERE id > last ORDER BY id LIMIT 10000) AS batch;
    EXIT WHEN upto IS NULL;
    INSERT INTO retention (need_id, until)
    SELECT id, coalesce(dispute_until, resolved_at, submitted_at) + interval '1096 days'
    FROM need
    WHERE id > last AND id <= upto AND state IN ('refused', 'closed', 'withdrawn')
    ON CONFLICT DO NOTHING;
    last := upto;
    COMMIT;
  END LOOP;
END $$
"""


def upgrade() -> None:
    """Go forward."""
    op.execute("ALTER TABLE need VALIDATE CONSTRAINT basis")
    with op.get_context().autocommit_block():
        op.execute(OVER)
