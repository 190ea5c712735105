-- Two years of annual checks of four in ten organizations, and what came of those that failed.

INSERT INTO annual_round (id, version, region_id, legal_types, year, opens_on, closes_on,
  registered_before, due_at, opened_by, opened_at, listed_all, state)
SELECT fill.made('round', n), 1, fill.made('city', 1 + n / 2), '["association"]', 2024 + n % 2,
  date '2025-03-01', date '2025-05-31', date '2025-01-01', timestamptz '2025-06-02 00:00+08',
  fill.made('staff', 1), timestamptz '2025-03-01 00:00+08', true, 'open'
FROM generate_series(0, 25) n;

INSERT INTO annual_check (id, version, round_id, organization_id, region_id, name, year, due_at,
  report, submitted_at, late, examined_by, concluded_on, state)
SELECT fill.made('annual_check', n), 1, fill.made('round', n % 26), fill.made('organization', o),
  fill.made('community', fill.home_of(o)), '协会' || o, 2024 + n % 2,
  timestamptz '2025-06-02 00:00+08', '{"summary": "全年开展服务。"}', timestamptz '2025-04-01 00:00+08',
  n % 50 = 0, fill.made('staff', 1), date '2025-06-10',
  (ARRAY['submitted', 'qualified', 'qualified', 'qualified', 'basically_qualified'])[1 + n % 5]
FROM (SELECT n, 1 + n / 2 AS o FROM generate_series(0, $checks - 1) n OFFSET 0) due;

INSERT INTO penalty (id, version, organization_id, region_id, kind, agency, document_no, decided_on,
  recorded_by, recorded_at, state)
SELECT fill.made('penalty', n), 1, fill.made('organization', o),
  fill.made('community', fill.home_of(o)), 'warning', '民政局', '民罚' || n, date '2025-07-01',
  fill.made('staff', 1), timestamptz '2025-07-02 00:00+08', 'fulfilled'
FROM (SELECT n, fill.above(n, $organizations) AS o FROM generate_series(1, $cases) n OFFSET 0) one;

INSERT INTO credit_entry (id, version, organization_id, region_id, credit_list, ground, facts,
  evidence, basis, proposed_by, proposed_at, noticed_by, statement_due, decided_by, name, uscc,
  listed_on, since_on, state)
SELECT fill.made('credit_entry', n), 1, fill.made('organization', o),
  fill.made('community', fill.home_of(o)), CASE WHEN n % 5 = 0 THEN 'serious' ELSE 'abnormal' END,
  CASE WHEN n % 5 = 0 THEN 'B4' ELSE 'A1' END, '逾期未报送。', '[]', '{}', fill.made('staff', 1),
  timestamptz '2025-06-10 00:00+08', fill.made('staff', 1), timestamptz '2025-06-25 00:00+08',
  fill.made('staff', 2), '协会' || o, 'U' || o, date '2025-07-01', date '2025-07-01',
  (ARRAY['listed', 'removed', 'removed', 'dropped'])[1 + n % 4]
FROM (SELECT n, fill.above(n, $organizations) AS o FROM generate_series(1, $cases) n OFFSET 0) one;

INSERT INTO evaluation_scheme (id, version, region_id, name, year, legal_types, bands, source,
  published_by, published_at)
VALUES (fill.made('scheme', 1), 1, fill.made('city', 1), '2025 年度方案', 2025, '["association"]',
  '{"5A": 950, "4A": 901, "3A": 851, "2A": 801}', 'fill', fill.made('staff', 1),
  timestamptz '2025-01-01 00:00+08');

INSERT INTO organization_evaluation (id, version, organization_id, region_id, scheme_id, name, year,
  bands, applied_by, applied_at, assessor_ids, score, grade, publicity_ends_at, granted_on,
  valid_to, state)
SELECT fill.made('evaluation', n), 1, fill.made('organization', o),
  fill.made('community', fill.home_of(o)), fill.made('scheme', 1), '协会' || o, 2025, '{}',
  fill.made('staff', 1), timestamptz '2025-03-01 00:00+08', '[]', 910, '4A',
  timestamptz '2025-09-01 00:00+08', date '2025-09-01', date '2030-09-01',
  (ARRAY['final', 'expired', 'withdrawn', 'refused'])[1 + n % 4]
FROM (SELECT n, fill.above(n, $organizations) AS o FROM generate_series(1, $cases) n OFFSET 0) one;

INSERT INTO inspection_round (id, version, region_id, name, legal_types, share_bp, candidates,
  lists_sha256, commitment, sealed_secret, frozen_by, frozen_at, state)
SELECT fill.made('inspection_round', n), 1, fill.made('city', n), '随机抽查', '["association"]', 400,
  20000, '', '', '', fill.made('staff', 1), timestamptz '2025-05-01 00:00+08', 'drawn'
FROM generate_series(1, 13) n;

INSERT INTO inspection (id, version, round_id, organization_id, region_id, name, place,
  first_inspector, second_inspector, visited_on, state)
SELECT fill.made('inspection', n), 1, fill.made('inspection_round', 1 + n % 13),
  fill.made('organization', o), fill.made('community', fill.home_of(o)), '协会' || o, n,
  fill.made('staff', 10 + n % 90), fill.made('staff', 100 + n % 90), date '2025-06-01',
  (ARRAY['assigned', 'clear', 'clear', 'rectified'])[1 + n % 4]
FROM (SELECT n, fill.above(n, $organizations) AS o FROM generate_series(1, $cases) n OFFSET 0) one;
