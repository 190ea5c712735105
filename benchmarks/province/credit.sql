-- Accounts, and the journal with its chains, as ledger_post would have written them one by one.

INSERT INTO account (id, version, kind, region_id, state, unit)
SELECT fill.made(kind, n), 1, kind, fill.made('district', n), 'open', 'credit'
FROM generate_series(1, $districts) n, unnest(ARRAY['issue', 'opening']) kind;

INSERT INTO account (id, version, kind, organization_id, region_id, number, state, opened_at, unit)
SELECT fill.made('account', n), 1, 'holder', fill.made('organization', n),
  fill.made('community', fill.home_of(n)), 'F' || n, 'open', timestamptz '$now' - interval '3 years',
  'credit'
FROM generate_series(1, $organizations) n;

INSERT INTO order_record (id, version, organization_id, region_id, team_id, household_id, kind,
  beneficiaries, vulnerable, team_members, confirmed_at, confirmed_on, window_ends_at, score,
  flagged, rated_at, posted)
SELECT fill.made('order', n), 3,
  fill.made('organization', fill.organization_of(fill.team_of(n))),
  fill.made('community', fill.skewed(n, $communities)), fill.made('team', fill.team_of(n)),
  fill.made('household', fill.above(n, 1 + $needs / 4)), 'menu', 1, false, 3,
  fill.moment(n, $transfers), fill.moment(n, $transfers)::date,
  fill.moment(n, $transfers) + interval '7 days', fill.score_of(n), false,
  fill.moment(n, $transfers), 2 * fill.score_of(n) + 2
FROM generate_series(1, $needs) n WHERE fill.is_ordered(n);

CREATE FUNCTION fill.why(n bigint, amount bigint, earned boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN earned THEN jsonb_build_object(
    'inputs', jsonb_build_object('kind', 'menu', 'beneficiaries', 1, 'vulnerable', false,
      'score', fill.score_of(n), 'household_turn', 1, 'day_turn', 1, 'team_members', 3),
    'steps', jsonb_build_object('base', 10, 'kind', 10000, 'vulnerable', 10000, 'rating',
      amount * 1000, 'household', 10000, 'day', 10000),
    'amount', amount, 'state', 'posted', 'before', 0, 'after', amount)
  ELSE jsonb_build_object('inputs', '{}'::jsonb, 'steps', '{}'::jsonb, 'amount', amount,
    'zh', '旧账结转', 'en', 'Carried over from the books before') END;

-- Ten credits for one person served, times the rating: 3, 4, 5 make 8, 10, 12. What is not for one
-- of the orders is carried over from the books before, granted by the thousand.
INSERT INTO transfer (id, key, kind, debit, credit, amount, effective_on, recorded_at,
  source_type, source_id, policy_id, form_id, told, actor_id)
WITH form AS MATERIALIZED (
  SELECT earned, ledger_form(ledger_words(fill.why(1, 2, earned))) AS id
  FROM (VALUES (true), (false)) v (earned))
SELECT fill.made('transfer', n), fill.made('key', n),
  kind, debit, credit, amount, at::date, at, source, source_id, policy,
  form.id, ledger_values(told), fill.made('staff', 1)
FROM form JOIN (
  SELECT n, fill.moment(n, $transfers) AS at, fill.made('account', holder) AS credit,
    fill.made(CASE WHEN earned THEN 'issue' ELSE 'opening' END,
      fill.above(fill.above(fill.home_of(holder), $streets), $districts)) AS debit,
    amount, CASE WHEN earned THEN 'earn' ELSE 'opening' END AS kind,
    CASE WHEN earned THEN 'needs.order' ELSE 'credit.grant' END AS source,
    CASE WHEN earned THEN fill.made('order', n) ELSE fill.made('grant', n / 1000) END AS source_id,
    CASE WHEN earned THEN policy.id END AS policy, earned, fill.why(n, amount, earned) AS told
  FROM (
    SELECT n, fill.organization_of(fill.team_of(n)) AS holder, 2 * fill.score_of(n) + 2 AS amount,
      n <= $needs AND fill.is_ordered(n) AS earned
    FROM generate_series($first::bigint, $last) n OFFSET 0) numbered,
    (SELECT id FROM earning_policy WHERE number = 1) policy OFFSET 0) one USING (earned);

INSERT INTO grant_request (id, version, region_id, kind, lines, whole, reason, evidence, proposed_by,
  state, decided_by, outcomes)
SELECT t.source_id, 2, (array_agg(a.region_id ORDER BY t.id))[1], 'grant',
  jsonb_agg(jsonb_build_object('debit', t.debit, 'credit', t.credit, 'amount', t.amount,
    'effective_on', t.effective_on) ORDER BY t.id), false, '旧账结转', '["旧账册"]',
  fill.made('staff', 1), 'approved', fill.made('staff', 2),
  jsonb_agg(jsonb_build_object('transfer_id', t.id, 'status', 'ok') ORDER BY t.id)
FROM transfer t JOIN account a ON a.id = t.credit WHERE t.source_type = 'credit.grant'
GROUP BY t.source_id;

INSERT INTO earning (id, version, order_id, revision, account_id, policy_id, inputs, steps, amount,
  state, transfer_id)
SELECT fill.made('earning', fill.number_of(o.id)), 2, o.id, 1, t.credit, t.policy_id,
  why -> 'inputs', why -> 'steps', t.amount, 'posted', t.id
FROM order_record o JOIN transfer t ON t.id = fill.made('transfer', fill.number_of(o.id))
CROSS JOIN LATERAL (SELECT ledger_explanation(t.form_id, t.told)::jsonb AS why) e;

INSERT INTO entry (account_id, seq, transfer_id, amount, effective_on, recorded_at)
SELECT debit, nextval('entry_system_seq'), id, -amount, effective_on, recorded_at
FROM transfer ORDER BY id;

INSERT INTO entry (account_id, seq, transfer_id, amount, balance_after, effective_on, recorded_at,
  hash)
SELECT account_id, seq, transfer_id, amount, balance_after, effective_on, recorded_at,
  ledger_chain(decode(repeat('00', 32), 'hex'), account_id || '|' || seq || '|' || transfer_id
    || '|' || amount || '|' || balance_after || '|' || (effective_on - date '2000-01-01'))
    OVER (PARTITION BY account_id ORDER BY transfer_id)
FROM (
  SELECT credit AS account_id, id AS transfer_id, amount, effective_on, recorded_at,
    row_number() OVER side AS seq, (sum(amount) OVER side)::bigint AS balance_after
  FROM transfer WINDOW side AS (PARTITION BY credit ORDER BY id)) running;

UPDATE balance SET available = last.balance_after, version = last.seq, head = last.hash
FROM (
  SELECT DISTINCT ON (account_id) account_id, balance_after, seq, hash FROM entry
  WHERE hash IS NOT NULL ORDER BY account_id, seq DESC) last
WHERE balance.account_id = last.account_id;

INSERT INTO penalty (id, version, account_id, organization_id, region_id, ground, points, evidence,
  proposed_by, statement_due, state)
SELECT fill.made('penalty', n), 2, fill.made('account', n), fill.made('organization', n),
  fill.made('community', fill.home_of(n)), 'late_report', 5, '[]', fill.made('staff', 1),
  timestamptz '$now' - interval '1 year', 'dropped'
FROM generate_series(1, $organizations, 10) n;
