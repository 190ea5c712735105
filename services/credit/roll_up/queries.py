"""What was earned by month: the roll-ups, and with them what is not rolled up yet.

Each statement reads both at one moment, so its sums are those of the whole journal at any time.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Integer, Text, bindparam
from sqlalchemy import text as sql

from services.credit.organization_replica.model import ACTIVE
from services.credit.tier.queries import EARNED
from shared import regions
from shared.db import UnitOfWork

REGISTERED = "registered"
"""The registry's word for an organization that is more than filed."""

_EARNED = """
  SELECT leg.account_id, a.region_id, date_trunc('month', t.effective_on)::date AS month,
    sum(leg.amount)::bigint AS earned, sum(CASE
      WHEN leg.amount > 0 THEN (t.kind IN ('earn', 'evaluate', 'grant'))::int
      WHEN t.kind = 'adjust' THEN
        -(ledger_explanation(t.form_id, t.told)::jsonb->>'after' IS NOT DISTINCT FROM '0')::int
      ELSE -(o.amount IS NOT DISTINCT FROM t.amount)::int END) AS postings
  FROM transfer t LEFT JOIN transfer o ON o.id = t.reverses
  CROSS JOIN LATERAL (VALUES (t.debit, -t.amount), (t.credit, t.amount)) leg (account_id, amount)
  JOIN account a ON a.id = leg.account_id AND a.kind = 'holder' AND a.unit = 'credit'
  WHERE (t.kind = ANY (:kinds) OR o.kind = ANY (:kinds)) AND t.xid >= {first}{until}
  GROUP BY leg.account_id, a.region_id, 3
"""
"""Transfers of a range of transactions by what counts towards a tier; a reversal counts as what it
takes back. `postings` are those that earned, less those that took all of it back."""

_MARK = "(SELECT max(xid_upto) FROM rolled_up)"
_FRESH = _EARNED.format(first=_MARK, until="")

ROLL = sql(f"""
WITH moved AS MATERIALIZED ({_EARNED.format(first=":first", until=" AND t.xid < :upto")}),
rolled AS (
  INSERT INTO earned_month AS e (account_id, month, earned, postings)
  SELECT account_id, month, earned, postings FROM moved ORDER BY account_id, month
  ON CONFLICT (account_id, month) DO UPDATE
  SET earned = e.earned + excluded.earned, postings = e.postings + excluded.postings
  RETURNING account_id, month, old.account_id IS NULL AS is_new
)
INSERT INTO region_month AS r (region_id, month, earned, postings, organizations)
SELECT m.region_id, m.month, sum(m.earned), sum(m.postings), count(*) FILTER (WHERE is_new)
FROM moved m JOIN rolled USING (account_id, month) GROUP BY m.region_id, m.month ORDER BY 1, 2
ON CONFLICT (region_id, month) DO UPDATE SET earned = r.earned + excluded.earned,
  postings = r.postings + excluded.postings,
  organizations = r.organizations + excluded.organizations
""").bindparams(bindparam("kinds", [*EARNED], ARRAY(Text)))  # noqa: S608 - texts of our own
"""Adds the transfers of a range of transactions to both roll-ups."""

MOVE = (
    sql("""
WITH gone AS (
  UPDATE region_month r SET earned = r.earned - e.earned, postings = r.postings - e.postings,
    organizations = r.organizations - 1
  FROM earned_month e
  WHERE e.account_id = :account_id AND r.region_id = :before AND r.month = e.month
)
INSERT INTO region_month AS r (region_id, month, earned, postings, organizations)
SELECT CAST(:region_id AS uuid), month, earned, postings, 1
FROM earned_month WHERE account_id = :account_id ORDER BY month
ON CONFLICT (region_id, month) DO UPDATE SET earned = r.earned + excluded.earned,
  postings = r.postings + excluded.postings, organizations = r.organizations + 1
"""),
    sql("DELETE FROM region_month WHERE region_id = :before AND organizations = 0"),
)
"""Counts what one account earned for another region."""

WRONG = sql(f"""
WITH summed AS ({_EARNED.format(first="0", until=f" AND t.xid < {_MARK}")})
SELECT coalesce(s.account_id, e.account_id) AS id
FROM summed s FULL JOIN earned_month e USING (account_id, month)
WHERE (s.earned, s.postings) IS DISTINCT FROM (e.earned, e.postings)
UNION ALL
SELECT coalesce(s.region_id, r.region_id) FROM (
  SELECT region_id, month, sum(earned) AS earned, sum(postings) AS postings, count(*) AS accounts
  FROM summed GROUP BY region_id, month) s FULL JOIN region_month r USING (region_id, month)
WHERE (s.earned, s.postings, s.accounts) IS DISTINCT FROM (r.earned, r.postings, r.organizations)
ORDER BY 1 LIMIT 1
""").bindparams(bindparam("kinds", [*EARNED], ARRAY(Text)))  # noqa: S608
"""An account or a region whose roll-up is not what the journal sums to."""

