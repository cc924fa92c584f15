-- The register that the Information Commissioner's Office publishes, without its officers. Reference data: imported, and
-- kept no longer than it is listed.
CREATE TABLE ico_register (
    number   text COLLATE "C" PRIMARY KEY,
    name     text COLLATE "C" NOT NULL,
    -- Its lines as listed, without the empty ones.
    address  text[] NOT NULL,
    postcode text NOT NULL,
    -- The last day.
    ends     date,
    -- As in the directory: with apostrophes left out (QUEENS), and split at them (QUEEN S).
    search   tsvector NOT NULL GENERATED ALWAYS AS (
        strip(to_tsvector('simple'::regconfig,
            regexp_replace(
                replace(translate(name, '''’', ''), '&', ' and ') || ' ' || name || ' ' || postcode,
                '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g')))) STORED
);
CREATE INDEX ico_register_by_word ON ico_register USING gin (search) WITH (fastupdate = off);
