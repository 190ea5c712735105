"""What the kernel writes at the end of a transaction."""

OWN_ROWS = """
WITH facts AS (
  INSERT INTO outbox (id, subject, aggregate_id, version, data, trace)
  SELECT id, subject, aggregate_id, version, data, trace
  FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS
    (id uuid, subject text, aggregate_id uuid, version bigint, data jsonb, trace jsonb))
    WITH ORDINALITY AS f(id, subject, aggregate_id, version, data, trace, n) ORDER BY n
), changes AS (
  INSERT INTO audit (entity_id, seq, entity, at, actor_id, operation, record, hash)
  SELECT c.entity_id, coalesce(p.seq, 0) + 1, c.entity, c.at, c.actor_id, c.operation, c.record,
    sha256(coalesce(p.hash, decode(repeat('00', 32), 'hex'))
           || convert_to(coalesce(p.seq, 0) + 1 || '|' || c.record, 'utf8'))
  FROM jsonb_to_recordset($2::jsonb) AS
    c(entity_id uuid, entity text, at timestamptz, actor_id uuid, operation text, record text)
  LEFT JOIN LATERAL (
    SELECT a.seq, a.hash FROM audit a
    WHERE a.entity_id = c.entity_id AND a.entity = c.entity ORDER BY a.seq DESC LIMIT 1
  ) p ON true
)
INSERT INTO idempotency (principal_id, operation, key, request_hash, status, headers, body)
SELECT $3::uuid, $4::text, $5::text, $6::bytea, $7::bigint, $8::jsonb, $9::bytea
WHERE $5::text IS NOT NULL
"""
"""Outbox, audit and idempotency rows of one transaction, in one round trip."""
