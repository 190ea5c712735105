-- Teams, a menu, needs with their decisions, orders and surveys.

INSERT INTO standing_replica (id, version, tier, frozen, arrears)
SELECT fill.made('organization', n), 1, n % 5, n % 1000 = 0, false
FROM generate_series(1, $organizations) n;

INSERT INTO team_replica (id, version, organization_id, name, filing, organization_active, skills,
  coverage, shifts, max_parallel, latitude, longitude, household_ids, member_ids)
SELECT fill.made('team', n), 1, fill.made('organization', fill.organization_of(n)), '服务队' || n,
  CASE WHEN n % 20 = 0 THEN 'draft' ELSE 'filed' END, fill.organization_of(n) % 50 <> 0,
  jsonb_build_array(fill.skill_of(n)),
  jsonb_build_array(fill.made('community', fill.home_of(fill.organization_of(n)))),
  '[{"weekdays": [1, 2, 3, 4, 5, 6, 7], "start": "00:00", "end": "23:59"}]', 2,
  31 + fill.chance(n) * 3, 117 + fill.chance(-n) * 4, '[]',
  (SELECT jsonb_agg(fill.made('person', fill.above(n + m, $workers))) FROM generate_series(0, 2) m)
FROM generate_series(1, $teams) n;

INSERT INTO menu_item (id, version, code, title, category_code, region_id, team_ids,
  preferred_skills, slots, duration_minutes, fee, price_cap_fen, respond_minutes, arrive_minutes,
  finish_work_days, state)
SELECT fill.made('menu_item', city * 10 + kind), 1, fill.category_of(kind) || '-' || city, '菜单服务',
  fill.category_of(kind), fill.made('city', city), '[]', '[]', 1000000, 60, 'free', NULL, 30, 120, 3,
  'published'
FROM generate_series(1, $cities) city, generate_series(0, 9) kind;

INSERT INTO need (id, version, need_no, region_id, category_code, channel, kind, relation, title,
  description, filed_by_id, reporter_person_id, household_id, latitude, longitude, beneficiaries,
  target_groups, urgency, sensitivity, submitted_at, state, route, due_at, result, resolved_at,
  dispute_until, basis, reopen_count, sketch)
SELECT fill.made('need', n), 4, 'F' || n, fill.made('community', fill.skewed(n, $communities)),
  fill.category_of(n), 'wechat', 'help', 'self', '下水道堵了，厨房反水', '下水道堵了，厨房反水，已经两天了，家里有老人。',
  fill.made('resident', resident), fill.made('resident', resident),
  fill.made('household', resident), 31 + fill.chance(n) * 3, 117 + fill.chance(-n) * 4, 1,
  '["elderly"]', 'normal', (ARRAY['public', 'restricted', 'confidential'])[1 + (n % 25) / 23 + (n % 25) / 24],
  at, state,
  CASE WHEN fill.is_ordered(n) THEN 'menu' ELSE 'answer' END,
  at + interval '5 days',
  CASE WHEN state IN ('resolved', 'closed') THEN '已疏通' END,
  CASE WHEN state IN ('resolved', 'closed') THEN at + interval '2 days' END,
  CASE WHEN state IN ('resolved', 'closed') THEN at + interval '7 days' END,
  CASE WHEN state = 'closed' THEN 'confirmed' END, 0, sha512(n::text::bytea)
FROM (
  SELECT n, fill.moment(n, $needs) AS at, fill.above(n, 1 + $needs / 4) AS resident, CASE WHEN n % 100 = 4 THEN 'classified'
    WHEN n % 100 = 9 THEN 'resolved' WHEN n % 100 = 14 THEN 'in_project' ELSE 'closed' END AS state
  FROM generate_series(1, $needs) n OFFSET 0) one;

INSERT INTO classification (id, version, need_id, region_id, at, rule, rule_version, route,
  confidence, features, thresholds, explanation, decided_by)
SELECT fill.made('classification', fill.number_of(id)), 1, id, region_id, submitted_at, 'R5', 1,
  route, 0.9, '{}', '{}', '[{"rule": "R5", "hit": true, "zh": "菜单可办", "en": "on the menu"}]', 'rule'
FROM need;

INSERT INTO sla_clock (id, version, need_id, region_id, name, target, calendar_version, started_at,
  due_at, due_provisional, pauses, stopped_at, escalations, state)
SELECT fill.made('sla_clock', fill.number_of(id)), 2, id, region_id, 'finish',
  '{"value": 5, "unit": "wd"}', 'cn-2026', submitted_at, due_at, false, '[]', resolved_at, 0, 'met'
FROM need WHERE resolved_at IS NOT NULL;

INSERT INTO dispatch_order (id, version, need_id, region_id, category_code, reporter_person_id,
  team_id, organization_id, menu_item_id, mode, search, attempt, offered_at, cap_fen,
  arrive_minutes, ranking, accepted_at, arrived_at, done_at, ended_at, fee_fen, state)
SELECT fill.made('order', n), 6, need.id, region_id, category_code, reporter_person_id,
  fill.made('team', fill.team_of(n)),
  fill.made('organization', fill.organization_of(fill.team_of(n))),
  fill.made('menu_item', 10 + n % 10), 'auto', 1, 1, submitted_at + interval '1 hour', 0, 120, '[]',
  submitted_at + interval '2 hours', submitted_at + interval '3 hours',
  submitted_at + interval '4 hours', resolved_at, 0, 'confirmed'
FROM (SELECT *, fill.number_of(id) AS n FROM need) need
WHERE fill.is_ordered(n) AND resolved_at IS NOT NULL;

INSERT INTO survey (id, version, order_id, need_id, team_id, organization_id, region_id, person_id,
  served_at, asked_at, answered_at, score, solved, contacted, flagged, flags)
SELECT fill.made('survey', n), 2, id, need_id, team_id, organization_id, region_id,
  reporter_person_id, done_at, done_at, done_at + interval '1 day', fill.score_of(n), 'yes', true,
  false, '[]'
FROM (SELECT *, fill.number_of(id) AS n FROM dispatch_order) one;

INSERT INTO cluster (id, version, region_id, category_code, public_summary, households, need_count,
  figures, state)
SELECT fill.made('cluster', n), 1, fill.made('community', n), fill.category_of(n), '疏通下水', 9, 12,
  '{}', 'watching'
FROM generate_series(1, $communities) n;

INSERT INTO membership (id, version, cluster_id, need_id, asked_at, joined_at)
SELECT fill.made('membership', fill.number_of(id)), 1,
  fill.made('cluster', fill.number_of(region_id)), id, submitted_at, submitted_at
FROM need WHERE state IN ('classified', 'in_project');
