-- How the mail systems of others bear what they get: two copies of the service keep to one pace. Not a projection: it
-- says nothing about what happened.
CREATE TABLE destinations (
    domain   text PRIMARY KEY,
    -- From when on another e-mail may go there, but for a small allowance.
    until    timestamptz NOT NULL,
    -- How often in a row it asked to be left alone.
    refusals bigint NOT NULL DEFAULT 0
);
