"""What a frozen month must say."""

from sqlalchemy import text

WRONG = text("""
SELECT m.id FROM monthly_statement m CROSS JOIN LATERAL (
  SELECT m.month::timestamp AT TIME ZONE 'Asia/Shanghai' AS begins,
    (m.month + interval '1 month') AT TIME ZONE 'Asia/Shanghai' AS ends,
    (SELECT max(b.closing_seq) FROM monthly_statement b
     WHERE b.account_id = m.account_id AND b.month < m.month) AS reached
) s LEFT JOIN entry o ON (o.account_id, o.seq) = (m.account_id, m.opening_seq)
LEFT JOIN entry c ON (c.account_id, c.seq) = (m.account_id, m.closing_seq)
WHERE m.opening_seq <> coalesce(s.reached, 0)
  OR m.opening_seq <> ledger_seq_before(m.account_id, s.begins)
  OR m.closing_seq <> ledger_seq_before(m.account_id, s.ends)
  OR (m.opening_balance, m.opening_head) <> (
    coalesce(o.balance_after, 0), coalesce(o.hash, decode(repeat('00', 32), 'hex')))
  OR (m.closing_balance, m.closing_head) IS DISTINCT FROM (c.balance_after, c.hash)
  OR m.backdated <> (
    SELECT count(*) FROM entry e WHERE e.account_id = m.account_id AND e.effective_on < m.month
      AND e.seq > m.opening_seq AND e.seq <= m.closing_seq)
ORDER BY m.id LIMIT 1
""")
"""A frozen month that is not what its account's chain says."""
