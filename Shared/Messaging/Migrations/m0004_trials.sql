-- What one process has in hand alone, since it was handed out often: whoever finds the row of another process knows what
-- this one ended with.
CREATE TABLE trials (
    digest  uuid PRIMARY KEY,
    process uuid NOT NULL,
    deaths  bigint NOT NULL,
    begun   timestamptz NOT NULL
);
CREATE INDEX trials_begun ON trials (begun);
