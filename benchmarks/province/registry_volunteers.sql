-- Volunteers, each a person of his own, and what they served.

INSERT INTO volunteer (id, version, person_id, region_id, author_id, consent_version, consented_at,
  number, skills, spans, last_served_on, state)
SELECT fill.made('volunteer', n), 1, fill.made('person', $workers + n),
  fill.made('community', fill.home_of($workers + n)), fill.made('staff', 1), '2026-01',
  timestamptz '$now' - interval '740 days', 'V' || lpad(n::text, 17, '0'),
  '[]', jsonb_build_array(jsonb_build_object('since', timestamptz '$now' - interval '740 days',
    'until', NULL)), date '2026-01-01', CASE WHEN n % 50 = 0 THEN 'paused' ELSE 'active' END
FROM generate_series(1, $volunteers) n;

INSERT INTO hour_entry (id, version, volunteer_id, organization_id, region_id, started_at, ended_at,
  minutes, activity, recorded_by_id, recorded_at, decided_by_id, state)
SELECT fill.made('hour_entry', n), 1, fill.made('volunteer', fill.above(n, $volunteers)),
  fill.made('organization', o), fill.made('community', fill.home_of(o)), at, at + interval '2 hours',
  120, '关爱空巢老人', fill.made('staff', 1), at + interval '1 day', fill.made('staff', 1), 'certified'
FROM (SELECT n, fill.above(n, $organizations) AS o, fill.moment(n, $hours) AS at
  FROM generate_series(1, $hours) n OFFSET 0) served;
