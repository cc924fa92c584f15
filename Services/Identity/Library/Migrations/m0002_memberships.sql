-- What registry says of memberships, and spent challenges. Both may be there: an earlier migration made them with what is
-- projected now.

-- A copy of registry's facts: the row with the higher sequence stays.
CREATE TABLE IF NOT EXISTS memberships (
    account      uuid NOT NULL,
    organisation uuid NOT NULL,
    -- Roles in the organisation, with a comma between them.
    roles        text NOT NULL,
    sequence     bigint NOT NULL,
    PRIMARY KEY (account, organisation)
);

-- Challenges that were answered wrongly: nobody guesses twice. Rows go when the challenge would have expired.
CREATE TABLE IF NOT EXISTS missed_challenges (
    id      uuid PRIMARY KEY,
    expires timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS missed_challenges_by_expiry ON missed_challenges (expires);
