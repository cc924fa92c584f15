-- The rows of files that are being brought in, before anything of the directory changes.
CREATE TABLE directory_staging (
    run         uuid NOT NULL,
    place       bigint NOT NULL,
    code        text NOT NULL,
    name        text NOT NULL,
    line1       text NOT NULL,
    line2       text NOT NULL,
    line3       text NOT NULL,
    town        text NOT NULL,
    county      text NOT NULL,
    postcode    text NOT NULL,
    parent_code text,
    open_date   date,
    close_date  date,
    status      text NOT NULL,
    kind        text NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run, place)
);
CREATE INDEX directory_staging_by_code ON directory_staging (run, code, place);
CREATE INDEX directory_staging_at ON directory_staging (at);
