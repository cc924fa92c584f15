-- Which form of an aggregate's state a row holds. What was written before is of the first.
ALTER TABLE states ADD COLUMN shape integer NOT NULL DEFAULT 1;
