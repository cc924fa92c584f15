-- When programs' keys were used last, as the front door tells now and then.
CREATE TABLE api_key_uses (
    key  uuid PRIMARY KEY,
    used timestamptz NOT NULL
);
CREATE INDEX api_key_uses_by_time ON api_key_uses (used);
