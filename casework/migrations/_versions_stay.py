"""A version that is or was in force stays as it was, whoever writes: cases run on it (DOMAIN 4). Only a draft is edited;
a version goes from draft to in force to retired, never back.

Shared by an original migration and the squashed one, and as fixed as they are: whatever changes is a new migration.
"""

STAY = """
CREATE FUNCTION casework_step_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM casework_cadencepolicy WHERE state <> 'draft' AND (
            (TG_OP <> 'INSERT' AND id = OLD.policy_id) OR (TG_OP <> 'DELETE' AND id = NEW.policy_id)
        )
    ) THEN
        RAISE EXCEPTION 'only the steps of a draft may change'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'cadence_step_of_a_draft';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION casework_policy_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR NEW.state = 'draft'
        OR (OLD.state = 'retired' AND NEW.state <> 'retired')
        OR (NEW.version, NEW.what, NEW.in_force_at, NEW.attempts, NEW.days, NEW.channels, NEW.parts_of_day, NEW.in_person)
            IS DISTINCT FROM
            (OLD.version, OLD.what, OLD.in_force_at, OLD.attempts, OLD.days, OLD.channels, OLD.parts_of_day, OLD.in_person)
    THEN
        RAISE EXCEPTION 'version % has been in force and stays as it was', OLD.version
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'policy_stays_as_it_was';
    END IF;
    RETURN NULL;
END $$;

-- After the row's own constraints, so that these say what is wrong first.
CREATE TRIGGER cadence_step_of_a_draft
    AFTER INSERT OR UPDATE OR DELETE ON casework_cadencestep
    FOR EACH ROW EXECUTE FUNCTION casework_step_of_a_draft();
CREATE TRIGGER policy_stays_as_it_was
    AFTER UPDATE OR DELETE ON casework_cadencepolicy
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION casework_policy_stays();
"""
UNDO = """
DROP TRIGGER policy_stays_as_it_was ON casework_cadencepolicy;
DROP TRIGGER cadence_step_of_a_draft ON casework_cadencestep;
DROP FUNCTION casework_policy_stays();
DROP FUNCTION casework_step_of_a_draft();
"""
