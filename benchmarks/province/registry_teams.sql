-- Social workers and teams, both of persons.

INSERT INTO social_worker (id, version, person_id, region_id, organization_id, level,
  registered_until)
SELECT fill.made('worker', n), 1, fill.made('person', n), fill.made('community', fill.home_of(n)),
  fill.made('organization', fill.above(n, $organizations)),
  (ARRAY['assistant', 'social_worker', 'senior'])[1 + n % 3], date '2028-01-01'
FROM generate_series(1, $workers) n;

INSERT INTO certificate (id, version, worker_id, level, cert_no, issued_on, registered_until)
SELECT fill.made('certificate', n), 1, fill.made('worker', n),
  (ARRAY['assistant', 'social_worker', 'senior'])[1 + n % 3], 'C' || n, date '2024-01-01',
  date '2028-01-01'
FROM generate_series(1, $workers) n;

INSERT INTO team (id, version, organization_id, region_id, author_id, name, skills, members,
  coverage, shifts, max_parallel, latitude, longitude, filed_until, filing)
SELECT fill.made('team', n), 1, fill.made('organization', fill.organization_of(n)),
  fill.made('community', fill.home_of(fill.organization_of(n))), fill.made('staff', 1), '服务队' || n,
  jsonb_build_array(fill.skill_of(n)),
  (SELECT jsonb_agg(jsonb_build_object('person_id', fill.made('person', fill.above(n + m, $workers)),
    'active', true, 'verified', jsonb_build_array(jsonb_build_object('skill', fill.skill_of(n),
    'expires_on', NULL)))) FROM generate_series(0, 2) m),
  jsonb_build_array(fill.made('community', fill.home_of(fill.organization_of(n)))),
  '[{"weekdays": [1, 2, 3, 4, 5, 6, 7], "start": "00:00", "end": "23:59"}]', 2,
  31 + fill.chance(n) * 3, 117 + fill.chance(-n) * 4, date '2030-01-01',
  CASE WHEN n % 20 = 0 THEN 'draft' ELSE 'filed' END
FROM generate_series(1, $teams) n;
