-- An organisation of an earlier build had its members in its own stream. Rather than to leave these without any, this
-- build does not start on them.
DO $$
BEGIN
    IF EXISTS (SELECT FROM states WHERE aggregate = 'organisation' AND shape < 3) THEN
        RAISE EXCEPTION 'this database holds organisations of a build that is not supported any more: begin with an empty one'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
END
$$;