_MONTHS = sql(f"""
WITH fresh AS ({_FRESH})
SELECT to_char(month, 'YYYY-MM') AS month, sum(earned) AS earned,
  sum(postings)::bigint AS postings, sum(organizations)::bigint AS organizations
FROM (
  SELECT region_id, month, earned, postings, organizations FROM region_month
  UNION ALL
  SELECT f.region_id, month, f.earned, f.postings, (e.account_id IS NULL)::int
  FROM fresh f LEFT JOIN earned_month e USING (account_id, month)
) m
WHERE month >= :since AND month < :until
  AND region_id IN (SELECT id FROM region_replica WHERE starts_with(path, :path))
GROUP BY month ORDER BY month
""").bindparams(bindparam("kinds", [*EARNED], ARRAY(Text)))  # noqa: S608

_PARTS = sql(f"""
WITH fresh AS ({_FRESH}), placed AS MATERIALIZED (
  SELECT id, substr(path, length(:path) + 1, :link) AS part FROM region_replica
  WHERE starts_with(path, :path)
)
SELECT to_char(month, 'YYYY-MM') AS month, part, postings FROM (
  SELECT month, part, sum(postings)::bigint AS postings FROM (
    SELECT region_id, month, postings FROM region_month
    UNION ALL SELECT region_id, month, postings FROM fresh
  ) m JOIN placed ON placed.id = m.region_id
  WHERE month >= :since AND month < :until GROUP BY 1, 2) summed
""").bindparams(  # noqa: S608
    bindparam("kinds", [*EARNED], ARRAY(Text)),
    bindparam("path", type_=Text),
    bindparam("link", regions.LINK, Integer),
)

_LEADERS = sql(f"""
WITH fresh AS ({_FRESH}), summed AS MATERIALIZED (
  SELECT o.id, o.name, a.tier, coalesce(m.earned, 0) + coalesce(f.earned, 0) AS earned,
    coalesce(m.postings, 0) + coalesce(f.postings, 0) AS postings
  FROM organization_replica o JOIN account a ON a.organization_id = o.id
  CROSS JOIN LATERAL (
    SELECT sum(earned)::bigint AS earned, sum(postings)::bigint AS postings FROM earned_month
    WHERE account_id = a.id AND month >= :since AND month < :until) m
  LEFT JOIN (
    SELECT account_id, sum(earned)::bigint AS earned, sum(postings)::bigint AS postings FROM fresh
    WHERE month >= :since AND month < :until GROUP BY account_id) f ON f.account_id = a.id
  WHERE a.region_id IN (SELECT id FROM region_replica WHERE starts_with(path, :path))
    AND o.tier = :registered AND o.state = :active
    AND o.legal_type = coalesce(:category, o.legal_type)
    AND coalesce(m.postings, f.postings) IS NOT NULL
)
SELECT few.withheld, shown.* FROM (SELECT count(*) AS withheld FROM summed WHERE postings < :least)
  few LEFT JOIN (SELECT * FROM summed WHERE postings >= :least ORDER BY earned DESC, id
    LIMIT :most) shown ON true ORDER BY shown.earned DESC, shown.id
""").bindparams(  # noqa: S608
    bindparam("kinds", [*EARNED], ARRAY(Text)),
    bindparam("registered", REGISTERED),
    bindparam("active", ACTIVE),
    bindparam("category", type_=Text),
    bindparam("least", type_=BigInteger),
    bindparam("most", type_=Integer),
)


async def months(uow: UnitOfWork, path: str, *, since: date, until: date) -> Sequence[Any]:
    """What was earned in each month in the regions below a path: credits, postings, organizations.

    Both dates begin months; `until` is not in it.
    """
    asked = {"path": path, "since": since, "until": until}
    return (await uow.session.execute(_MONTHS, asked)).all()


async def parts(uow: UnitOfWork, path: str, *, since: date, until: date) -> Sequence[Any]:
    """How many postings of each month lie in each part of the region at a path.

    A part is the link of a region directly below, or empty for what lies in none of those.
    """
    asked = {"path": path, "since": since, "until": until}
    return (await uow.session.execute(_PARTS, asked)).all()


async def leaders(
    uow: UnitOfWork, path: str, category: str | None, *, since: date, until: date, **limits: int
) -> Sequence[Any]:
    """The `most` registered organizations that earned most: name, tier, credits, postings.

    Those with fewer than `least` postings are left out, and counted in each row as `withheld`; a
    single row without an organization says that there are no others.
    """
    asked = {"path": path, "category": category, "since": since, "until": until}
    return (await uow.session.execute(_LEADERS, asked | limits)).all()
