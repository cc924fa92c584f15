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
    -- As in the directory: with apostrophes left out (QUEENS), and split at them (QUEEN S). The town is one of the last lines.
    search   tsvector NOT NULL GENERATED ALWAYS AS (
        strip(to_tsvector('simple'::regconfig,
            regexp_replace(
                replace(translate(name, '''’', ''), '&', ' and ') || ' ' || name || ' '
                    || coalesce(address[cardinality(address) - 1], '') || ' '
                    || coalesce(address[cardinality(address)], '') || ' ' || postcode,
                '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g')))) STORED
);
-- Rows come by the ten thousand: the import has them entered together, at the end of each of its steps.
CREATE INDEX ico_register_by_word ON ico_register USING gin (search)
    WITH (fastupdate = on, gin_pending_list_limit = 65536);
-- The very name is found however many have its words.
CREATE INDEX ico_register_by_name ON ico_register (upper(name));

-- The rows of files that are being brought in. A row may come twice; its last place counts.
CREATE TABLE ico_staging (
    run      uuid NOT NULL,
    place    bigint NOT NULL,
    number   text COLLATE "C" NOT NULL,
    name     text NOT NULL,
    address  text[] NOT NULL,
    postcode text NOT NULL,
    ends     date,
    at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ico_staging_by_number ON ico_staging (run, number, place DESC);
