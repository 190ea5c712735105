-- Holds, reversals, arrears and batches (spec/credit.md §4, §6). Same rules as in ledger.sql: one
-- round trip, balances locked by account id before any key, the application may only call.

DROP FUNCTION ledger_post;

CREATE TRIGGER account_has_a_balance AFTER INSERT ON account
FOR EACH ROW WHEN (NEW.kind = 'holder') EXECUTE FUNCTION ledger_open_balance();

-- The hash of a request: the same key with another one is refused.
CREATE FUNCTION ledger_asked(
  kind text, debit uuid, credit uuid, amount bigint, day date, source_type text, source_id uuid,
  policy_id uuid, explanation jsonb, reverses uuid
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT sha256(convert_to(concat_ws('|', kind, debit, credit, amount, day - date '2000-01-01',
    source_type, source_id, coalesce(policy_id::text, ''), explanation, reverses), 'utf8'))
$$;

-- The chain over many rows: the head after each of them, starting from `seed`.
CREATE FUNCTION ledger_chain_step(head bytea, seed bytea, line text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT sha256(coalesce(head, seed) || convert_to(line, 'utf8'))
$$;
CREATE AGGREGATE ledger_chain(bytea, text) (sfunc = ledger_chain_step, stype = bytea);

-- Which accounts may take part: a closed one can only still be emptied.
CREATE FUNCTION ledger_usable(a account, kind text, gives boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(a.state IN ('open', 'frozen')
    OR (a.state = 'closed' AND gives AND kind IN ('expire', 'succeed', 'arrears')), false)
$$;

-- Writes the two entries of a transfer, moves balances, extends chains, tells. The system's side
-- goes first, so that a holder's row is held for the shortest time.
CREATE FUNCTION ledger_enter(t transfer, p_trace jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  side record;
  b balance;
BEGIN
  FOR side IN
    SELECT a.id AS account_id, a.kind, a.organization_id, v.amount
    FROM (VALUES (t.debit, -t.amount), (t.credit, t.amount)) v (account_id, amount)
    JOIN account a ON a.id = v.account_id ORDER BY a.kind = 'holder', a.id
  LOOP
    IF side.kind <> 'holder' THEN
      INSERT INTO entry (account_id, seq, transfer_id, amount, effective_on, recorded_at)
      VALUES (side.account_id, nextval('entry_system_seq'), t.id, side.amount, t.effective_on,
        t.recorded_at);
      CONTINUE;
    END IF;
    UPDATE balance SET posted = posted + side.amount, version = version + 1,
      arrears = arrears + CASE WHEN t.kind = 'arrears' THEN side.amount ELSE 0 END,
      head = ledger_chained(head, account_id, version + 1, t.id, side.amount,
        posted + side.amount, t.effective_on)
    WHERE account_id = side.account_id RETURNING * INTO b;
    INSERT INTO entry VALUES
      (b.account_id, b.version, t.id, side.amount, b.posted, t.effective_on, t.recorded_at, b.head);
    CONTINUE WHEN side.organization_id IS NULL;  -- what volunteers get is told to nobody
    INSERT INTO outbox (id, subject, aggregate_id, data, trace)
    VALUES (uuidv7(), 'credit.transfer.posted.v1', b.account_id, jsonb_build_object(
      'transfer_id', t.id, 'account_id', b.account_id, 'organization_id', side.organization_id,
      'kind', t.kind, 'amount', side.amount, 'source_type', t.source_type,
      'source_id', t.source_id, 'at', t.recorded_at), p_trace);
  END LOOP;
END $$;

-- Arrears are credits lent so that a penalty or reversal can be posted in full; they are repaid
-- from whatever the holder receives next. Both ways are transfers of the kind 'arrears', so the
-- journal explains every change of balance.arrears. The key follows from what caused it.
CREATE FUNCTION ledger_lend(
  p_cause text, p_debit uuid, p_credit uuid, p_amount bigint, p_day date,
  p_source_type text, p_source_id uuid, p_actor_id uuid, p_trace jsonb, p_recorded timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  key uuid := substr(encode(sha256(convert_to('arrears|' || p_cause, 'utf8')), 'hex'), 1, 32)::uuid;
  told jsonb := jsonb_build_object('inputs', jsonb_build_object('cause', p_cause),
    'steps', '{}'::jsonb, 'amount', p_amount,
    'zh', CASE WHEN (SELECT kind = 'holder' FROM account WHERE id = p_credit)
      THEN format('可用积分不足，%s 积分记为欠分，由以后入账的积分先行抵补。', p_amount)
      ELSE format('以入账积分抵补欠分 %s 积分。', p_amount) END,
    'en', CASE WHEN (SELECT kind = 'holder' FROM account WHERE id = p_credit)
      THEN format('Too few were available: %s are in arrears, filled by later credits.', p_amount)
      ELSE format('%s of what came in fill arrears.', p_amount) END);
  t transfer;
BEGIN
  INSERT INTO transfer (key, request_hash, kind, debit, credit, amount, effective_on, recorded_at,
    source_type, source_id, explanation, actor_id)
  VALUES (key, ledger_asked('arrears', p_debit, p_credit, p_amount, p_day, p_source_type,
    p_source_id, NULL, told, NULL), 'arrears', p_debit, p_credit, p_amount, p_day, p_recorded,
    p_source_type, p_source_id, told, p_actor_id)
  RETURNING * INTO t;
  PERFORM ledger_enter(t, p_trace);
END $$;

-- Fills a holder's arrears from what is available; nothing to do for almost everyone.
CREATE FUNCTION ledger_repay(
  p_account uuid, p_cause text, p_day date, p_source_type text, p_source_id uuid, p_actor_id uuid,
  p_trace jsonb
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  due bigint := (SELECT least(arrears, posted - held) FROM balance WHERE account_id = p_account);
  lender uuid;
BEGIN
  IF due > 0 THEN
    SELECT t.debit INTO lender FROM entry e JOIN transfer t ON t.id = e.transfer_id
    WHERE e.account_id = p_account AND e.amount > 0 AND t.kind = 'arrears'
    ORDER BY e.seq DESC LIMIT 1;
    PERFORM ledger_lend(p_cause, p_account, lender, due, p_day, p_source_type, p_source_id,
      p_actor_id, p_trace, clock_timestamp());
  END IF;
END $$;

-- One posting in one round trip. Status, after TigerBeetle: ok, exists,
-- exists_with_different_request; or why not: account_unusable, different_units, not_reversible,
-- exceeds_original, exceeds_available (`available` says how much there is). With p_arrears what
-- the debit account lacks becomes arrears.
CREATE FUNCTION ledger_post(
  p_key uuid, p_kind text, p_debit uuid, p_credit uuid, p_amount bigint, p_effective_on date,
  p_source_type text, p_source_id uuid, p_policy_id uuid, p_explanation jsonb, p_actor_id uuid,
  p_trace jsonb, p_reverses uuid DEFAULT NULL, p_arrears boolean DEFAULT false,
  OUT id uuid, OUT status text, OUT available bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  asked bytea := ledger_asked(p_kind, p_debit, p_credit, p_amount, p_effective_on, p_source_type,
    p_source_id, p_policy_id, p_explanation, p_reverses);
  earlier bytea;
  d account;
  c account;
  o transfer;
  t transfer;
BEGIN
  -- The time is taken under the lock, so an account's times follow its order.
  PERFORM 1 FROM balance WHERE account_id IN (p_debit, p_credit) ORDER BY account_id
  FOR NO KEY UPDATE;
  SELECT * INTO d FROM account a WHERE a.id = p_debit;
  SELECT * INTO c FROM account a WHERE a.id = p_credit;
  IF NOT ledger_usable(d, p_kind, true) OR NOT ledger_usable(c, p_kind, false) THEN
    status := 'account_unusable';
  ELSIF d.unit <> c.unit THEN
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
  IF status IS NULL AND d.kind = 'holder' THEN
    SELECT posted - held INTO available FROM balance WHERE account_id = p_debit;
    IF p_amount > available AND NOT (p_arrears AND c.kind <> 'holder') THEN
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
    SELECT x.id, x.request_hash INTO id, earlier FROM transfer x WHERE x.key = p_key;
    IF FOUND THEN
      status := CASE WHEN earlier = asked THEN 'exists' ELSE 'exists_with_different_request' END;
    END IF;
    RETURN;
  END IF;
  IF p_reverses IS NOT NULL THEN
    INSERT INTO reversal AS r (transfer_id, reversed, original)
    VALUES (p_reverses, p_amount, o.amount)
    ON CONFLICT (transfer_id) DO UPDATE SET reversed = r.reversed + excluded.reversed;
  END IF;
  IF d.kind = 'holder' AND p_amount > available THEN
    PERFORM ledger_lend(p_key || '|lent',
      (SELECT a.id FROM account a
       WHERE a.kind = 'arrears' AND a.region_id = c.region_id AND a.unit = c.unit),
      p_debit, p_amount - available, p_effective_on, p_source_type, p_source_id, p_actor_id,
      p_trace, t.recorded_at);
  END IF;
  PERFORM ledger_enter(t, p_trace);
  IF c.kind = 'holder' THEN
    PERFORM ledger_repay(p_credit, p_key || '|repaid', p_effective_on, p_source_type, p_source_id,
      p_actor_id, p_trace);
  END IF;
  id := t.id;
  status := 'ok';
END $$;

-- The batch's rows without a verdict, entered together: running balances and chains are window
-- aggregates, in the order of the rows. Every balance is locked, and every row known to be good.
CREATE FUNCTION ledger_enter_batch(
  p_keys uuid[], p_kinds text[], p_debits uuid[], p_credits uuid[], p_amounts bigint[],
  p_days date[], p_source_types text[], p_source_ids uuid[], p_policy_ids uuid[],
  p_explanations text[], p_hashes bytea[], p_verdicts text[], p_actor_id uuid, p_trace jsonb
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  recorded timestamptz := clock_timestamp();
  claimed uuid[];
  filled record;
BEGIN
  WITH r AS (
    SELECT * FROM unnest(p_keys, p_kinds, p_debits, p_credits, p_amounts, p_days, p_source_types,
      p_source_ids, p_policy_ids, p_explanations, p_hashes, p_verdicts)
      AS u (key, kind, debit, credit, amount, day, stype, sid, policy, told, hash, verdict)
    WHERE verdict IS NULL
  ), written AS (
    INSERT INTO transfer (key, request_hash, kind, debit, credit, amount, effective_on, recorded_at,
      source_type, source_id, policy_id, explanation, actor_id)
    SELECT key, hash, kind, debit, credit, amount, day, recorded, stype, sid, policy, told::jsonb,
      p_actor_id FROM r ORDER BY key ON CONFLICT (key) DO NOTHING RETURNING transfer.id
  )
  SELECT array_agg(written.id) INTO claimed FROM written;
  IF coalesce(cardinality(claimed), 0) <> (
      SELECT count(*) FROM unnest(p_verdicts) v WHERE v IS NULL) THEN
    RAISE serialization_failure USING MESSAGE = 'a key was used by another transaction meanwhile';
  END IF;
  WITH legs AS MATERIALIZED (
    SELECT o.n, t.*, v.account_id, v.signed, a.kind AS account_kind, a.organization_id
    FROM unnest(p_keys) WITH ORDINALITY o (key, n)
    JOIN transfer t ON t.key = o.key AND t.id = ANY (claimed) AND p_verdicts[o.n] IS NULL
    CROSS JOIN LATERAL (VALUES (t.debit, -t.amount), (t.credit, t.amount)) v (account_id, signed)
    JOIN account a ON a.id = v.account_id
  ), running AS MATERIALIZED (
    SELECT l.*, b.head AS seed, (b.posted + sum(l.signed) OVER w)::bigint AS balance,
      b.version + row_number() OVER w AS seq
    FROM legs l JOIN balance b ON b.account_id = l.account_id
    WINDOW w AS (PARTITION BY l.account_id ORDER BY l.n)
  ), chained AS MATERIALIZED (
    SELECT *, ledger_chain(seed, account_id || '|' || seq || '|' || id || '|' || signed || '|'
      || balance || '|' || (effective_on - date '2000-01-01'))
      OVER (PARTITION BY account_id ORDER BY seq) AS hash FROM running
  ), of_holders AS (
    INSERT INTO entry SELECT account_id, seq, id, signed, balance, effective_on, recorded_at, hash
    FROM chained
  ), of_systems AS (
    INSERT INTO entry (account_id, seq, transfer_id, amount, effective_on, recorded_at)
    SELECT account_id, nextval('entry_system_seq'), id, signed, effective_on, recorded_at
    FROM legs WHERE account_kind <> 'holder'
  ), told AS (
    INSERT INTO outbox (id, subject, aggregate_id, data, trace)
    SELECT uuidv7(), 'credit.transfer.posted.v1', account_id, jsonb_build_object(
      'transfer_id', id, 'account_id', account_id, 'organization_id', organization_id,
      'kind', kind, 'amount', signed, 'source_type', source_type, 'source_id', source_id,
      'at', recorded_at), p_trace
    FROM chained WHERE organization_id IS NOT NULL ORDER BY n
  )
  UPDATE balance b SET posted = s.balance, version = s.seq, head = s.hash
  FROM (SELECT DISTINCT ON (account_id) * FROM chained ORDER BY account_id, seq DESC) s
  WHERE b.account_id = s.account_id;
  FOR filled IN
    SELECT DISTINCT ON (t.credit) t.* FROM transfer t JOIN balance b ON b.account_id = t.credit
    WHERE t.id = ANY (claimed) AND b.arrears > 0 ORDER BY t.credit, t.id DESC
  LOOP
    PERFORM ledger_repay(filled.credit, filled.key || '|repaid', filled.effective_on,
      filled.source_type, filled.source_id, p_actor_id, p_trace);
  END LOOP;
END $$;

-- Up to 1,000 postings in a few statements, whatever their number; one status for each, in order.
-- What cannot be posted is sieved out first: by its accounts, then by the running balances (a row
-- that would overdraw is left out and the rest is looked at again). A batch that is all bad rows
-- is posted one by one instead. With p_whole one bad row leaves everything unposted.
CREATE FUNCTION ledger_post_batch(
  p_keys uuid[], p_kinds text[], p_debits uuid[], p_credits uuid[], p_amounts bigint[],
  p_days date[], p_source_types text[], p_source_ids uuid[], p_policy_ids uuid[],
  p_explanations text[], p_actor_id uuid, p_trace jsonb, p_whole boolean
) RETURNS TABLE (n bigint, id uuid, status text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  rounds int := 8;
  hashes bytea[];
  verdicts text[];
  broken bigint[];
  bad boolean;
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
  bad := EXISTS (SELECT FROM unnest(verdicts) v WHERE v <> 'repeated') OR EXISTS (
    SELECT FROM unnest(p_keys, hashes) u (key, hash)
    JOIN unnest(p_keys, hashes) w (key, hash) USING (key) WHERE u.hash <> w.hash
    UNION ALL SELECT FROM unnest(p_keys, hashes) u (key, hash)
    JOIN transfer x USING (key) WHERE x.request_hash <> u.hash);
  IF p_whole AND (bad OR broken IS NOT NULL) THEN
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

-- A hold reserves credits for a redemption: it lowers what is available and posts nothing.
CREATE FUNCTION ledger_hold(
  p_key uuid, p_account uuid, p_amount bigint, p_expires_at timestamptz, p_source_type text,
  p_source_id uuid, OUT id uuid, OUT status text, OUT available bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  h hold;
BEGIN
  SELECT b.posted - b.held INTO available FROM balance b WHERE b.account_id = p_account
  FOR NO KEY UPDATE;
  SELECT * INTO h FROM hold x WHERE x.key = p_key;
  IF FOUND THEN
    id := h.id;
    status := CASE WHEN (h.account_id, h.amount, h.source_type, h.source_id)
        = (p_account, p_amount, p_source_type, p_source_id)
      THEN 'exists' ELSE 'exists_with_different_request' END;
  ELSIF NOT EXISTS (SELECT FROM account a WHERE a.id = p_account AND a.state = 'open') THEN
    status := 'account_unusable';
  ELSIF p_amount > available THEN
    status := 'exceeds_available';
  ELSE
    INSERT INTO hold (key, account_id, amount, captured, state, expires_at, source_type, source_id)
    VALUES (p_key, p_account, p_amount, 0, 'pending', p_expires_at, p_source_type, p_source_id)
    RETURNING hold.id INTO id;
    UPDATE balance SET held = held + p_amount WHERE account_id = p_account;
    status := 'ok';
  END IF;
END $$;

-- Ends a hold: captured (p_amount of it moves to p_credit, the rest is free again), voided or
-- expired. Status: ok, unknown_hold, hold_resolved, hold_expired, exceeds_hold, account_unusable.
CREATE FUNCTION ledger_resolve(
  p_hold uuid, p_outcome text, p_amount bigint, p_credit uuid, p_at timestamptz, p_day date,
  p_explanation jsonb, p_actor_id uuid, p_trace jsonb, OUT id uuid, OUT status text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  h hold;
BEGIN
  PERFORM 1 FROM balance WHERE account_id = (SELECT x.account_id FROM hold x WHERE x.id = p_hold)
  FOR NO KEY UPDATE;
  SELECT * INTO h FROM hold x WHERE x.id = p_hold FOR UPDATE;
  status := CASE
    WHEN h.id IS NULL THEN 'unknown_hold'
    WHEN h.state <> 'pending' THEN 'hold_resolved'
    WHEN p_outcome = 'captured' AND p_at >= h.expires_at THEN 'hold_expired'
    WHEN p_outcome = 'captured' AND p_amount > h.amount THEN 'exceeds_hold' END;
  IF status IS NOT NULL THEN
    RETURN;
  END IF;
  UPDATE balance SET held = held - h.amount WHERE account_id = h.account_id;
  UPDATE hold SET state = p_outcome, captured = coalesce(p_amount, 0) WHERE hold.id = p_hold;
  IF p_outcome = 'captured' THEN
    SELECT p.id, p.status INTO id, status FROM ledger_post(h.id, 'capture', h.account_id, p_credit,
      p_amount, p_day, h.source_type, h.source_id, NULL, p_explanation, p_actor_id, p_trace) p;
    IF status <> 'ok' THEN
      RAISE EXCEPTION 'hold % cannot be captured: %', p_hold, status;
    END IF;
  END IF;
  PERFORM ledger_repay(h.account_id, h.id || '|released', p_day, h.source_type, h.source_id,
    p_actor_id, p_trace);
  status := 'ok';
END $$;

REVOKE EXECUTE ON FUNCTION ledger_asked, ledger_chain_step, ledger_usable, ledger_enter,
  ledger_enter_batch, ledger_lend, ledger_repay, ledger_post, ledger_post_batch, ledger_hold,
  ledger_resolve FROM PUBLIC;
