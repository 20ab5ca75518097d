"""A plan that was approved stays as it was, whoever writes (DOMAIN 7): it is only retired.

Shared by an original migration and the squashed one, and as fixed as they are: whatever changes is a new migration.
"""

STAY = """
CREATE FUNCTION casework_plan_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR OLD.state = 'retired'
        OR NEW.state NOT IN ('approved', 'retired')
        OR (NEW.neighbor_id, NEW.safety, NEW.helps, NEW.avoid, NEW.who_to_call, NEW.written_at, NEW.written_by_id,
            NEW.submitted_at, NEW.approved_at, NEW.approved_by_id)
            IS DISTINCT FROM
            (OLD.neighbor_id, OLD.safety, OLD.helps, OLD.avoid, OLD.who_to_call, OLD.written_at, OLD.written_by_id,
            OLD.submitted_at, OLD.approved_at, OLD.approved_by_id)
    THEN
        RAISE EXCEPTION 'response plan % has been approved and stays as it was', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plan_stays_as_approved';
    END IF;
    RETURN NULL;
END $$;

-- After the row's own constraints, so that these say what is wrong first.
CREATE TRIGGER plan_stays_as_approved
    AFTER UPDATE OR DELETE ON casework_responseplan
    FOR EACH ROW WHEN (OLD.state IN ('approved', 'retired')) EXECUTE FUNCTION casework_plan_stays();
"""
UNDO = """
DROP TRIGGER plan_stays_as_approved ON casework_responseplan;
DROP FUNCTION casework_plan_stays();
"""
