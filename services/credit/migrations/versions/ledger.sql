-- The ledger's machinery: what only the database can promise (spec/credit.md §6).
-- The tables belong to the owner role; the application may read them and call some functions. The
-- lock order is global: balances by account id, then a key. Nobody takes a balance while he waits
-- for a key.

-- Every holder's account has a balance; system accounts have none, so nothing ever waits for them.
-- Whether an account takes part is known from its balance, too: whoever opens or closes it waits for
-- the postings that hold the balance, and they for him.
CREATE FUNCTION ledger_open_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO balance (account_id, available, held, arrears, version, head, usable)
  VALUES (NEW.id, 0, 0, 0, 0, decode(repeat('00', 32), 'hex'), NEW.state IN ('open', 'frozen'));
  RETURN NULL;
END $$;

CREATE TRIGGER account_has_a_balance AFTER INSERT ON account
FOR EACH ROW WHEN (NEW.kind = 'holder') EXECUTE FUNCTION ledger_open_balance();

CREATE FUNCTION ledger_follow_state() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE balance SET usable = NEW.state IN ('open', 'frozen') WHERE account_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER balance_follows_state AFTER UPDATE OF state ON account FOR EACH ROW
WHEN (NEW.kind = 'holder' AND (OLD.state IN ('open', 'frozen')) <> (NEW.state IN ('open', 'frozen')))
EXECUTE FUNCTION ledger_follow_state();

CREATE TRIGGER balance_stays BEFORE DELETE OR TRUNCATE ON balance
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Numbers the entries of system accounts: unique, not gap-free.
CREATE SEQUENCE entry_system_seq;

