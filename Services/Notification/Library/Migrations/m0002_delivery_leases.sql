-- Who is sending what just now: two copies of the service never send the same e-mail. Not a projection: it says
-- nothing about what happened. It may be there: an earlier migration made it with what is projected now.
CREATE TABLE IF NOT EXISTS delivery_leases (
    id    uuid PRIMARY KEY,
    until timestamptz NOT NULL
);
