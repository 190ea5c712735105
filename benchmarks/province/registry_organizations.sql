-- The regions as the registry keeps them, and the organizations.

INSERT INTO region (id, version, parent_id, path, level, kind, name, name_norm, pinyin, initials,
  code, urban_rural, status, needs_review, households, population, source, valid_from, since)
SELECT id, 1, parent_id, path, level, kind, name, name, 'sheng' || code, 's' || code, code,
  urban_rural, status, false, households, population, 'fill', date '2020-01-01', date '2020-01-01'
FROM region_replica WHERE code LIKE '9%' ORDER BY length(path);

INSERT INTO organization (id, version, name, name_norm, tier, legal_type, categories, is_sw_agency,
  home_region_id, authority_region_id, author_id, uscc, members_count, founded_on, filing_no,
  filed_until, state)
SELECT fill.made('organization', n), 1, '互助会' || n, '互助会' || n, 'filed', 'community_group', '[]', n % 10 = 0,
  fill.made('community', fill.home_of(n)), r.parent_id, fill.made('staff', 1), NULL, 12,
  date '2020-01-01', 'F' || n, date '2030-01-01', CASE WHEN n % 50 = 0 THEN 'suspended' ELSE 'active' END
FROM generate_series(1, $organizations) n
JOIN region r ON r.id = fill.made('community', fill.home_of(n));
