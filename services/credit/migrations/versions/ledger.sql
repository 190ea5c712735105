-- The ledger's machinery: what only the database can promise (spec/credit.md §6).
-- The tables belong to the owner role; the application may read them and call ledger_post.

-- Every holder's account has a balance; system accounts have none, so nothing ever waits for them.
CREATE FUNCTION ledger_open_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO balance (account_id, posted, held, arrears, version, head)
  VALUES (NEW.id, 0, 0, 0, 0, decode(repeat('00', 32), 'hex'));
  RETURN NULL;
END $$;

CREATE TRIGGER account_has_a_balance AFTER INSERT ON account
FOR EACH ROW WHEN (NEW.kind = 'holder') EXECUTE FUNCTION ledger_open_balance();

CREATE TRIGGER balance_stays BEFORE DELETE OR TRUNCATE ON balance
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Numbers the entries of system accounts: unique, not gap-free.
CREATE SEQUENCE entry_system_seq;

-- The bytes an entry adds to its account's chain: fixed order, '|' between, UTF-8,
-- the day as a count from 2000-01-01. Documented in docs/credit/transfer.md for outsiders.
CREATE FUNCTION ledger_chained(
  head bytea, account uuid, seq bigint, transfer uuid, amount bigint, balance bigint, day date
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT sha256(head || convert_to(
    account || '|' || seq || '|' || transfer || '|' || amount || '|' || balance || '|'
    || (day - date '2000-01-01'), 'utf8'))
$$;

-- One posting in one round trip: lock, key, transfer, entries, balance, chain, outbox.
-- Status: posted, exists (the same request again), exists_with_different_request,
-- account_unusable. A balance below its floor breaks the CHECK ck_balance_floor.
CREATE FUNCTION ledger_post(
  p_key uuid, p_kind text, p_debit uuid, p_credit uuid, p_amount bigint, p_effective_on date,
  p_source_type text, p_source_id uuid, p_policy_id uuid, p_explanation jsonb, p_actor_id uuid,
  p_trace jsonb, OUT id uuid, OUT status text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  asked bytea := sha256(convert_to(concat_ws('|', p_kind, p_debit, p_credit, p_amount,
    p_effective_on - date '2000-01-01', p_source_type, p_source_id, coalesce(p_policy_id::text, ''),
    p_explanation), 'utf8'));
  earlier bytea;
  recorded timestamptz;
  side record;
  b balance;
BEGIN
  -- The lock order is global: balances by account id, then the key. Nobody takes a balance while
  -- he waits for a key. The time is taken under the lock, so an account's times follow its order.
  PERFORM 1 FROM balance WHERE account_id IN (p_debit, p_credit) ORDER BY account_id
  FOR NO KEY UPDATE;
  IF (SELECT count(*) FROM account a
      WHERE a.id IN (p_debit, p_credit) AND a.state IN ('open', 'frozen')) <> 2 THEN
    status := 'account_unusable';
    RETURN;
  END IF;
  INSERT INTO transfer (key, request_hash, kind, debit, credit, amount, effective_on, source_type,
    source_id, policy_id, explanation, actor_id)
  VALUES (p_key, asked, p_kind, p_debit, p_credit, p_amount, p_effective_on, p_source_type,
    p_source_id, p_policy_id, p_explanation, p_actor_id)
  ON CONFLICT (key) DO NOTHING RETURNING transfer.id, recorded_at INTO id, recorded;
  IF id IS NULL THEN
    SELECT t.id, t.request_hash INTO id, earlier FROM transfer t WHERE t.key = p_key;
    status := CASE WHEN earlier = asked THEN 'exists' ELSE 'exists_with_different_request' END;
    RETURN;
  END IF;
  FOR side IN
    SELECT a.id AS account_id, a.kind, a.organization_id, v.amount
    FROM (VALUES (p_debit, -p_amount), (p_credit, p_amount)) v (account_id, amount)
    JOIN account a ON a.id = v.account_id ORDER BY a.kind = 'holder', a.id
  LOOP
    IF side.kind <> 'holder' THEN
      INSERT INTO entry (account_id, seq, transfer_id, amount, effective_on, recorded_at)
      VALUES (side.account_id, nextval('entry_system_seq'), id, side.amount, p_effective_on, recorded);
      CONTINUE;
    END IF;
    UPDATE balance SET posted = posted + side.amount, version = version + 1,
      head = ledger_chained(head, account_id, version + 1, ledger_post.id, side.amount,
        posted + side.amount, p_effective_on)
    WHERE account_id = side.account_id RETURNING * INTO b;
    INSERT INTO entry VALUES
      (b.account_id, b.version, id, side.amount, b.posted, p_effective_on, recorded, b.head);
    INSERT INTO outbox (id, subject, aggregate_id, data, trace)
    VALUES (uuidv7(), 'credit.transfer.posted.v1', b.account_id, jsonb_build_object(
      'transfer_id', id, 'account_id', b.account_id, 'organization_id', side.organization_id,
      'kind', p_kind, 'amount', side.amount, 'source_type', p_source_type,
      'source_id', p_source_id, 'at', recorded), p_trace);
  END LOOP;
  status := 'posted';
END $$;

REVOKE EXECUTE ON FUNCTION ledger_post, ledger_chained, ledger_open_balance FROM PUBLIC;
