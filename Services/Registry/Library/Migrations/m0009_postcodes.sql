-- Where the postcodes of Great Britain are: units (LS1 4AP), and the middle of each sector (LS1 4) and outward code (LS1).
CREATE TABLE postcodes (
    code      text COLLATE "C" PRIMARY KEY,
    latitude  float8 NOT NULL,
    longitude float8 NOT NULL
);

CREATE TABLE postcode_staging (
    run       uuid NOT NULL,
    place     bigint NOT NULL,
    code      text COLLATE "C" NOT NULL,
    latitude  float8 NOT NULL,
    longitude float8 NOT NULL,
    at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX postcode_staging_by_code ON postcode_staging (run, code, place DESC);
