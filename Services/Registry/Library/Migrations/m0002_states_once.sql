-- What is asked about one organisation is read from its state, which the engine keeps: here is what lists and look-ups
-- need.
ALTER TABLE organisations DROP COLUMN category, DROP COLUMN ods_from, DROP COLUMN line1, DROP COLUMN line2,
    DROP COLUMN line3, DROP COLUMN town, DROP COLUMN county, DROP COLUMN parent_code, DROP COLUMN parent_name,
    DROP COLUMN contact_email, DROP COLUMN mode;
