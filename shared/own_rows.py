"""What the kernel writes at the end of a transaction."""

OWN_ROWS = """
WITH facts AS (
  INSERT INTO outbox (id, subject, aggregate_id, version, data, trace)
  SELECT id, subject, aggregate_id, version, data, trace
  FROM ROWS FROM (json_to_recordset($1::json) AS
    (id uuid, subject text, aggregate_id uuid, version bigint, data json, trace jsonb))
    WITH ORDINALITY AS f(id, subject, aggregate_id, version, data, trace, n) ORDER BY n
), changes AS (
  INSERT INTO audit (entity_id, seq, entity, at, actor_id, operation, record, hash)
  SELECT c.entity_id, coalesce(p.seq, 0) + 1, c.entity, $5::timestamptz, $6::uuid, $7::text,
    c.record, sha256(coalesce(p.hash, decode(repeat('00', 32), 'hex'))
      || convert_to(coalesce(p.seq, 0) + 1 || '|' || c.record, 'utf8'))
  FROM unnest($2::uuid[], $3::text[], $4::text[]) AS c(entity_id, entity, record)
  LEFT JOIN LATERAL (
    SELECT a.seq, a.hash FROM audit a
    WHERE a.entity_id = c.entity_id AND a.entity = c.entity ORDER BY a.seq DESC LIMIT 1
  ) p ON true
), due AS (
  INSERT INTO timer (kind, subject_id, due_at, failures, trace)
  SELECT kind, subject_id, due_at, 0, trace
  FROM jsonb_to_recordset($8::jsonb)
    AS t(kind text, subject_id uuid, due_at timestamptz, trace jsonb)
  WHERE due_at IS NOT NULL ORDER BY kind, subject_id
  ON CONFLICT (kind, subject_id) DO UPDATE SET due_at = excluded.due_at, failures = 0,
    reason = NULL, parked_at = NULL, trace = excluded.trace
), undue AS (
  DELETE FROM timer USING jsonb_to_recordset($8::jsonb)
    AS t(kind text, subject_id uuid, due_at timestamptz)
  WHERE timer.kind = t.kind AND timer.subject_id = t.subject_id AND t.due_at IS NULL
)
INSERT INTO idempotency (principal_id, operation, key, request_hash, status, headers, body)
SELECT $9::uuid, $10::text, $11::text, $12::bytea, $13::bigint, $14::jsonb, $15::bytea
WHERE $11::text IS NOT NULL
"""
"""Outbox, audit, timer and idempotency rows of one transaction, in one round trip."""
