-- Work that takes many transactions: each step commits what it did together with its place here, so that whoever takes the
-- job next goes on where it was. A job is held under a lease; one whose holder has ended is taken when that runs out.
CREATE TABLE jobs (
    id       uuid PRIMARY KEY,
    kind     text NOT NULL,
    subject  text NOT NULL,
    task     text NOT NULL,
    standing text NOT NULL DEFAULT 'waiting',
    cursor   text,
    done     bigint NOT NULL DEFAULT 0,
    total    bigint,
    counts   text NOT NULL DEFAULT '{}',
    problem  text,
    holder   uuid,
    lease    timestamptz,
    -- How often it was taken up without coming further.
    trials   integer NOT NULL DEFAULT 0,
    created  timestamptz NOT NULL DEFAULT now(),
    started  timestamptz,
    ended    timestamptz
);
CREATE INDEX jobs_open ON jobs (created) WHERE standing IN ('waiting', 'running');
CREATE INDEX jobs_created ON jobs (created);
