"""The promise (DOMAIN 3), held by the database whoever writes: every open case has an open follow-up whose
owner is an active person or, before assignment, the intake queue; a closed case has none.

Checked at commit, so that one transaction may end one promise and make the next in any order. Two
transactions that each end one of a case's last two promises would both see the other's still standing;
so the check first locks the case. It also share-locks the owner, so that a deactivation running at the same
time waits for it, or it for the deactivation. Both help only who then sees what the other has committed: in the
frozen snapshot of REPEATABLE READ or SERIALIZABLE the check would look at the past, so it refuses those.

Shared by an original migration and the squashed one, and as fixed as they are: whatever changes is a new migration.
"""

FUNCTIONS = """
CREATE FUNCTION casework_promise_is_kept(the_case bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_status text;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'the promise of case % cannot be checked in this isolation level', the_case
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'promise_needs_read_committed';
    END IF;
    SELECT status INTO now_status FROM casework_case WHERE id = the_case FOR NO KEY UPDATE;
    IF now_status IS NULL THEN
        RETURN;
    END IF;
    IF now_status = 'closed' THEN
        IF EXISTS (SELECT FROM casework_followup WHERE case_id = the_case AND status = 'open') THEN
            RAISE EXCEPTION 'closed case % still has an open follow-up', the_case
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'closed_case_has_no_follow_up';
        END IF;
        RETURN;
    END IF;
    IF now_status = 'intake' AND EXISTS (
        SELECT FROM casework_followup WHERE case_id = the_case AND status = 'open' AND queue = 'intake'
    ) THEN
        RETURN;
    END IF;
    PERFORM FROM casework_followup f JOIN accounts_user u ON u.id = f.owner_id
        WHERE f.case_id = the_case AND f.status = 'open' AND u.is_active
        FOR SHARE OF u;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'open case % has no open follow-up with an active owner', the_case
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'open_case_has_follow_up';
    END IF;
END $$;

CREATE FUNCTION casework_case_keeps_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_promise_is_kept(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION casework_followup_keeps_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM casework_promise_is_kept(OLD.case_id);
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.case_id <> OLD.case_id) THEN
        PERFORM casework_promise_is_kept(NEW.case_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION casework_user_keeps_promise() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_case bigint;
BEGIN
    IF EXISTS (SELECT FROM accounts_user WHERE id = OLD.id AND is_active) THEN
        RETURN NULL;
    END IF;
    FOR the_case IN
        SELECT DISTINCT case_id FROM casework_followup WHERE owner_id = OLD.id AND status = 'open' ORDER BY case_id
    LOOP
        PERFORM casework_promise_is_kept(the_case);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION casework_nothing_is_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM casework_case WHERE status <> 'closed') THEN
        RAISE EXCEPTION 'open cases would lose their follow-ups'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'open_case_has_follow_up';
    END IF;
    RETURN NULL;
END $$;
"""

# Reminding writes next_reminder_at and reminders_sent only, and so costs no check.
TRIGGERS = """
-- A promise due at infinity, or in a year that programs cannot read, is one that nobody is ever reminded of.
ALTER TABLE casework_followup ADD CONSTRAINT follow_up_reminded_some_day
    CHECK (next_reminder_at < '2200-01-01' AND due_at < '2200-01-01');
ALTER TABLE casework_case ADD CONSTRAINT case_clock_has_started
    CHECK (clock_started_at <= phase_started_at + interval '1 hour' AND clock_started_at > '1970-01-01');
ALTER TABLE casework_encounter ADD CONSTRAINT encounter_in_our_time
    CHECK (greatest(received_at, dispatched_at, arrived_at, cleared_at) < '2200-01-01' AND received_at > '1970-01-01');
CREATE CONSTRAINT TRIGGER case_keeps_promise
    AFTER INSERT OR UPDATE OF status, id ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_case_keeps_promise();
CREATE CONSTRAINT TRIGGER followup_keeps_promise
    AFTER INSERT OR DELETE OR UPDATE OF status, owner_id, queue, case_id ON casework_followup
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_followup_keeps_promise();
CREATE CONSTRAINT TRIGGER user_keeps_promise
    AFTER UPDATE OF is_active ON accounts_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION casework_user_keeps_promise();
CREATE TRIGGER followup_not_truncated
    AFTER TRUNCATE ON casework_followup FOR EACH STATEMENT EXECUTE FUNCTION casework_nothing_is_truncated();
"""

UNDO = """
ALTER TABLE casework_encounter DROP CONSTRAINT encounter_in_our_time;
ALTER TABLE casework_case DROP CONSTRAINT case_clock_has_started;
ALTER TABLE casework_followup DROP CONSTRAINT follow_up_reminded_some_day;
DROP TRIGGER followup_not_truncated ON casework_followup;
DROP TRIGGER user_keeps_promise ON accounts_user;
DROP TRIGGER followup_keeps_promise ON casework_followup;
DROP TRIGGER case_keeps_promise ON casework_case;
DROP FUNCTION casework_nothing_is_truncated();
DROP FUNCTION casework_user_keeps_promise();
DROP FUNCTION casework_followup_keeps_promise();
DROP FUNCTION casework_case_keeps_promise();
DROP FUNCTION casework_promise_is_kept(bigint);
"""
