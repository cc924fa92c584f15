-- Who belongs to an organisation: whether anybody is left to administer it.
CREATE INDEX memberships_by_organisation ON memberships (organisation);
