-- Every e-mail for those who look after a case, and those that still have to leave.

CREATE TABLE emails (
    id             uuid PRIMARY KEY,
    version        bigint NOT NULL,
    about          uuid,
    template       text NOT NULL,
    subject_line   text NOT NULL,
    recipient      text NOT NULL,
    recipient_name text NOT NULL,
    standing       text NOT NULL,
    -- Null only while a row is on its way from a later event to one that holds both.
    requested      timestamptz,
    sent           timestamptz,
    attempts       bigint NOT NULL,
    reason         text
);
CREATE INDEX emails_by_subject ON emails (about, requested DESC, id DESC) WHERE about IS NOT NULL;

-- One row for each e-mail that waits; the row goes when the e-mail does, and the sealed values with it.
CREATE TABLE deliveries (
    id             uuid PRIMARY KEY,
    due            timestamptz NOT NULL,
    -- The number of the attempt to come.
    attempt        bigint NOT NULL,
    template       text NOT NULL,
    recipient      text NOT NULL,
    recipient_name text NOT NULL,
    -- A JSON object of texts.
    fields         text NOT NULL,
    sealed         text
);
CREATE INDEX deliveries_due ON deliveries (due, id);

-- Who is sending what just now: two copies of the service never send the same e-mail. Not a projection: it says
-- nothing about what happened, and a rebuild leaves it alone.
CREATE TABLE delivery_leases (
    id    uuid PRIMARY KEY,
    until timestamptz NOT NULL
);
