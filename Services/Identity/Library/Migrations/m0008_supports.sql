-- Which organisation supports which, as registry last said: whoever administers the one may act for the other.
CREATE TABLE supports (
    organisation uuid PRIMARY KEY,
    -- Null of one that nobody supports any more.
    supporter    uuid,
    sequence     bigint NOT NULL
);
CREATE INDEX supports_by_supporter ON supports (supporter) WHERE supporter IS NOT NULL;
-- What each account is in which organisation: as its people say, and by administering one that supports it.
CREATE VIEW seats AS
    SELECT account, organisation, string_agg(roles, ',' ORDER BY place) AS roles
    FROM (
        SELECT account, organisation, roles, 0 AS place FROM memberships WHERE roles <> ''
        UNION ALL
        SELECT m.account, s.organisation, 'supporter', 1
        FROM memberships AS m JOIN supports AS s ON s.supporter = m.organisation
        WHERE 'administrator' = ANY (string_to_array(m.roles, ','))
    ) AS seats
    GROUP BY account, organisation;
