-- The organizations as procurement and credit know them.

INSERT INTO organization_replica (id, version, name, tier, legal_type, state, home_region_id,
  founded_on)
SELECT fill.made('organization', n), 1, '互助会' || n, 'filed', 'community_group', 'active',
  fill.made('community', fill.home_of(n)), date '2020-01-01'
FROM generate_series(1, $organizations) n;
