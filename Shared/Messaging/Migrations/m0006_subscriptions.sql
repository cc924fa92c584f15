-- Which facts of other services this one listens to, by name without version, and how far it has read what happened of
-- each before it began.
CREATE TABLE subscriptions (
    fact   text PRIMARY KEY,
    -- The last position of the owner's log that was looked at.
    cursor bigint NOT NULL DEFAULT 0,
    -- Facts that were read so far.
    facts  bigint NOT NULL DEFAULT 0,
    done   boolean NOT NULL DEFAULT false
);
-- Whoever was at work before this table was there has heard everything: the mark goes when the names take its place.
INSERT INTO subscriptions (fact, done) SELECT '*', true WHERE EXISTS (SELECT FROM inbox);
