-- The words that the directory and the ICO's register are made of, so that a word that nobody has can be taken for one that
-- somebody has. Words with a digit are left out: they are parts of postcodes.

-- A word and what is left of it without each one of its letters: two words that share one of these differ by a letter left
-- out, put in, taken for another or changed for the next, or by little more. Short words are like too many others.
CREATE FUNCTION near_keys(word text) RETURNS int4[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT ('x' || left(md5(part), 8))::bit(32)::int4), '{}')
    FROM (
        SELECT word AS part WHERE length(word) > 3
        UNION ALL
        SELECT left(word, n - 1) || substr(word, n + 1) FROM generate_series(1, length(word)) AS n WHERE length(word) > 3
    ) AS parts
$$;

CREATE TABLE directory_words (
    word text COLLATE "C" PRIMARY KEY,
    -- How many entries have it.
    uses int4 NOT NULL,
    near int4[] NOT NULL
);
CREATE INDEX directory_words_near ON directory_words USING gin (near);

CREATE TABLE ico_words (
    word text COLLATE "C" PRIMARY KEY,
    uses int4 NOT NULL,
    near int4[] NOT NULL
);
CREATE INDEX ico_words_near ON ico_words USING gin (near);

INSERT INTO directory_words (word, uses, near)
SELECT word, ndoc, near_keys(word) FROM ts_stat('SELECT search FROM directory') WHERE word !~ '[0-9]' AND length(word) < 40;
