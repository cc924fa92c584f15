-- What a process has in hand, since it was handed out often: whoever finds a row of another process knows what this one
-- ended with.
CREATE TABLE trials (
    digest  uuid PRIMARY KEY,
    process uuid NOT NULL,
    ends    bigint NOT NULL,
    begun   timestamptz NOT NULL
);
CREATE INDEX trials_begun ON trials (begun);
