"""What a split body had under way passes to the one that all its heirs became."""

from collections.abc import Sequence

from alembic import op

revision: str = "needs_0007"
down_revision: str | None = "needs_0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# A body has what it took over alone: of all before it, those of whom no heir went astray.
MERGED_INTO = """
CREATE OR REPLACE FUNCTION merged_into(bodies uuid[]) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM succession) THEN
    RETURN bodies;
  END IF;
  RETURN ARRAY(
    WITH RECURSIVE known AS (
      SELECT one AS body, one AS id FROM unnest(bodies) AS one
      UNION
      SELECT k.body, s.organization_id FROM succession s JOIN known k ON s.successor_id = k.id
    ), astray AS (
      SELECT k.body, k.id FROM known k JOIN succession s ON s.organization_id = k.id
      WHERE k.id <> k.body AND NOT EXISTS (
        SELECT FROM known o WHERE o.body = k.body AND o.id = s.successor_id)
      UNION
      SELECT a.body, s.organization_id FROM succession s JOIN astray a ON s.successor_id = a.id
      WHERE s.organization_id <> a.body
    )
    SELECT id FROM known k WHERE NOT EXISTS (
      SELECT FROM astray a WHERE a.body = k.body AND a.id = k.id));
END $$
"""


def upgrade() -> None:
    """Go forward."""
    op.execute(MERGED_INTO)
