-- What networks have done lately that is limited: shared by all copies, and there after a restart.
CREATE TABLE throttles (
    -- What is counted: a wrong password, a registration, a link.
    kind   text COLLATE "C" NOT NULL,
    -- A digest of the network.
    source text COLLATE "C" NOT NULL,
    -- How many, less what time has forgiven, when it was counted last.
    level  double precision NOT NULL,
    time   timestamptz NOT NULL,
    PRIMARY KEY (kind, source)
);
CREATE INDEX throttles_by_time ON throttles (time);
