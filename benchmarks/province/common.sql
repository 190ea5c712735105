-- What every database of the province shares: how ids and chances are made, and the regions.
-- Nothing is random: the same scale makes the same province, in all four databases. (OFFSET 0 in
-- a subquery keeps PostgreSQL from working out its columns once for every use.)

CREATE SCHEMA fill;
SET search_path = public, fill;

-- A UUIDv7 that follows from a kind of thing and its number; later numbers are later ids.
CREATE FUNCTION fill.made(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (lpad(to_hex(1735689600000 + n), 12, '0') || '7' || left(md5(kind), 3) || '8000'
  || lpad(to_hex(n), 12, '0'))::uuid;

CREATE FUNCTION fill.number_of(id uuid) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('x' || right(id::text, 12))::bit(48)::bigint;

-- From 0 to 1, evenly.
CREATE FUNCTION fill.chance(n bigint) RETURNS float LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (hashint8(n) & 2147483647)::float / 2147483648.0;

-- 1 to `top`, low numbers far more often: a few communities and teams are very busy.
CREATE FUNCTION fill.skewed(n bigint, top bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1 + floor(top * power(fill.chance(n), 2))::bigint;

-- Moments spread over the two years before now, in the order of their numbers.
CREATE FUNCTION fill.moment(n bigint, of_all bigint) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN timestamptz '$now' - (1 - n::float / (of_all + 1)) * interval '730 days';

-- Who stands above or behind whom, by numbers.
CREATE FUNCTION fill.above(n bigint, parents bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1 + (n - 1) % parents;

CREATE FUNCTION fill.home_of(organization bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN fill.above(organization, $communities);

CREATE FUNCTION fill.organization_of(team bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN fill.above(team, $organizations);

CREATE FUNCTION fill.team_of(work bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN fill.skewed(work, $teams);

CREATE FUNCTION fill.is_ordered(need bigint) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN need % 5 < 3;

CREATE FUNCTION fill.score_of(work bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 3 + work % 3;

CREATE FUNCTION fill.category_of(n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (ARRAY['repair.drain', 'repair.water', 'repair.electric', 'repair.lock', 'care.meal',
  'care.bath', 'care.clean', 'care.haircut', 'care.errand', 'health.escort'])[1 + n % 10];

CREATE FUNCTION fill.skill_of(n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (ARRAY['plumbing', 'plumbing', 'electrical', 'locksmith', 'meal_service', 'bathing_care',
  'cleaning', 'haircut', 'errand', 'medical_escort'])[1 + n % 10];

CREATE FUNCTION fill.link(id uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(id::text, '-', '') || '.';

INSERT INTO region_replica (id, version, parent_id, path, level, kind, name, code, status,
  urban_rural, households, population)
WITH city AS (
  SELECT n, fill.made('city', n) AS id, fill.link(fill.made('city', n)) AS path
  FROM generate_series(1, $cities) n
), district AS (
  SELECT d AS n, fill.made('district', d) AS id, city.id AS parent_id,
    city.path || fill.link(fill.made('district', d)) AS path
  FROM generate_series(1, $districts) d JOIN city ON city.n = fill.above(d, $cities)
), street AS (
  SELECT s AS n, fill.made('street', s) AS id, district.id AS parent_id,
    district.path || fill.link(fill.made('street', s)) AS path
  FROM generate_series(1, $streets) s JOIN district ON district.n = fill.above(s, $districts)
), community AS (
  SELECT c AS n, fill.made('community', c) AS id, street.id AS parent_id,
    street.path || fill.link(fill.made('community', c)) AS path
  FROM generate_series(1, $communities) c JOIN street ON street.n = fill.above(c, $streets)
)
SELECT id, 1, NULL::uuid, path, 'city', 'prefecture', '城市' || n, '9' || n, 'active', NULL,
  NULL::bigint, NULL::bigint FROM city
UNION ALL
SELECT id, 1, parent_id, path, 'district', 'district', '区县' || n, '9' || n, 'active', NULL, NULL,
  NULL FROM district
UNION ALL
SELECT id, 1, parent_id, path, 'street', 'street', '街道' || n, '9' || n, 'active', NULL, NULL, NULL
FROM street
UNION ALL
SELECT id, 1, parent_id, path, 'community', 'residents_committee', '社区' || n, '9' || n, 'active',
  'urban', 800, 2400 FROM community;
