-- What posts: one transfer, or many at once (docs/benchmarks.md says what it costs).

-- The word for a request whose key stands in this transfer. The whole request is in there, so no
-- hash of it is kept beside it; what a checkpoint seals holds that hash.
CREATE FUNCTION ledger_met(
  t transfer, kind text, debit uuid, credit uuid, amount bigint, day date, source_type text,
  source_id uuid, policy_id uuid, words text, told text, reverses uuid
) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN (t.kind, t.debit, t.credit, t.amount, t.effective_on, t.source_type, t.source_id,
      t.policy_id, t.reverses, ledger_explanation(t.form_id, t.told)) IS NOT DISTINCT FROM (kind,
      debit, credit, amount, day, source_type, source_id, policy_id, reverses,
      format(words, VARIADIC string_to_array(told, E'\n')))
    THEN 'exists' ELSE 'exists_with_different_request' END
$$;

-- One posting in one round trip. Status, after TigerBeetle: ok, exists,
-- exists_with_different_request; or why not: account_unusable, different_units, not_reversible,
-- exceeds_original, exceeds_available (`available` says how much there is). With p_arrears what
-- the debit account lacks becomes arrears. Balances are locked by account id, then comes the key;
-- the time is taken under the lock, so an account's times follow its order.
CREATE FUNCTION ledger_post(
  p_key uuid, p_kind text, p_debit uuid, p_credit uuid, p_amount bigint, p_effective_on date,
  p_source_type text, p_source_id uuid, p_policy_id uuid, p_words text, p_told text,
  p_actor_id uuid, p_trace jsonb, p_reverses uuid DEFAULT NULL, p_arrears boolean DEFAULT false,
  OUT id uuid, OUT status text, OUT available bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  recorded timestamptz;
  moved record;
  side record;
  o transfer;
  t transfer;
BEGIN
  -- One holder and a system account, and nothing in the way, as almost always: four statements.
  IF p_reverses IS NULL AND p_kind <> 'arrears' THEN
    id := uuidv7();
    UPDATE balance b SET available = b.available + m.signed, version = b.version + 1,
      head = ledger_chained(b.head, b.account_id, b.version + 1, ledger_post.id, m.signed,
        b.available + b.held + m.signed, p_effective_on)
    FROM account h, account s, LATERAL (
      SELECT CASE WHEN h.id = p_credit THEN p_amount ELSE -p_amount END AS signed) m
    WHERE h.id IN (p_debit, p_credit) AND h.kind = 'holder' AND b.account_id = h.id AND b.usable
      AND s.id = CASE WHEN h.id = p_credit THEN p_debit ELSE p_credit END AND s.kind <> 'holder'
      AND s.state = 'open' AND s.unit = h.unit AND b.available + m.signed >= 0
    RETURNING b.account_id, m.signed, b.available + b.held AS posted, b.version, b.head, OLD.head AS head_before,
      b.arrears, s.id AS other, h.organization_id AS told,
      (SELECT f.id FROM explanation_form f WHERE f.words = p_words) AS form
    INTO moved;
    IF FOUND THEN
      recorded := clock_timestamp();
      INSERT INTO transfer (id, key, kind, debit, credit, amount, effective_on,
        recorded_at, source_type, source_id, policy_id, form_id, told, actor_id)
      VALUES (ledger_post.id, p_key, p_kind, p_debit, p_credit, p_amount, p_effective_on,
        recorded, p_source_type, p_source_id, p_policy_id,
        coalesce(moved.form, ledger_form(p_words)), p_told, p_actor_id)
      ON CONFLICT (key) DO NOTHING;
      IF FOUND THEN
        INSERT INTO entry (account_id, seq, transfer_id, amount, balance_after, effective_on,
          recorded_at, hash)
        VALUES
          (moved.other, nextval('entry_system_seq'), ledger_post.id, -moved.signed, NULL,
            p_effective_on, recorded, NULL),
          (moved.account_id, moved.version, ledger_post.id, moved.signed, moved.posted,
            p_effective_on, recorded, moved.head);
        IF moved.told IS NOT NULL THEN  -- what volunteers get is told to nobody
          INSERT INTO outbox (id, subject, aggregate_id, data, trace)
          VALUES (ledger_post.id, 'credit.transfer.posted.v1', moved.account_id,
            json_build_object('transfer_id', ledger_post.id, 'account_id', moved.account_id,
              'organization_id', moved.told, 'kind', p_kind, 'amount', moved.signed,
              'source_type', p_source_type, 'source_id', p_source_id, 'at', recorded), p_trace);
        END IF;
        IF moved.arrears > 0 AND moved.signed > 0 THEN
          PERFORM ledger_repay(p_credit, p_key || '|repaid', p_effective_on, p_source_type,
            p_source_id, p_actor_id, p_trace);
        END IF;
        status := 'ok';
        RETURN;
      END IF;
      UPDATE balance b SET available = b.available - moved.signed, version = moved.version - 1,
        head = moved.head_before WHERE b.account_id = moved.account_id;  -- it was posted before
    END IF;
    id := NULL;
  END IF;
  PERFORM 1 FROM balance WHERE account_id IN (p_debit, p_credit) ORDER BY account_id
  FOR NO KEY UPDATE;
  recorded := clock_timestamp();
  SELECT g.account_id IS NOT NULL AS gives, r.account_id IS NOT NULL AS receives,
    d.unit = c.unit AS one_unit, c.region_id, c.unit, g.available AS free, r.arrears AS owed,
    ledger_usable(d, p_kind, true) AND ledger_usable(c, p_kind, false) AS usable
  INTO side FROM account d CROSS JOIN account c LEFT JOIN balance g ON g.account_id = d.id
    LEFT JOIN balance r ON r.account_id = c.id
  WHERE d.id = p_debit AND c.id = p_credit;
  IF NOT FOUND OR NOT side.usable OR p_debit = p_credit THEN
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
    available := side.free;
    IF p_amount > available AND NOT (p_arrears AND NOT side.receives) THEN
      status := 'exceeds_available';
    END IF;
  END IF;
  IF status IS NULL THEN
    INSERT INTO transfer (key, kind, debit, credit, amount, effective_on,
      recorded_at, source_type, source_id, policy_id, form_id, told, actor_id, reverses)
    VALUES (p_key, p_kind, p_debit, p_credit, p_amount, p_effective_on, recorded,
      p_source_type, p_source_id, p_policy_id, ledger_form(p_words), p_told, p_actor_id, p_reverses)
    ON CONFLICT (key) DO NOTHING RETURNING * INTO t;
  END IF;
  IF t.id IS NULL THEN  -- refused, unless it was posted before
    SELECT * INTO t FROM transfer x WHERE x.key = p_key;
    IF FOUND THEN
      id := t.id;
      status := ledger_met(t, p_kind, p_debit, p_credit, p_amount, p_effective_on, p_source_type,
        p_source_id, p_policy_id, p_words, p_told, p_reverses);
    END IF;
    RETURN;
  END IF;
  IF p_reverses IS NOT NULL THEN
    INSERT INTO reversal AS r (transfer_id, reversed, original)
    VALUES (p_reverses, p_amount, o.amount)
    ON CONFLICT (transfer_id) DO UPDATE SET reversed = r.reversed + excluded.reversed;
  END IF;
  IF side.gives AND p_amount > side.free THEN
    PERFORM ledger_lend(p_key || '|lent',
      (SELECT a.id FROM account a
       WHERE a.kind = 'arrears' AND a.region_id = side.region_id AND a.unit = side.unit),
      p_debit, p_amount - side.free, p_effective_on, p_source_type, p_source_id, p_actor_id,
      p_trace, recorded);
  END IF;
  PERFORM ledger_enter(t, p_trace);
  IF side.owed > 0 THEN
    PERFORM ledger_repay(p_credit, p_key || '|repaid', p_effective_on, p_source_type, p_source_id,
      p_actor_id, p_trace);
  END IF;
  id := t.id;
  status := 'ok';
END $$;

-- Up to 1,000 postings at once; one status for each, in order. One statement judges and writes
-- them: running balances and chains are window aggregates, in the order of the rows. Where a row
-- would overdraw it writes nothing, that row is left out, and the rest is looked at again; a batch
-- that is all bad rows is posted one by one instead. With p_whole one bad row leaves everything
-- unposted. Its plans do not look at how many rows came: they find each by its key.
CREATE FUNCTION ledger_post_batch(
  p_keys uuid[], p_kinds text[], p_debits uuid[], p_credits uuid[], p_amounts bigint[],
  p_days date[], p_source_types text[], p_source_ids uuid[], p_policy_ids uuid[],
  p_words text[], p_told text[], p_actor_id uuid, p_trace jsonb, p_whole boolean
) RETURNS TABLE (n bigint, id uuid, status text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  rounds int := 8;
  recorded timestamptz;
  verdicts text[] := array_fill(NULL::text, ARRAY[cardinality(p_keys)]);
  done record;
  one record;
  ids uuid[];
  words text[];
  k bigint;
BEGIN
  ASSERT cardinality(p_keys) <= 1000, 'a batch has at most 1,000 postings';
  PERFORM ledger_form(w.words) FROM (SELECT DISTINCT unnest(p_words) AS words ORDER BY 1) w;
  PERFORM 1 FROM balance WHERE account_id = ANY (p_debits || p_credits) ORDER BY account_id
  FOR NO KEY UPDATE;
  recorded := clock_timestamp();
  LOOP
    WITH asked AS (
      SELECT u.n, u.key, u.kind, u.debit, u.credit, u.amount, u.day, u.stype, u.sid, u.policy,
        u.words, u.told, u.verdict, f.id AS form_id
      FROM unnest(p_keys, p_kinds, p_debits, p_credits, p_amounts, p_days, p_source_types,
        p_source_ids, p_policy_ids, p_words, p_told, verdicts) WITH ORDINALITY AS u (key, kind,
        debit, credit, amount, day, stype, sid, policy, words, told, verdict, n)
      LEFT JOIN explanation_form f ON f.words = u.words
    ), judged AS MATERIALIZED (
      SELECT a.*, coalesce(x.id, uuidv7()) AS id,
        d.organization_id AS giver, d.kind = 'holder' AS gives,
        c.organization_id AS taker, c.kind = 'holder' AS receives,
        CASE
          WHEN x.id IS NOT NULL THEN ledger_met(x, a.kind, a.debit, a.credit, a.amount, a.day,
            a.stype, a.sid, a.policy, a.words, a.told, NULL)
          WHEN row_number() OVER same > 1 THEN CASE
            WHEN first_value(ROW(a.kind, a.debit, a.credit, a.amount, a.day, a.stype, a.sid, a.policy,
                a.words, a.told)) OVER same = ROW(a.kind, a.debit, a.credit, a.amount, a.day,
                a.stype, a.sid, a.policy, a.words, a.told) THEN 'repeated'
            ELSE 'repeated_differently' END
          WHEN a.verdict IS NOT NULL THEN a.verdict
          WHEN a.amount IS NULL OR a.amount <= 0 THEN 'amount_not_positive'
          WHEN d.id IS NULL OR c.id IS NULL OR a.debit = a.credit
            OR NOT ledger_usable(d, a.kind, true) OR NOT ledger_usable(c, a.kind, false)
            THEN 'account_unusable'
          WHEN d.unit <> c.unit THEN 'different_units' END AS word
      FROM asked a LEFT JOIN transfer x ON x.key = a.key
      LEFT JOIN account d ON d.id = a.debit LEFT JOIN account c ON c.id = a.credit
      WINDOW same AS (PARTITION BY a.key ORDER BY a.n)
    ), legs AS MATERIALIZED (
      SELECT j.n, j.id, j.kind, j.day, j.stype, j.sid, v.account_id, v.signed, v.told, v.held
      FROM judged j CROSS JOIN LATERAL (VALUES (j.debit, -j.amount, j.giver, j.gives),
        (j.credit, j.amount, j.taker, j.receives)) v (account_id, signed, told, held)
      WHERE j.word IS NULL
    ), running AS MATERIALIZED (
      SELECT l.*, b.arrears, b.held AS reserved, b.head AS seed,
        (b.available + b.held + sum(l.signed) OVER w)::bigint AS balance,
        b.version + row_number() OVER w AS seq, lead(l.n) OVER w IS NULL AS last
      FROM legs l JOIN balance b ON b.account_id = l.account_id WHERE l.held
      WINDOW w AS (PARTITION BY l.account_id ORDER BY l.n)
    ), broken AS MATERIALIZED (
      SELECT array_agg(r.n) AS rows FROM (
        SELECT DISTINCT ON (account_id) n FROM running WHERE balance < reserved
        ORDER BY account_id, n) r
    ), good AS MATERIALIZED (
      SELECT FROM broken WHERE rows IS NULL AND NOT (p_whole AND EXISTS (
        SELECT FROM judged WHERE word NOT IN ('exists', 'repeated')))
    ), written AS (
      INSERT INTO transfer (id, key, kind, debit, credit, amount, effective_on, recorded_at,
        source_type, source_id, policy_id, form_id, told, actor_id)
      SELECT id, key, kind, debit, credit, amount, day, recorded, stype, sid, policy, form_id,
        told, p_actor_id
      FROM judged WHERE word IS NULL AND EXISTS (SELECT FROM good) ORDER BY key
      ON CONFLICT (key) DO NOTHING RETURNING 1
    ), chained AS MATERIALIZED (
      SELECT *, ledger_chain(seed, concat_ws('|', account_id, seq, id, signed, balance,
        day - date '2000-01-01')) OVER (PARTITION BY account_id ORDER BY seq) AS hash
      FROM running WHERE EXISTS (SELECT FROM good)
    ), of_holders AS (
      INSERT INTO entry (account_id, seq, transfer_id, amount, balance_after, effective_on,
        recorded_at, hash)
      SELECT account_id, seq, id, signed, balance, day, recorded, hash FROM chained
    ), of_systems AS (
      INSERT INTO entry (account_id, seq, transfer_id, amount, effective_on, recorded_at)
      SELECT account_id, nextval('entry_system_seq'), id, signed, day, recorded
      FROM legs WHERE NOT held AND EXISTS (SELECT FROM good)
    ), announced AS (
      INSERT INTO outbox (id, subject, aggregate_id, data, trace)
      SELECT CASE WHEN signed > 0 THEN id ELSE uuidv7() END, 'credit.transfer.posted.v1',
        account_id, json_build_object('transfer_id', id, 'account_id', account_id,
        'organization_id', told, 'kind', kind, 'amount', signed, 'source_type', stype,
        'source_id', sid, 'at', recorded), p_trace
      FROM chained WHERE told IS NOT NULL ORDER BY n
    ), moved AS (
      UPDATE balance b SET available = s.balance - s.reserved, version = s.seq, head = s.hash
      FROM chained s WHERE s.last AND b.account_id = s.account_id
    )
    SELECT array_agg(j.id ORDER BY j.n) AS ids,
      array_agg(coalesce(j.word, 'ok') ORDER BY j.n) AS words,
      EXISTS (SELECT FROM good) AS posted, (SELECT rows FROM broken) AS broken,
      count(*) FILTER (WHERE j.word IS NULL) AS fresh, (SELECT count(*) FROM written) AS written,
      EXISTS (SELECT FROM running WHERE signed > 0 AND arrears > 0) AS owing
    INTO done FROM judged j;
    EXIT WHEN done.broken IS NULL OR p_whole OR rounds = 0;
    FOREACH k IN ARRAY done.broken LOOP
      verdicts[k] := 'exceeds_available';
    END LOOP;
    rounds := rounds - 1;
  END LOOP;
  IF done.posted AND done.written <> done.fresh THEN
    RAISE serialization_failure USING MESSAGE = 'a key was used by another transaction meanwhile';
  END IF;
  IF done.posted AND done.owing THEN
    FOR one IN
      SELECT DISTINCT ON (t.credit) t.* FROM unnest(done.ids, done.words) u (id, word)
      JOIN transfer t ON t.id = u.id JOIN balance b ON b.account_id = t.credit
      WHERE u.word = 'ok' AND b.arrears > 0 ORDER BY t.credit, t.id DESC
    LOOP
      PERFORM ledger_repay(one.credit, one.key || '|repaid', one.effective_on, one.source_type,
        one.source_id, p_actor_id, p_trace);
    END LOOP;
  END IF;
  ids := done.ids;
  words := done.words;
  FOR k IN 1 .. cardinality(p_keys) LOOP
    EXIT WHEN done.posted;
    CONTINUE WHEN words[k] NOT IN ('ok', 'exceeds_available', 'repeated', 'repeated_differently');
    IF NOT p_whole THEN
      SELECT * INTO one FROM ledger_post(p_keys[k], p_kinds[k], p_debits[k], p_credits[k],
        p_amounts[k], p_days[k], p_source_types[k], p_source_ids[k], p_policy_ids[k], p_words[k],
        p_told[k], p_actor_id, p_trace);
      ids[k] := one.id;
      words[k] := one.status;
    ELSIF k = ANY (done.broken) THEN
      words[k] := 'exceeds_available';
    ELSIF words[k] = 'ok' THEN
      words[k] := 'not_posted';
    END IF;
  END LOOP;
  RETURN QUERY
  SELECT u.n, CASE
      WHEN u.word IN ('ok', 'exists', 'exists_with_different_request') THEN u.id
      WHEN u.word LIKE 'repeated%' THEN r.id END,
    CASE
      WHEN u.word NOT LIKE 'repeated%' THEN u.word
      WHEN r.id IS NULL THEN 'not_posted'
      WHEN u.word = 'repeated' THEN 'exists' ELSE 'exists_with_different_request' END
  FROM unnest(ids, words, p_keys) WITH ORDINALITY u (id, word, key, n)
  LEFT JOIN transfer r ON r.key = u.key AND u.word LIKE 'repeated%' ORDER BY u.n;
END $$;

REVOKE EXECUTE ON FUNCTION ledger_met, ledger_post, ledger_post_batch FROM PUBLIC;
