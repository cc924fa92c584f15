-- What is asked about one case or task is read from its state, which the engine keeps: here is what lists need.
ALTER TABLE cases DROP COLUMN state;
ALTER TABLE review_tasks DROP COLUMN state, DROP COLUMN reviewer, DROP COLUMN lease_until, DROP COLUMN case_id,
    DROP COLUMN organisation;
