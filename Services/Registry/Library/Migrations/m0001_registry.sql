-- Organisations, who belongs to them, what became of each registration, and the directory they are found in.

CREATE TABLE organisations (
    id            uuid PRIMARY KEY,
    version       bigint NOT NULL,
    name          text COLLATE "C" NOT NULL,
    -- The name as it is compared: two that share it, at one postcode, are taken for the same organisation.
    name_key      text NOT NULL,
    category      text NOT NULL,
    ods_code      text COLLATE "C",
    -- Since when the organisation holds its code.
    ods_from      timestamptz,
    line1         text NOT NULL,
    line2         text NOT NULL,
    line3         text NOT NULL,
    town          text NOT NULL,
    county        text NOT NULL,
    postcode      text NOT NULL,
    parent_code   text,
    parent_name   text,
    contact_email text NOT NULL,
    mode          text NOT NULL,
    registered    timestamptz NOT NULL
);
CREATE INDEX organisations_by_name ON organisations (name, id);
CREATE INDEX organisations_by_code ON organisations (ods_code) WHERE ods_code IS NOT NULL;
CREATE INDEX organisations_by_place ON organisations (postcode, name_key);

CREATE TABLE members (
    organisation uuid NOT NULL,
    account      uuid NOT NULL,
    roles        text NOT NULL,
    version      bigint NOT NULL,
    PRIMARY KEY (organisation, account)
);
CREATE INDEX members_by_account ON members (account, organisation);

CREATE TABLE registrations (
    registration uuid PRIMARY KEY,
    version      bigint NOT NULL,
    -- Null when it was refused.
    organisation uuid,
    problems     jsonb NOT NULL,
    -- Whoever submitted it, when that was a person.
    applicant    uuid,
    decided      timestamptz NOT NULL
);

-- Reference data: not rebuilt from events but imported again.
CREATE TABLE directory (
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
CREATE INDEX directory_by_word ON directory USING gin (search) WITH (fastupdate = off);
CREATE INDEX directory_by_source ON directory (source);
