-- The directory that organisations are found in. It may be there: an earlier migration made it with what is projected now.

-- Reference data: not rebuilt from events but imported again.
CREATE TABLE IF NOT EXISTS directory (
    code        text COLLATE "C" PRIMARY KEY,
    name        text COLLATE "C" NOT NULL,
    line1       text NOT NULL,
    line2       text NOT NULL,
    line3       text NOT NULL,
    town        text NOT NULL,
    county      text NOT NULL,
    postcode    text NOT NULL,
    parent_code text COLLATE "C",
    open        boolean NOT NULL,
    open_date   date,
    close_date  date,
    status      text NOT NULL,
    kind        text NOT NULL,
    source      text NOT NULL,
    -- The newest import that held the row.
    run         uuid NOT NULL,
    -- Once with apostrophes left out (QUEENS) and once split at them (QUEEN S), so that either way of typing finds it.
    search      tsvector NOT NULL GENERATED ALWAYS AS (
        strip(to_tsvector('simple'::regconfig,
            regexp_replace(
                replace(translate(name, '''’', ''), '&', ' and ') || ' ' || name || ' ' || town || ' ' || postcode,
                '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g')))) STORED
) WITH (fillfactor = 70);
CREATE INDEX IF NOT EXISTS directory_by_word ON directory USING gin (search) WITH (fastupdate = off);
CREATE INDEX IF NOT EXISTS directory_by_source ON directory (source);
