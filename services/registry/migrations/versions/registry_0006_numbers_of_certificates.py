"""Numbers of certificates have the form that they are compared in, however they were typed."""

from collections.abc import Sequence

from alembic import op

revision: str = "registry_0006"
down_revision: str | None = "registry_0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Of several rows of one certificate one gets the form: that it is there twice, a person sees.
NORMAL = r"""
WITH told AS (
  SELECT id, level, cert_no AS typed,
    upper(regexp_replace(normalize(cert_no, NFKC), '\s', '', 'g')) AS normal
  FROM certificate
), placed AS (
  SELECT id, normal, row_number() OVER (
    PARTITION BY level, normal ORDER BY (typed = normal) DESC, id) AS place
  FROM told
)
UPDATE certificate c SET cert_no = p.normal FROM placed p
WHERE p.id = c.id AND p.place = 1 AND c.cert_no <> p.normal
"""


def upgrade() -> None:
    """Go forward."""
    op.execute(NORMAL)
