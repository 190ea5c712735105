-- Funds, projects with their contracts, and what was delivered under them.

INSERT INTO worker_replica (id, version, person_id, organization_id, level, registered_until)
SELECT fill.made('worker', n), 1, fill.made('person', n),
  fill.made('organization', fill.above(n, $organizations)), 'social_worker', date '2028-01-01'
FROM generate_series(1, $workers) n;

INSERT INTO fund (id, version, region_id, name, kind, fiscal_year, purposes, valid_from, valid_to,
  appropriated, adjusted, available, reserved, committed, paid, refunded, lapsed, entries, head,
  state)
SELECT fill.made('fund', n), 2, fill.made('street', fill.above(n, $streets)), '福彩公益金' || n,
  'lottery_welfare', 2026, '[]', date '2026-01-01', date '2026-12-31', 100000000, 0, 100000000, 0, 0,
  0, 0, 0, 1, '', 'open'
FROM generate_series(1, $contracts, 10) n;

INSERT INTO fund_entry (id, fund_id, seq, kind, amount_fen, key, note, at, actor_id, prev_hash,
  hash)
SELECT fill.made('fund_entry', fill.number_of(id)), id, 1, 'appropriate', appropriated,
  fill.made('key', fill.number_of(id)), '年度预算', timestamptz '$now', fill.made('staff', 1), '', ''
FROM fund;

INSERT INTO brief (id, version, cluster_id, region_id, category_code, title, summary, households,
  need_count, target_groups, route, rule, snapshot_sha256, proposed_at, state)
SELECT fill.made('brief', n), 2, fill.made('cluster', n),
  fill.made('community', fill.above(n, $communities)), fill.category_of(n), '空巢老人心理疏导',
  '空巢老人心理疏导项目', 9, 12, '["elderly"]', 'project', 'P1', repeat('0', 64),
  fill.moment(n, $contracts), 'accepted'
FROM generate_series(1, $contracts) n;

INSERT INTO project (id, version, region_id, author_id, form, cluster_id, sources, title, summary,
  purpose, designer_organization_ids, communities, target_groups, service_items, budget_lines,
  ceiling_fen, starts_on, ends_on, record_sha256, rules, state)
SELECT fill.made('project', n), 6, region_id, fill.made('staff', 1), 'direct_claim', cluster_id,
  '[]', title, summary, 'elderly', '[]', jsonb_build_array(region_id), '["elderly"]',
  jsonb_build_array(jsonb_build_object('id', fill.made('item', n), 'name', '个案服务', 'method',
    'casework', 'unit', 'session', 'qty', 100, 'unit_price_fen', 10000, 'cap_ratio_bp', 10000,
    'min_qualification', NULL, 'core', true, 'quality_criteria', '[]'::jsonb, 'target_groups',
    '["elderly"]'::jsonb)),
  jsonb_build_array(jsonb_build_object('fund_id', fill.made('fund', 1), 'amount_fen', 1000000)),
  1000000, date '2026-01-01', date '2027-12-31', repeat('0', 64), '{}', 'delivering'
FROM (SELECT *, fill.number_of(id) AS n FROM brief) one;

INSERT INTO listing (id, version, project_id, region_id, title, value_fen, allocation, opened_at,
  closes_at, round_no, won_at, organization_id, publicity_ends_at, state)
SELECT fill.made('listing', n), 3, id, region_id, title, 1000000, 'first_come',
  fill.moment(n, $contracts), fill.moment(n, $contracts) + interval '10 days', 1,
  fill.moment(n, $contracts), fill.made('organization', fill.above(n, $organizations)),
  fill.moment(n, $contracts) + interval '5 days', CASE WHEN n % 20 = 0 THEN 'lapsed' ELSE 'contracted' END
FROM (SELECT *, fill.number_of(id) AS n FROM project) one;

INSERT INTO claim (id, version, listing_id, project_id, region_id, organization_id, claimed_by,
  value_fen, project_sha256, won_at, record_sha256, state)
SELECT fill.made('claim', n), 3, id, project_id, region_id, organization_id, fill.made('staff', 1),
  value_fen, repeat('0', 64), won_at, repeat('0', 64), 'contracted'
FROM (SELECT *, fill.number_of(id) AS n FROM listing) one;

INSERT INTO contract (id, version, project_id, cluster_id, claim_id, organization_id, region_id,
  buyer_id, items, budget_lines, value_fen, starts_on, ends_on, tranches, rules, project_sha256,
  claim_sha256, record_sha256, buyer_signed_at, organization_signed_at, state)
SELECT fill.made('contract', n), 4, p.id, p.cluster_id, c.id, c.organization_id, p.region_id,
  fill.made('staff', 1), p.service_items, p.budget_lines, 1000000, p.starts_on, p.ends_on,
  '[{"seq": 1, "gate": "signing", "ratio_bp": 3000}, {"seq": 2, "gate": "final", "ratio_bp": 7000}]',
  '{}', repeat('0', 64), repeat('0', 64), repeat('0', 64), c.won_at, c.won_at, 'active'
