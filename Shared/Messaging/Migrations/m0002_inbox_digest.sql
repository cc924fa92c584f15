-- What the message under an id said, for those whose sender chose the id and waits for the answer: the same id with other
-- content is refused. Null where nothing is compared: durable work, and whatever holds a secret.
ALTER TABLE inbox ADD COLUMN digest bytea;
