-- A case of an earlier build was one stream. Its events are not those of its parts: rather than to leave such cases
-- unread, this build does not start on them.
DO $$
BEGIN
    IF EXISTS (SELECT FROM states WHERE aggregate = 'case') THEN
        RAISE EXCEPTION 'this database holds cases of a build that is not supported any more: begin with an empty one'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
END
$$;
