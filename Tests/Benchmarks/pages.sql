-- SPDX-License-Identifier: Apache-2.0
--
-- 100,000 organisations with their cases and members, and as many entries of the directory: the rows that lists and
-- searches go through. Nobody asks for one of them by itself, so that they need no events.

INSERT INTO registry.directory (code, name, line1, line2, line3, town, county, postcode, parent_code, open, open_date,
    status, kind, source, run)
SELECT 'B' || lpad(n::text, 6, '0'), 'PRACTICE ' || n % 1000 || ' OF ' || (ARRAY['ELM', 'OAK', 'ASH', 'YEW'])[n % 4 + 1],
    n || ' HIGH STREET', '', '', (ARRAY['LEEDS', 'YORK', 'HULL', 'BATH', 'ELY'])[n % 5 + 1], '',
    'LS' || n % 29 + 1 || ' ' || n % 9 || 'AB', NULL, true, '2001-04-01', 'A', '4', 'bench', gen_random_uuid()
FROM generate_series(1, 100000) AS n ON CONFLICT DO NOTHING;

CREATE TEMPORARY TABLE made AS
SELECT n, gen_random_uuid() AS organisation, gen_random_uuid() AS account FROM generate_series(1, 100000) AS n;

INSERT INTO registry.organisations (id, version, name, name_key, ods_code, postcode, category, registered)
SELECT organisation, 3, 'Practice ' || n, 'practice' || n, 'B' || lpad(n::text, 6, '0'), 'LS1 1AA', 'general-practice', now()
FROM made;
INSERT INTO registry.members (organisation, account, roles, version)
SELECT organisation, account, 'administrator', 3 FROM made;
INSERT INTO identity.memberships SELECT (jsonb_populate_record(NULL::identity.memberships, jsonb_build_object(
    'account', account, 'organisation', organisation, 'roles', 'administrator', 'sequence', 1))).* FROM made;
INSERT INTO compliance.cases (id, version, organisation, name, ods, stage, undelivered, opened)
SELECT gen_random_uuid(), 1, organisation, 'Practice ' || n, 'B' || lpad(n::text, 6, '0'), 'assessing', false, now()
FROM made;
ANALYZE;
