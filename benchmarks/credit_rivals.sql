-- What our ledger is measured against: the least that is double entry, and a copy of pgledger's way.

CREATE SCHEMA rival;

-- The least: two entries that sum to zero and two balances, in one round trip. No key, no chain, no
-- event, no explanation, no check of anything.
CREATE TABLE rival.account (id uuid PRIMARY KEY, balance bigint NOT NULL) WITH (fillfactor = 50);
CREATE TABLE rival.transfer (
  id uuid PRIMARY KEY DEFAULT uuidv7(), debit uuid NOT NULL, credit uuid NOT NULL,
  amount bigint NOT NULL, recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE rival.entry (
  account_id uuid NOT NULL, transfer_id uuid NOT NULL, amount bigint NOT NULL,
  PRIMARY KEY (account_id, transfer_id)
);

CREATE FUNCTION rival.post(p_debit uuid, p_credit uuid, p_amount bigint) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
  made uuid;
BEGIN
  INSERT INTO rival.transfer (debit, credit, amount) VALUES (p_debit, p_credit, p_amount)
  RETURNING id INTO made;
  INSERT INTO rival.entry VALUES (p_debit, made, -p_amount), (p_credit, made, p_amount);
  IF p_debit < p_credit THEN  -- one order, or they deadlock
    UPDATE rival.account SET balance = balance - p_amount WHERE id = p_debit;
    UPDATE rival.account SET balance = balance + p_amount WHERE id = p_credit;
  ELSE
    UPDATE rival.account SET balance = balance + p_amount WHERE id = p_credit;
    UPDATE rival.account SET balance = balance - p_amount WHERE id = p_debit;
  END IF;
  RETURN made;
END $$;

CREATE FUNCTION rival.post_batch(p_debits uuid[], p_credits uuid[], p_amounts bigint[])
RETURNS bigint LANGUAGE sql AS $$
  WITH written AS (
    INSERT INTO rival.transfer (debit, credit, amount)
    SELECT * FROM unnest(p_debits, p_credits, p_amounts) RETURNING *
  ), legs AS MATERIALIZED (
    SELECT v.account_id, w.id, v.amount FROM written w
    CROSS JOIN LATERAL (VALUES (w.debit, -w.amount), (w.credit, w.amount)) v (account_id, amount)
  ), entered AS (
    INSERT INTO rival.entry SELECT account_id, id, amount FROM legs
  ), moved AS (
    UPDATE rival.account a SET balance = balance + s.amount
    FROM (SELECT account_id, sum(amount)::bigint AS amount FROM legs GROUP BY account_id) s
    WHERE a.id = s.account_id RETURNING 1
  )
  SELECT count(*) FROM moved
$$;

-- The way of pgledger: every account is a row with a balance and a version, both are locked, and
-- each entry keeps the balance before and after it. One shared row for each system account.
CREATE TABLE rival.two_row_account (
  id uuid PRIMARY KEY, balance bigint NOT NULL DEFAULT 0, version bigint NOT NULL DEFAULT 0,
  allow_negative boolean NOT NULL, allow_positive boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE rival.two_row_transfer (
  id uuid PRIMARY KEY DEFAULT uuidv7(), from_id uuid NOT NULL REFERENCES rival.two_row_account,
  to_id uuid NOT NULL REFERENCES rival.two_row_account, amount bigint NOT NULL CHECK (amount > 0),
  created_at timestamptz NOT NULL DEFAULT now(), event_at timestamptz NOT NULL, metadata jsonb
);
CREATE TABLE rival.two_row_entry (
  id uuid PRIMARY KEY DEFAULT uuidv7(), account_id uuid NOT NULL REFERENCES rival.two_row_account,
  transfer_id uuid NOT NULL REFERENCES rival.two_row_transfer, amount bigint NOT NULL,
  previous_balance bigint NOT NULL, current_balance bigint NOT NULL, version bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON rival.two_row_transfer (from_id);
CREATE INDEX ON rival.two_row_transfer (to_id);
CREATE INDEX ON rival.two_row_entry (account_id);
CREATE INDEX ON rival.two_row_entry (transfer_id);

CREATE FUNCTION rival.two_row_side(p_account uuid, p_transfer uuid, p_amount bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  a rival.two_row_account;
BEGIN
  UPDATE rival.two_row_account SET balance = balance + p_amount, version = version + 1,
    updated_at = now() WHERE id = p_account RETURNING * INTO a;
  IF a.balance < 0 AND NOT a.allow_negative OR a.balance > 0 AND NOT a.allow_positive THEN
    RAISE EXCEPTION 'account % does not allow this balance', p_account;
  END IF;
  INSERT INTO rival.two_row_entry (account_id, transfer_id, amount, previous_balance,
    current_balance, version)
  VALUES (p_account, p_transfer, p_amount, a.balance - p_amount, a.balance, a.version);
END $$;

CREATE FUNCTION rival.two_row_post(p_from uuid, p_to uuid, p_amount bigint, p_metadata jsonb)
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  made uuid;
BEGIN
  IF p_amount <= 0 OR p_from = p_to THEN
    RAISE EXCEPTION 'not a transfer';
  END IF;
  PERFORM 1 FROM rival.two_row_account WHERE id IN (p_from, p_to) ORDER BY id FOR UPDATE;
  INSERT INTO rival.two_row_transfer (from_id, to_id, amount, event_at, metadata)
  VALUES (p_from, p_to, p_amount, now(), p_metadata) RETURNING id INTO made;
  PERFORM rival.two_row_side(p_from, made, -p_amount);
  PERFORM rival.two_row_side(p_to, made, p_amount);
  RETURN made;
END $$;
