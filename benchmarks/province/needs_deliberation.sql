-- What communities deliberate on: matters with their rolls, meetings, resolutions and what came of them.

INSERT INTO matter (id, version, region_id, title, text, proposer_id, proposer_person_id,
  proposed_at, households, round, inconclusive, state)
SELECT fill.made('matter', n), 6, fill.made('community', fill.above(n, $communities)), '加装电梯',
  '三号楼加装电梯，费用如何分摊。', fill.made('resident', n), fill.made('resident', n),
  fill.moment(n, $matters), 12, 1, 0, 'effective'
FROM generate_series(1, $matters) n;

INSERT INTO matter_support (id, version, matter_id, household_id, person_id, at)
SELECT fill.made('matter_support', s * $matters + n), 1, m.id, fill.made('household', s * $matters + n),
  fill.made('resident', s * $matters + n), proposed_at
FROM (SELECT *, fill.number_of(id) AS n FROM matter) m, generate_series(0, 4) s;

INSERT INTO roll_entry (id, version, matter_id, round, roll_no, unit, household_id, area, conflicted,
  present_at)
SELECT fill.made('roll_entry', r * $matters + n), 1, m.id, 1, r::text, '3号楼' || r || '室',
  fill.made('household', r * $matters + n), 9000, false, proposed_at + interval '10 days'
FROM (SELECT *, fill.number_of(id) AS n FROM matter) m, generate_series(0, 29) r;

INSERT INTO meeting (id, version, matter_id, round, region_id, title, rule_set, rules_version, least,
  held_at, place, agenda, options, materials, eligible, roll_sha256, noticed_at, opened_at, closed_at,
  closed_by, outcome, chosen, tally, minutes, minutes_sha256, state)
SELECT fill.made('meeting', n), 4, id, 1, region_id, title, 'council', 1, 1,
  proposed_at + interval '10 days', '社区议事厅', '["加装电梯"]', '["同意加装"]', '[]', 30,
  repeat('0', 64), proposed_at, proposed_at + interval '10 days', proposed_at + interval '10 days',
  fill.made('staff', 1), 'adopted', 1, '{}', '会议记录', repeat('0', 64), 'closed'
FROM (SELECT *, fill.number_of(id) AS n FROM matter) m;

INSERT INTO ballot (id, version, meeting_id, region_id, roll_no, vote, option, medium, person_id, at)
SELECT fill.made('ballot', r * $matters + n), 1, m.id, region_id, r::text, 'yes', 1, 'web',
  fill.made('resident', r * $matters + n), held_at
FROM (SELECT *, fill.number_of(id) AS n FROM meeting) m, generate_series(0, 24) r;

INSERT INTO opinion (id, version, meeting_id, roll_no, person_id, position, text, at, disposition,
  reason, answered_at)
SELECT fill.made('opinion', r * $matters + n), 2, m.id, r::text,
  fill.made('resident', r * $matters + n), 'for', '老人上下楼不便，应当加装。', held_at, 'adopted', '采纳',
  held_at
FROM (SELECT *, fill.number_of(id) AS n FROM meeting) m, generate_series(0, 4) r;

INSERT INTO resolution (id, version, matter_id, meeting_id, region_id, title, option, text, sha256,
  published_at, until, effective_at, state)
SELECT fill.made('resolution', n), 2, matter_id, id, region_id, title, '同意加装', '按方案一加装电梯。',
  repeat('0', 64), held_at, held_at + interval '7 days', held_at + interval '7 days', 'effective'
FROM (SELECT *, fill.number_of(id) AS n FROM meeting) m;

INSERT INTO objection (id, version, resolution_id, region_id, roll_no, person_id, ground, step, text,
  lodged_at, answer, answered_by, answered_at, state)
SELECT fill.made('objection', n), 2, id, region_id, '1', fill.made('resident', n), 'procedure',
  'meeting', '通知时间不足。', published_at, '通知已满五个工作日。', fill.made('staff', 2), published_at,
  'rejected'
FROM (SELECT *, fill.number_of(id) AS n FROM resolution) r;

INSERT INTO implementation_item (id, version, resolution_id, task, responsible, due_on, link_kind,
  link_text, progress, ratings, score_sum)
SELECT fill.made('implementation_item', n), 2, id, '签订施工合同', '业主委员会', date '2026-12-31', 'text',
  '施工合同', 100, 1, 5
FROM (SELECT *, fill.number_of(id) AS n FROM resolution) r;

INSERT INTO item_rating (id, version, item_id, roll_no, person_id, score, at)
SELECT fill.made('item_rating', n), 1, id, '1', fill.made('resident', n), 5, timestamptz '$now'
FROM (SELECT *, fill.number_of(id) AS n FROM implementation_item) i;
