-- Who belongs to which organisation, as registry last said, and who did. The row with the higher sequence stays.
CREATE TABLE members (
    organisation uuid NOT NULL,
    account      uuid NOT NULL,
    -- When it ended; null while it lasts.
    ended        timestamptz,
    sequence     bigint NOT NULL,
    PRIMARY KEY (organisation, account)
);
