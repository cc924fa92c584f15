-- Accounts as questions read them, sessions that are live, and what registry says of memberships.

CREATE TABLE accounts (
    id            uuid PRIMARY KEY,
    version       bigint NOT NULL,
    -- In lower case. The claim on it makes it unique; here it is only looked up.
    email         text COLLATE "C" NOT NULL,
    display_name  text NOT NULL,
    standing      text NOT NULL,
    password_hash text NOT NULL,
    -- Platform roles, with a space between them.
    roles         text NOT NULL
);
CREATE INDEX accounts_by_email ON accounts (email);
CREATE INDEX accounts_waiting ON accounts (id) WHERE standing = 'waiting';

CREATE TABLE sessions (
    -- SHA-256 of the token, in hexadecimal.
    token_digest text COLLATE "C" PRIMARY KEY,
    session      uuid NOT NULL,
    account      uuid NOT NULL,
    expires      timestamptz NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account);

-- A copy of registry's facts: the row with the higher sequence stays.
CREATE TABLE memberships (
    account      uuid NOT NULL,
    organisation uuid NOT NULL,
    -- Roles in the organisation, with a comma between them.
    roles        text NOT NULL,
    sequence     bigint NOT NULL,
    PRIMARY KEY (account, organisation)
);

-- Challenges that were answered wrongly: nobody guesses twice. Rows go when the challenge would have expired.
CREATE TABLE missed_challenges (
    id      uuid PRIMARY KEY,
    expires timestamptz NOT NULL
);
CREATE INDEX missed_challenges_by_expiry ON missed_challenges (expires);