-- Which accounts may take part: a closed one can only still be emptied. What comes late for an
-- organization that merged or was split is posted to its account, and passes on from there.
CREATE FUNCTION ledger_usable(a account, kind text, gives boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(a.state IN ('open', 'frozen', 'succeeded')
    OR (a.state = 'closed' AND gives AND kind IN ('expire', 'succeed', 'arrears')), false)
$$;

-- The bytes an entry adds to its account's chain: fixed order, '|' between, UTF-8,
-- the day as a count from 2000-01-01. Documented in docs/credit/transfer.md for outsiders.
-- Declared no stricter than its body, it is inlined where it is used.
CREATE FUNCTION ledger_chained(
  head bytea, account uuid, seq bigint, transfer uuid, amount bigint, balance bigint, day date
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256(head || convert_to(concat_ws('|', account, seq, transfer, amount, balance,
    day - date '2000-01-01'), 'utf8'))
$$;

-- The chain over many rows: the head after each of them, starting from `seed`. A thousand calls of
-- PL/pgSQL take a tenth of a thousand of SQL.
CREATE FUNCTION ledger_chain_step(head bytea, seed bytea, line text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN sha256(coalesce(head, seed) || convert_to(line, 'utf8'));
END $$;

CREATE AGGREGATE ledger_chain(bytea, text) (sfunc = ledger_chain_step, stype = bytea);

-- Explanations say the same words again and again. The words are kept once, as a form in the way
-- of format(), and each transfer keeps what is put into them: JSON values, one on a line. These
-- two take an explanation apart (rules.py does the same) and the third puts it together again.
CREATE FUNCTION ledger_words(explanation jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT '{' || coalesce(string_agg(replace(to_json(o.key)::text, '%', '%%') || ': ' || CASE
    WHEN jsonb_typeof(o.value) <> 'object' THEN '%s'
    ELSE '{' || coalesce((
      SELECT string_agg(replace(to_json(i.key)::text, '%', '%%') || ': %s', ', ' ORDER BY i.n)
      FROM jsonb_each(o.value) WITH ORDINALITY i (key, value, n)), '') || '}' END,
    ', ' ORDER BY o.n), '') || '}'
  FROM jsonb_each(explanation) WITH ORDINALITY o (key, value, n)
$$;

CREATE FUNCTION ledger_values(explanation jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg(coalesce(i.value, o.value)::text, E'\n' ORDER BY o.n, i.n), '')
  FROM jsonb_each(explanation) WITH ORDINALITY o (key, value, n)
  LEFT JOIN LATERAL jsonb_each(CASE WHEN jsonb_typeof(o.value) = 'object' THEN o.value END)
    WITH ORDINALITY i (key, value, n) ON true
  WHERE jsonb_typeof(o.value) <> 'object' OR i.n IS NOT NULL
$$;

CREATE FUNCTION ledger_explanation(form_id integer, told text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT format(f.words, VARIADIC string_to_array(told, E'\n'))
  FROM explanation_form f WHERE f.id = form_id
$$;

-- The number of a form; a new one is written.
CREATE FUNCTION ledger_form(p_words text) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO explanation_form (words)
  SELECT p_words WHERE NOT EXISTS (SELECT FROM explanation_form f WHERE f.words = p_words)
  ON CONFLICT DO NOTHING;
  RETURN (SELECT f.id FROM explanation_form f WHERE f.words = p_words);
END $$;

-- How many entries an account had just before an instant. An account's times follow its numbers,
-- so the place is found by halving, without an index of the times.
CREATE FUNCTION ledger_seq_before(p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  least bigint := 0;
  most bigint := (SELECT b.version FROM balance b WHERE b.account_id = p_account);
  middle bigint;
BEGIN
  WHILE least < most LOOP
    middle := (least + most + 1) / 2;
    IF (SELECT e.recorded_at FROM entry e WHERE e.account_id = p_account AND e.seq = middle) < p_at
    THEN
      least := middle;
    ELSE
      most := middle - 1;
    END IF;
  END LOOP;
  RETURN least;
END $$;

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
    UPDATE balance SET available = available + side.amount, version = version + 1,
      arrears = arrears + CASE WHEN t.kind = 'arrears' THEN side.amount ELSE 0 END,
      head = ledger_chained(head, account_id, version + 1, t.id, side.amount,
        available + held + side.amount, t.effective_on)
    WHERE account_id = side.account_id RETURNING * INTO b;
    INSERT INTO entry VALUES (b.account_id, b.version, t.id, side.amount, b.available + b.held,
      t.effective_on, t.recorded_at, b.head);
    CONTINUE WHEN side.organization_id IS NULL;  -- what volunteers get is told to nobody
    INSERT INTO outbox (id, subject, aggregate_id, data, trace)
    VALUES (uuidv7(), 'credit.transfer.posted.v1', b.account_id, json_build_object(
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
  INSERT INTO transfer (key, kind, debit, credit, amount, effective_on, recorded_at,
    source_type, source_id, form_id, told, actor_id)
  VALUES (key, 'arrears', p_debit, p_credit, p_amount, p_day, p_recorded,
    p_source_type, p_source_id, ledger_form(ledger_words(told)), ledger_values(told), p_actor_id)
  RETURNING * INTO t;
  PERFORM ledger_enter(t, p_trace);
END $$;

-- Fills a holder's arrears from what is available; nothing to do for almost everyone.
CREATE FUNCTION ledger_repay(
  p_account uuid, p_cause text, p_day date, p_source_type text, p_source_id uuid, p_actor_id uuid,
  p_trace jsonb
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  due bigint := (SELECT least(arrears, available) FROM balance WHERE account_id = p_account);
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

-- A hold reserves credits for a redemption: it lowers what is available and posts nothing.
CREATE FUNCTION ledger_hold(
  p_key uuid, p_account uuid, p_amount bigint, p_expires_at timestamptz, p_source_type text,
  p_source_id uuid, OUT id uuid, OUT status text, OUT available bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  h hold;
BEGIN
  SELECT b.available INTO available FROM balance b WHERE b.account_id = p_account
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
    UPDATE balance b SET available = b.available - p_amount, held = b.held + p_amount
    WHERE b.account_id = p_account;
    status := 'ok';
  END IF;
END $$;

-- Ends a hold: captured (p_amount of it moves to p_credit, the rest is free again), voided or
-- expired. Status: ok, unknown_hold, hold_resolved, hold_expired, exceeds_hold, account_unusable.
CREATE FUNCTION ledger_resolve(
  p_hold uuid, p_outcome text, p_amount bigint, p_credit uuid, p_at timestamptz, p_day date,
  p_words text, p_told text, p_actor_id uuid, p_trace jsonb, OUT id uuid, OUT status text
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
  UPDATE balance SET available = available + h.amount, held = held - h.amount
  WHERE account_id = h.account_id;
  UPDATE hold SET state = p_outcome, captured = coalesce(p_amount, 0) WHERE hold.id = p_hold;
  IF p_outcome = 'captured' THEN
    SELECT p.id, p.status INTO id, status FROM ledger_post(h.id, 'capture', h.account_id, p_credit,
      p_amount, p_day, h.source_type, h.source_id, NULL, p_words, p_told, p_actor_id, p_trace) p;
    IF status <> 'ok' THEN
      RAISE EXCEPTION 'hold % cannot be captured: %', p_hold, status;
    END IF;
  END IF;
  PERFORM ledger_repay(h.account_id, h.id || '|released', p_day, h.source_type, h.source_id,
    p_actor_id, p_trace);
  status := 'ok';
END $$;

REVOKE EXECUTE ON FUNCTION ledger_open_balance, ledger_follow_state, ledger_usable, ledger_chained,
  ledger_chain_step, ledger_words, ledger_values, ledger_explanation, ledger_form,
  ledger_seq_before, ledger_enter, ledger_lend, ledger_repay, ledger_hold, ledger_resolve
FROM PUBLIC;
