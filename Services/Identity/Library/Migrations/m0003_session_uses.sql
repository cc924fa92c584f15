-- When sessions were used last, as the front door tells now and then: what idle ones end by.
CREATE TABLE session_uses (
    session uuid PRIMARY KEY,
    used    timestamptz NOT NULL
);
CREATE INDEX session_uses_by_time ON session_uses (used);
