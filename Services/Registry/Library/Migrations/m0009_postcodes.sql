-- Where the postcodes of Great Britain are: units (LS1 4AP), and the middle of each sector (LS1 4) and outward code (LS1).
CREATE TABLE postcodes (
    code      text COLLATE "C" PRIMARY KEY,
    latitude  float8 NOT NULL,
    longitude float8 NOT NULL
);