FROM (SELECT *, fill.number_of(id) AS n FROM claim) c JOIN project p ON p.id = c.project_id;

INSERT INTO beneficiary (id, version, contract_id, region_id, organization_id, token, target_group,
  issued_at)
SELECT fill.made('beneficiary', fill.number_of(c.id) * 4 + k), 1, c.id, region_id, organization_id,
  left(encode(sha256((c.id || '-' || k)::bytea), 'hex'), 22), 'elderly', buyer_signed_at
FROM contract c, generate_series(0, 3) k;

INSERT INTO service_log (id, version, contract_id, project_id, cluster_id, region_id,
  organization_id, item_id, method, worker_ids, starts_at, ends_at, served_on, community_id, place,
  qty, beneficiaries, vulnerable, headcount, attachments, flags, entered_by, entered_at, seq,
  prev_hash, record_sha256, hash, drawn, fabricated, state)
SELECT fill.made('service_log', fill.number_of(c.id) * 20 + k), 3, c.id, project_id, cluster_id,
  region_id, organization_id, fill.made('item', fill.number_of(c.id)), 'casework',
  jsonb_build_array(fill.made('worker', 1)), buyer_signed_at + k * interval '1 day',
  buyer_signed_at + k * interval '1 day' + interval '1 hour',
  (buyer_signed_at + k * interval '1 day')::date, region_id, '社区活动室', 1, '[]', true, 1, '[]', '[]',
  fill.made('staff', 1), buyer_signed_at + k * interval '1 day', k, repeat('0', 64), repeat('0', 64),
  repeat('0', 64), false, false,
  CASE WHEN k > 18 THEN 'submitted' ELSE 'verified' END
FROM contract c, generate_series(1, 20) k;

INSERT INTO working_time (log_id, worker_id, starts_at, ends_at, live)
SELECT id, fill.made('worker', fill.above(fill.number_of(id), $workers)), starts_at, ends_at, true
FROM service_log;

INSERT INTO sample (id, version, contract_id, region_id, organization_id, pool_size, pool_sha256,
  commitment, sealed_secret, frozen_at, drawn_size, "full", closed_at, state)
SELECT fill.made('sample', fill.number_of(id)), 3, id, region_id, organization_id, 18,
  repeat('0', 64), repeat('0', 64), '', buyer_signed_at, 3, false, buyer_signed_at, 'closed'
FROM contract;

INSERT INTO engagement (id, version, contract_id, region_id, organization_id, evaluator_id,
  evaluator_organization_id, year, engaged_by, engaged_at)
SELECT fill.made('engagement', fill.number_of(id)), 1, id, region_id, organization_id,
  fill.made('evaluator', fill.number_of(id) % 50), fill.made('evaluators', fill.number_of(id) % 50),
  2026, fill.made('staff', 1), buyer_signed_at
FROM contract;

INSERT INTO evaluation (id, version, contract_id, project_id, cluster_id, region_id,
  organization_id, phase, round_no, opened_by, opened_at, weights, score, grade, flags,
  record_sha256, finalized_at, state)
SELECT fill.made('evaluation', fill.number_of(id)), 4, id, project_id, cluster_id, region_id,
  organization_id, 'mid_term', 1, fill.made('staff', 1), buyer_signed_at, '{}', 9000, 'excellent',
  '[]', repeat('0', 64), buyer_signed_at, 'finalized'
FROM contract;

INSERT INTO settlement (id, version, contract_id, project_id, cluster_id, region_id,
  organization_id, gate, value_fen, contract_sha256, logs_head, items, penalties, ratio_bp,
  penalties_fen, paid_fen, quantity_fen, ceiling_fen, cumulative_fen, settled_fen, payable_fen,
  clawback_fen, record_sha256, calculated_at, confirmed_at, ended_at, state)
SELECT fill.made('settlement', fill.number_of(id)), 5, id, project_id, cluster_id, region_id,
  organization_id, 'signing', value_fen, record_sha256, repeat('0', 64), '[]', '[]', 3000, 0, 0, 0,
  value_fen, 300000, 300000, 300000, 0, repeat('0', 64), buyer_signed_at, buyer_signed_at,
  buyer_signed_at, 'paid'
FROM contract;

INSERT INTO payment (id, version, settlement_id, contract_id, region_id, organization_id,
  amount_fen, requested_by, requested_at, attempts, approved_by, approved_at, sent_at, paid_at, state)
SELECT fill.made('payment', fill.number_of(id)), 4, id, contract_id, region_id, organization_id,
  payable_fen, fill.made('staff', 1), calculated_at, 1, fill.made('staff', 2), calculated_at,
  calculated_at, calculated_at, 'paid'
FROM settlement;
