"""What a body has under way passes to those that took over."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from shared.migrations.tables import application_role

revision: str = "needs_0004"
down_revision: str | None = "needs_0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# A function's plan is kept; as part of every question about teams it would be made each time.
MERGED_INTO = """
CREATE FUNCTION merged_into(bodies uuid[]) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM succession) THEN
    RETURN bodies;
  END IF;
  RETURN ARRAY(
    WITH RECURSIVE known AS (
      SELECT unnest(bodies) AS id
      UNION
      SELECT s.organization_id FROM succession s JOIN known ON s.successor_id = known.id
      WHERE NOT EXISTS (
        SELECT FROM succession o
        WHERE o.organization_id = s.organization_id AND o.successor_id <> s.successor_id)
    )
    SELECT id FROM known);
END $$
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "succession",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "successor_id", name=op.f("pk_succession")),
    )
    op.create_index("ix_succession_successor_id", "succession", ["successor_id"], unique=False)
    op.execute(MERGED_INTO)
    op.execute(f"GRANT EXECUTE ON FUNCTION merged_into TO {application_role()}")
