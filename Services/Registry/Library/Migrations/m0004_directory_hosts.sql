-- Hosts are found by those that have them.
CREATE INDEX IF NOT EXISTS directory_by_parent ON directory (parent_code) WHERE parent_code IS NOT NULL;
