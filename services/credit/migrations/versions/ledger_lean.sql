-- The posting path again, with the same answers in fewer steps (docs/benchmarks.md says what each
-- costs). Same rules as before: one round trip, balances locked by account id before any key.

-- Declared no stricter than their bodies, these two are inlined where they are used.
CREATE OR REPLACE FUNCTION ledger_asked(
  kind text, debit uuid, credit uuid, amount bigint, day date, source_type text, source_id uuid,
  policy_id uuid, explanation jsonb, reverses uuid
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256(convert_to(concat_ws('|', kind, debit, credit, amount, day - date '2000-01-01',
    source_type, source_id, coalesce(policy_id::text, ''), explanation, reverses), 'utf8'))
$$;

CREATE OR REPLACE FUNCTION ledger_chained(
  head bytea, account uuid, seq bigint, transfer uuid, amount bigint, balance bigint, day date
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256(head || convert_to(
    account || '|' || seq || '|' || transfer || '|' || amount || '|' || balance || '|'
    || (day - date '2000-01-01'), 'utf8'))
$$;

-- The chain's step in a batch: a thousand calls of PL/pgSQL take a tenth of a thousand of SQL.
CREATE OR REPLACE FUNCTION ledger_chain_step(head bytea, seed bytea, line text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN sha256(coalesce(head, seed) || convert_to(line, 'utf8'));
END $$;

-- One posting in one round trip. Status, after TigerBeetle: ok, exists,
-- exists_with_different_request; or why not: account_unusable, different_units, not_reversible,
-- exceeds_original, exceeds_available (`available` says how much there is). With p_arrears what
-- the debit account lacks becomes arrears.
CREATE OR REPLACE FUNCTION ledger_post(
  p_key uuid, p_kind text, p_debit uuid, p_credit uuid, p_amount bigint, p_effective_on date,
  p_source_type text, p_source_id uuid, p_policy_id uuid, p_explanation jsonb, p_actor_id uuid,
  p_trace jsonb, p_reverses uuid DEFAULT NULL, p_arrears boolean DEFAULT false,
  OUT id uuid, OUT status text, OUT available bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  asked bytea := ledger_asked(p_kind, p_debit, p_credit, p_amount, p_effective_on, p_source_type,
    p_source_id, p_policy_id, p_explanation, p_reverses);
  locked record;
  free bigint;
  owed bigint := 0;
  side record;
  o transfer;
  t transfer;
  signed bigint;
  b balance;
BEGIN
  -- The time is taken under the lock, so an account's times follow its order.
  FOR locked IN
    SELECT account_id, posted - held AS left, arrears FROM balance
    WHERE account_id IN (p_debit, p_credit) ORDER BY account_id FOR NO KEY UPDATE
  LOOP
    IF locked.account_id = p_debit THEN
      free := locked.left;
    ELSE
      owed := locked.arrears;
    END IF;
  END LOOP;
  SELECT d.kind = 'holder' AS gives, c.kind = 'holder' AS receives, d.unit = c.unit AS one_unit,
    c.region_id, c.unit,
    CASE WHEN c.kind = 'holder' THEN c.organization_id ELSE d.organization_id END AS told,
    ledger_usable(d, p_kind, true) AND ledger_usable(c, p_kind, false) AS usable
  INTO side FROM account d, account c WHERE d.id = p_debit AND c.id = p_credit;
  IF NOT FOUND OR NOT side.usable THEN
    status := 'account_unusable';
  ELSIF NOT side.one_unit THEN
    status := 'different_units';
  ELSIF p_reverses IS NOT NULL THEN
    SELECT * INTO o FROM transfer x WHERE x.id = p_reverses;
    available := o.amount - coalesce(
      (SELECT r.reversed FROM reversal r WHERE r.transfer_id = p_reverses), 0);
    status := CASE
      WHEN o.id IS NULL OR o.kind IN ('reverse', 'arrears') OR (o.debit, o.credit)
        <> (p_credit, p_debit) THEN 'not_reversible'
      WHEN p_amount > available THEN 'exceeds_original' END;
  END IF;
  IF status IS NULL AND side.gives THEN
    available := free;
    IF p_amount > free AND NOT (p_arrears AND NOT side.receives) THEN
      status := 'exceeds_available';
    END IF;
  END IF;
  IF status IS NULL THEN
    INSERT INTO transfer (key, request_hash, kind, debit, credit, amount, effective_on, source_type,
      source_id, policy_id, explanation, actor_id, reverses)
    VALUES (p_key, asked, p_kind, p_debit, p_credit, p_amount, p_effective_on, p_source_type,
      p_source_id, p_policy_id, p_explanation, p_actor_id, p_reverses)
    ON CONFLICT (key) DO NOTHING RETURNING * INTO t;
  END IF;
  IF t.id IS NULL THEN  -- refused, unless it was posted before
    SELECT * INTO t FROM transfer x WHERE x.key = p_key;
    IF FOUND THEN
      id := t.id;
      status := CASE WHEN t.request_hash = asked
        THEN 'exists' ELSE 'exists_with_different_request' END;
    END IF;
    RETURN;
  END IF;
  IF p_reverses IS NOT NULL THEN
    INSERT INTO reversal AS r (transfer_id, reversed, original)
    VALUES (p_reverses, p_amount, o.amount)
    ON CONFLICT (transfer_id) DO UPDATE SET reversed = r.reversed + excluded.reversed;
  END IF;
  IF side.gives AND p_amount > free THEN
    PERFORM ledger_lend(p_key || '|lent',
      (SELECT a.id FROM account a
       WHERE a.kind = 'arrears' AND a.region_id = side.region_id AND a.unit = side.unit),
      p_debit, p_amount - free, p_effective_on, p_source_type, p_source_id, p_actor_id,
      p_trace, t.recorded_at);
  END IF;
  IF side.gives = side.receives OR p_kind = 'arrears' THEN
    PERFORM ledger_enter(t, p_trace);
  ELSE  -- one holder and a system account, as almost always: what ledger_enter does, at once
    signed := CASE WHEN side.gives THEN -p_amount ELSE p_amount END;
    UPDATE balance SET posted = posted + signed, version = version + 1,
      head = ledger_chained(head, account_id, version + 1, t.id, signed, posted + signed,
        p_effective_on)
    WHERE account_id = CASE WHEN side.gives THEN p_debit ELSE p_credit END RETURNING * INTO b;
    INSERT INTO entry VALUES
      (CASE WHEN side.gives THEN p_credit ELSE p_debit END, nextval('entry_system_seq'), t.id,
        -signed, NULL, p_effective_on, t.recorded_at, NULL),
      (b.account_id, b.version, t.id, signed, b.posted, p_effective_on, t.recorded_at, b.head);
    IF side.told IS NOT NULL THEN  -- what volunteers get is told to nobody
      INSERT INTO outbox (id, subject, aggregate_id, data, trace)
      VALUES (uuidv7(), 'credit.transfer.posted.v1', b.account_id, jsonb_build_object(
        'transfer_id', t.id, 'account_id', b.account_id,
        'organization_id', side.told, 'kind', p_kind, 'amount', signed,
        'source_type', p_source_type, 'source_id', p_source_id, 'at', t.recorded_at), p_trace);
    END IF;
  END IF;
  IF owed > 0 THEN
    PERFORM ledger_repay(p_credit, p_key || '|repaid', p_effective_on, p_source_type, p_source_id,
      p_actor_id, p_trace);
  END IF;
  id := t.id;
  status := 'ok';
END $$;

-- The batch's rows without a verdict, entered together: running balances and chains are window
-- aggregates, in the order of the rows. Every balance is locked, and every row known to be good.
CREATE OR REPLACE FUNCTION ledger_enter_batch(
  p_keys uuid[], p_kinds text[], p_debits uuid[], p_credits uuid[], p_amounts bigint[],
  p_days date[], p_source_types text[], p_source_ids uuid[], p_policy_ids uuid[],
  p_explanations text[], p_hashes bytea[], p_verdicts text[], p_actor_id uuid, p_trace jsonb
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  recorded timestamptz := clock_timestamp();
  asked bigint;
  claimed bigint;
  owing boolean;
  filled record;
BEGIN
  WITH r AS MATERIALIZED (
    SELECT u.*, uuidv7() AS id FROM unnest(p_keys, p_kinds, p_debits, p_credits, p_amounts, p_days,
      p_source_types, p_source_ids, p_policy_ids, p_explanations, p_hashes, p_verdicts)
      WITH ORDINALITY AS u (key, kind, debit, credit, amount, day, stype, sid, policy, told, hash,
        verdict, n)
    WHERE verdict IS NULL
  ), written AS (
    INSERT INTO transfer (id, key, request_hash, kind, debit, credit, amount, effective_on,
      recorded_at, source_type, source_id, policy_id, explanation, actor_id)
    SELECT id, key, hash, kind, debit, credit, amount, day, recorded, stype, sid, policy,
      told::jsonb, p_actor_id FROM r ORDER BY key ON CONFLICT (key) DO NOTHING RETURNING 1
  ), legs AS MATERIALIZED (
    SELECT r.n, r.id, r.kind, r.day, r.stype, r.sid, v.account_id, v.signed, a.organization_id,
      a.kind = 'holder' AS held
    FROM r
    CROSS JOIN LATERAL (VALUES (r.debit, -r.amount), (r.credit, r.amount)) v (account_id, signed)
    JOIN account a ON a.id = v.account_id
  ), running AS MATERIALIZED (
    SELECT l.*, b.head AS seed, b.arrears,
      (b.posted + sum(l.signed) OVER w)::bigint AS balance, b.version + row_number() OVER w AS seq
    FROM legs l JOIN balance b ON b.account_id = l.account_id
    WINDOW w AS (PARTITION BY l.account_id ORDER BY l.n)
  ), chained AS MATERIALIZED (
    SELECT *, ledger_chain(seed, account_id || '|' || seq || '|' || id || '|' || signed || '|'
      || balance || '|' || (day - date '2000-01-01'))
      OVER (PARTITION BY account_id ORDER BY seq) AS hash FROM running
  ), of_holders AS (
    INSERT INTO entry SELECT account_id, seq, id, signed, balance, day, recorded, hash FROM chained
  ), of_systems AS (
    INSERT INTO entry (account_id, seq, transfer_id, amount, effective_on, recorded_at)
    SELECT account_id, nextval('entry_system_seq'), id, signed, day, recorded
    FROM legs WHERE NOT held
  ), told AS (
    INSERT INTO outbox (id, subject, aggregate_id, data, trace)
    SELECT uuidv7(), 'credit.transfer.posted.v1', account_id, jsonb_build_object(
      'transfer_id', id, 'account_id', account_id, 'organization_id', organization_id,
      'kind', kind, 'amount', signed, 'source_type', stype, 'source_id', sid, 'at', recorded),
      p_trace
    FROM chained WHERE organization_id IS NOT NULL ORDER BY n
  ), moved AS (
    UPDATE balance b SET posted = s.balance, version = s.seq, head = s.hash
    FROM (SELECT DISTINCT ON (account_id) * FROM chained ORDER BY account_id, seq DESC) s
    WHERE b.account_id = s.account_id
  )
  SELECT (SELECT count(*) FROM r), (SELECT count(*) FROM written),
    EXISTS (SELECT FROM running WHERE signed > 0 AND arrears > 0)
  INTO asked, claimed, owing;
  IF claimed <> asked THEN
    RAISE serialization_failure USING MESSAGE = 'a key was used by another transaction meanwhile';
  END IF;
  IF owing THEN
    FOR filled IN
      SELECT DISTINCT ON (t.credit) t.* FROM unnest(p_keys, p_verdicts) u (key, verdict)
      JOIN transfer t ON t.key = u.key JOIN balance b ON b.account_id = t.credit
      WHERE u.verdict IS NULL AND b.arrears > 0 ORDER BY t.credit, t.id DESC
    LOOP
      PERFORM ledger_repay(filled.credit, filled.key || '|repaid', filled.effective_on,
        filled.source_type, filled.source_id, p_actor_id, p_trace);
    END LOOP;
  END IF;
END $$;

-- Up to 1,000 postings in a few statements, whatever their number; one status for each, in order.
-- What cannot be posted is sieved out first: by its accounts, then by the running balances (a row
-- that would overdraw is left out and the rest is looked at again). A batch that is all bad rows
-- is posted one by one instead. With p_whole one bad row leaves everything unposted. Its plans do
-- not look at how many rows came: they find each by its key, however large the tables are.
CREATE OR REPLACE FUNCTION ledger_post_batch(
  p_keys uuid[], p_kinds text[], p_debits uuid[], p_credits uuid[], p_amounts bigint[],
  p_days date[], p_source_types text[], p_source_ids uuid[], p_policy_ids uuid[],
  p_explanations text[], p_actor_id uuid, p_trace jsonb, p_whole boolean
) RETURNS TABLE (n bigint, id uuid, status text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  rounds int := 8;
  hashes bytea[];
  verdicts text[];
  broken bigint[];
  bad boolean := false;
  word text;
  k bigint;
BEGIN
  ASSERT cardinality(p_keys) <= 1000, 'a batch has at most 1,000 postings';
  PERFORM 1 FROM balance WHERE account_id = ANY (p_debits) OR account_id = ANY (p_credits)
  ORDER BY account_id FOR NO KEY UPDATE;
  WITH r AS (
    SELECT * FROM unnest(p_keys, p_kinds, p_debits, p_credits, p_amounts, p_days, p_source_types,
      p_source_ids, p_policy_ids, p_explanations) WITH ORDINALITY
      AS u (key, kind, debit, credit, amount, day, stype, sid, policy, told, n)
  ), judged AS (
    SELECT r.n, ledger_asked(r.kind, r.debit, r.credit, r.amount, r.day, r.stype, r.sid, r.policy,
        r.told::jsonb, NULL) AS hash,
      CASE WHEN x.id IS NOT NULL OR row_number() OVER (PARTITION BY r.key ORDER BY r.n) > 1
          THEN 'repeated'
        WHEN r.amount IS NULL OR r.amount <= 0 THEN 'amount_not_positive'
        WHEN d.id IS NULL OR c.id IS NULL OR r.debit = r.credit OR NOT ledger_usable(d, r.kind, true)
          OR NOT ledger_usable(c, r.kind, false) THEN 'account_unusable'
        WHEN d.unit <> c.unit THEN 'different_units' END AS verdict
    FROM r LEFT JOIN transfer x ON x.key = r.key
    LEFT JOIN account d ON d.id = r.debit LEFT JOIN account c ON c.id = r.credit
  )
  SELECT array_agg(hash ORDER BY n), array_agg(verdict ORDER BY n) INTO hashes, verdicts FROM judged;
  LOOP
    SELECT array_agg(n) INTO broken FROM (
      SELECT DISTINCT ON (account_id) account_id, n FROM (
        SELECT r.n, l.account_id, b.posted - b.held
          + sum(l.amount) OVER (PARTITION BY l.account_id ORDER BY r.n) AS remaining
        FROM unnest(p_debits, p_credits, p_amounts, verdicts) WITH ORDINALITY
          AS r (debit, credit, amount, verdict, n)
        CROSS JOIN LATERAL (VALUES (r.debit, -r.amount), (r.credit, r.amount)) l (account_id, amount)
        JOIN balance b ON b.account_id = l.account_id WHERE r.verdict IS NULL) running
      WHERE remaining < 0 ORDER BY account_id, n) first_of_each;
    EXIT WHEN broken IS NULL OR rounds = 0;
    FOREACH k IN ARRAY broken LOOP
      verdicts[k] := 'exceeds_available';
    END LOOP;
    rounds := rounds - 1;
  END LOOP;
  IF p_whole THEN
    bad := broken IS NOT NULL OR EXISTS (SELECT FROM unnest(verdicts) v WHERE v <> 'repeated')
      OR EXISTS (SELECT FROM unnest(p_keys, hashes) u (key, hash)
        GROUP BY key HAVING count(DISTINCT hash) > 1)
      OR EXISTS (SELECT FROM unnest(p_keys, hashes) u (key, hash)
        JOIN transfer x USING (key) WHERE x.request_hash <> u.hash);
  END IF;
  IF bad THEN
    NULL;  -- nothing is posted; the answer names what stands in the way
  ELSIF broken IS NOT NULL THEN
    FOR k IN 1 .. cardinality(p_keys) LOOP
      CONTINUE WHEN verdicts[k] IS NOT NULL AND verdicts[k] <> 'exceeds_available';
      SELECT p.status INTO word FROM ledger_post(p_keys[k], p_kinds[k], p_debits[k],
        p_credits[k], p_amounts[k], p_days[k], p_source_types[k], p_source_ids[k], p_policy_ids[k],
        p_explanations[k]::jsonb, p_actor_id, p_trace) p;
      verdicts[k] := word;
    END LOOP;
  ELSE
    PERFORM ledger_enter_batch(p_keys, p_kinds, p_debits, p_credits, p_amounts, p_days,
      p_source_types, p_source_ids, p_policy_ids, p_explanations, hashes, verdicts, p_actor_id,
      p_trace);
    verdicts := (SELECT array_agg(coalesce(v, 'ok') ORDER BY o)
      FROM unnest(verdicts) WITH ORDINALITY u (v, o));
  END IF;
  RETURN QUERY
  SELECT u.n, x.id, CASE
      WHEN u.verdict = 'repeated' AND x.id IS NULL THEN 'not_posted'
      WHEN u.verdict = 'repeated' AND x.request_hash = u.hash THEN 'exists'
      WHEN u.verdict = 'repeated' THEN 'exists_with_different_request'
      ELSE coalesce(u.verdict, 'not_posted') END
  FROM unnest(p_keys, hashes, verdicts) WITH ORDINALITY u (key, hash, verdict, n)
  LEFT JOIN transfer x ON x.key = u.key ORDER BY u.n;
END $$;
