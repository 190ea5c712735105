-- How organizations competed: tenders with their bids, rounds with their proposals, and the panels.

INSERT INTO custodian_key (id, version, region_id, account_id, person_id, organization_ids,
  public_key, created_at)
SELECT fill.made('custodian_key', n), 1, fill.made('street', fill.above(n, $streets)),
  fill.made('custodian', n), fill.made('custodian', n), '[]', sha256(n::text::bytea),
  timestamptz '$now'
FROM generate_series(1, $competitions) n;

INSERT INTO process (id, version, project_id, region_id, author_id, method, title, ceiling_fen,
  requirements, criteria, price_weight_hundredths, bids_due_at, custodian_key_ids, rules,
  sealing_key, chain_start, published_at, closing_root, opened_at, ranking, state)
SELECT fill.made('process', n), 8, fill.made('project', fill.above(n, $contracts)),
  fill.made('community', fill.above(n, $communities)), fill.made('staff', 1), 'open_tender',
  '空巢老人心理疏导', 30000000, '[]', '[]', 1000, at, '[]', '{}', sha256('k'), sha256('s'), at,
  repeat('0', 64), at, '[]', 'awarded'
FROM (SELECT n, fill.moment(n, $competitions) AS at FROM generate_series(1, $competitions) n OFFSET 0) p;

INSERT INTO key_share (id, version, process_id, number, account_id, person_id, sealed, share_sha256,
  given_at)
SELECT fill.made('key_share', s * $competitions + n), 2, id, s, fill.made('custodian', n),
  fill.made('custodian', n), sha256('x'), repeat('0', 64), opened_at
FROM (SELECT *, fill.number_of(id) AS n FROM process) p, generate_series(1, 3) s;

INSERT INTO bid (id, version, process_id, region_id, organization_id, submitted_by, attempt,
  received_at, opened_at, price_fen, low_price, state)
SELECT fill.made('bid', b * $competitions + n), 3, id, region_id,
  fill.made('organization', fill.above(n + b, $organizations)), fill.made('staff', 1), 1, opened_at,
  opened_at, 28000000 + b, '[]', 'qualified'
FROM (SELECT *, fill.number_of(id) AS n FROM process) p, generate_series(0, 2) b;

INSERT INTO bid_receipt (id, version, process_id, seq, bid_id, kind, record, hash, public_key,
  signature)
SELECT fill.made('bid_receipt', fill.number_of(id)), 1, process_id, price_fen - 28000000, id,
  'submitted', '{}', '', sha256('k'), sha256('s')
FROM bid;

INSERT INTO notice (id, version, process_id, region_id, kind, content, published_at, public_key,
  signature)
SELECT fill.made('notice', k * $competitions + n), 1, id, region_id,
  (ARRAY['tender', 'closing', 'opening', 'result'])[k + 1], '{}', published_at, sha256('k'),
  sha256('s')
FROM (SELECT *, fill.number_of(id) AS n FROM process) p, generate_series(0, 3) k;

INSERT INTO round (id, version, region_id, author_id, title, summary, purpose, budget_lines, cap_fen,
  shortlist_max, criteria, closes_at, needs, rules, reserved_lines, published_by, published_at,
  determined_by, determined_at, publicity_ends_at, record, record_sha256, state)
SELECT fill.made('round', n), 9, fill.made('street', fill.above(n, $streets)), fill.made('staff', 1),
  '社区公益创投', '征集社区服务项目。', 'elderly', '[]', 10000000, 10, '[]', at, '[]', '{}', '[]',
  fill.made('staff', 2), at, fill.made('staff', 1), at, at, '{}', repeat('0', 64), 'closed'
FROM (SELECT n, fill.moment(n, $competitions) AS at FROM generate_series(1, $competitions) n OFFSET 0) r;

INSERT INTO proposal (id, version, round_id, region_id, organization_id, submitted_by, submitted_at,
  title, summary, communities, target_groups, service_items, starts_on, ends_on, record_sha256, state)
SELECT fill.made('proposal', p * $competitions + n), 5, id, region_id,
  fill.made('organization', fill.above(n + p, $organizations)), fill.made('staff', 1), published_at,
  '邻里守望', '空巢老人关爱服务。', '[]', '[]', '[]', date '2026-01-01', date '2026-12-31', repeat('0', 64),
  'declined'
FROM (SELECT *, fill.number_of(id) AS n FROM round) r, generate_series(0, 4) p;

INSERT INTO ballot (id, version, round_id, proposal_id, household_id, at)
SELECT fill.made('ballot', h * $competitions + n), 1, id, fill.made('proposal', n),
  fill.made('household', h * $competitions + n), published_at
FROM (SELECT *, fill.number_of(id) AS n FROM round) r, generate_series(0, 19) h;

INSERT INTO panel (id, version, call_id, region_id, criteria, rules)
SELECT fill.made('panel', n), 2, id, region_id, '[]', '{}'
FROM (SELECT *, fill.number_of(id) AS n FROM process) p;

INSERT INTO panel_member (id, version, panel_id, account_id, person_id, capacity)
SELECT fill.made('panel_member', m * $competitions + n), 1, id,
  fill.made('expert', fill.above(n + m, 1000)), fill.made('expert', fill.above(n + m, 1000)), 'expert'
FROM (SELECT *, fill.number_of(id) AS n FROM panel) p, generate_series(0, 4) m;

INSERT INTO recusal (id, version, panel_id, member_id, organization_id, ground, reason, declared,
  stated_at)
SELECT fill.made('recusal', n), 1, id, fill.made('panel_member', n),
  fill.made('organization', fill.above(n, $organizations)), 'employment', '任职于该组织', true,
  timestamptz '$now'
FROM (SELECT *, fill.number_of(id) AS n FROM panel) p;

INSERT INTO review (id, version, panel_id, region_id, stage, candidates, locks, ranking, signatures,
  record_sha256, state)
SELECT fill.made('review', n), 12, id, region_id, 'evaluation', '[]', '[]', '[]', '[]',
  repeat('0', 64), 'signed'
FROM (SELECT *, fill.number_of(id) AS n FROM panel) p;

INSERT INTO score_sheet (id, version, review_id, member_id, candidate_id, scores, corrections)
SELECT fill.made('score_sheet', m * $competitions + n), 2, id,
  fill.made('panel_member', m * $competitions + n), fill.made('bid', n), '[]', '[]'
FROM (SELECT *, fill.number_of(id) AS n FROM review) r, generate_series(0, 4) m;
