-- Those who came back from the provider with which they signed in: nobody comes back twice. Rows go when the sign-in would
-- have taken too long.
CREATE TABLE provider_returns (
    id      uuid PRIMARY KEY,
    expires timestamptz NOT NULL
);
CREATE INDEX provider_returns_by_expiry ON provider_returns (expires);
