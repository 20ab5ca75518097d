"""Linked records (DOMAIN 7), held by the database whoever writes:

- `one_with` of a record is the earliest of those that standing links make one, and standing links form no ring;
- a person has at most one open case that does not go on in another, and a record at most one open case at all;
- a case goes on only in one of the same person, and such steps end somewhere;
- a follow-up rests only while its case goes on in another; an open one about the neighbor does then.

Checked at commit, as the promise is (0002). Two transactions that each see only half would both find nothing wrong; so
the checks first lock the records that they are about, by id, as every action does, and look again if somebody has
changed meanwhile which those are.

Shared by an original migration and the squashed one, and as fixed as they are: whatever changes is a new migration.
"""

FUNCTIONS = """
CREATE FUNCTION casework_links_agree(the_record bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    person bigint[];
    held bigint[] := '{}';
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'the links of record % cannot be checked in this isolation level', the_record
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'links_need_read_committed';
    END IF;
    LOOP
        person := ARRAY(
            WITH RECURSIVE one (id) AS (
                SELECT the_record
                UNION
                SELECT CASE WHEN l.first_id = one.id THEN l.second_id ELSE l.first_id END
                FROM one JOIN casework_link l ON l.ended_at IS NULL AND one.id IN (l.first_id, l.second_id)
            )
            SELECT id FROM one ORDER BY id
        );
        EXIT WHEN person <@ held;
        PERFORM FROM casework_neighbor WHERE id = ANY (person) ORDER BY id FOR NO KEY UPDATE;
        held := person;
    END LOOP;
    IF (SELECT count(*) FROM casework_link WHERE ended_at IS NULL AND first_id = ANY (person))
        <> cardinality(person) - 1
    THEN
        RAISE EXCEPTION 'the links of record % form a ring', the_record
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'links_form_no_ring';
    END IF;
    IF EXISTS (
        SELECT FROM casework_neighbor WHERE id = ANY (person) AND one_with_id IS DISTINCT FROM nullif(person[1], id)
    ) THEN
        RAISE EXCEPTION 'record % is not one with the earliest that it is linked with', the_record
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'one_with_the_earliest';
    END IF;
END $$;

CREATE FUNCTION casework_person_goes_on_once(the_record bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    person bigint;
    held bigint;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'the cases of record % cannot be checked in this isolation level', the_record
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'links_need_read_committed';
    END IF;
    LOOP
        SELECT person_number INTO person FROM casework_neighbor WHERE id = the_record;
        EXIT WHEN person IS NOT DISTINCT FROM held;
        PERFORM FROM casework_neighbor WHERE id IN (the_record, person) ORDER BY id FOR NO KEY UPDATE;
        held := person;
    END LOOP;
    IF (
        SELECT count(*) FROM casework_neighbor n JOIN casework_case c ON c.neighbor_id = n.id
        WHERE n.person_number = person AND c.status <> 'closed' AND c.goes_on_in_id IS NULL
    ) > 1 THEN
        RAISE EXCEPTION 'the person of record % has two cases that are worked on', the_record
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'person_one_working_case';
    END IF;
    IF EXISTS (
        SELECT FROM casework_neighbor n JOIN casework_case c ON c.neighbor_id = n.id
            JOIN casework_case g ON g.id = c.goes_on_in_id JOIN casework_neighbor m ON m.id = g.neighbor_id
        WHERE n.person_number = person AND m.person_number <> person
    ) OR EXISTS (
        SELECT FROM casework_neighbor m JOIN casework_case g ON g.neighbor_id = m.id
            JOIN casework_case c ON c.goes_on_in_id = g.id JOIN casework_neighbor n ON n.id = c.neighbor_id
        WHERE m.person_number = person AND n.person_number <> person
    ) THEN
        RAISE EXCEPTION 'a case of record % goes on with another person', the_record
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'case_goes_on_with_the_person';
    END IF;
    IF EXISTS (
        WITH RECURSIVE ends (id) AS (
            SELECT c.id FROM casework_neighbor n JOIN casework_case c ON c.neighbor_id = n.id
            WHERE n.person_number = person AND c.goes_on_in_id IS NULL
            UNION
            SELECT c.id FROM ends JOIN casework_case c ON c.goes_on_in_id = ends.id
        )
        SELECT FROM casework_neighbor n JOIN casework_case c ON c.neighbor_id = n.id
        WHERE n.person_number = person AND c.id NOT IN (SELECT id FROM ends)
    ) THEN
        RAISE EXCEPTION 'cases of record % go on in each other', the_record
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'case_goes_on_somewhere';
    END IF;
END $$;

CREATE FUNCTION casework_case_lets_rest(the_case bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    carried bigint;
BEGIN
    SELECT goes_on_in_id INTO carried FROM casework_case WHERE id = the_case FOR NO KEY UPDATE;
    IF carried IS NULL AND EXISTS (SELECT FROM casework_followup WHERE case_id = the_case AND rests) THEN
        RAISE EXCEPTION 'a follow-up of case % rests, and the case does not', the_case
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'follow_up_rests_with_its_case';
    END IF;
    IF carried IS NOT NULL AND EXISTS (
        SELECT FROM casework_followup WHERE case_id = the_case AND status = 'open' AND NOT rests
            AND kind NOT IN ('confirm_connection', 'connection_check', 'undelivered')
    ) THEN
        RAISE EXCEPTION 'case % rests, and a follow-up about the neighbor does not', the_case
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'follow_up_rests_with_its_case';
    END IF;
END $$;

CREATE FUNCTION casework_link_is_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM casework_links_agree(OLD.first_id);
        PERFORM casework_links_agree(OLD.second_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM casework_links_agree(NEW.first_id);
        PERFORM casework_links_agree(NEW.second_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION casework_record_is_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_links_agree(NEW.id);
    PERFORM casework_person_goes_on_once(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION casework_case_goes_on_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.neighbor_id <> NEW.neighbor_id THEN
        PERFORM casework_person_goes_on_once(OLD.neighbor_id);
    END IF;
    PERFORM casework_person_goes_on_once(NEW.neighbor_id);
    PERFORM casework_case_lets_rest(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION casework_follow_up_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_case_lets_rest(NEW.case_id);
    RETURN NULL;
END $$;

CREATE FUNCTION casework_links_not_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM casework_neighbor WHERE one_with_id IS NOT NULL) THEN
        RAISE EXCEPTION 'linked records would lose what links them'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'one_with_the_earliest';
    END IF;
    RETURN NULL;
END $$;
"""

# Neither a reminder nor a step of a case costs a check; only what links, parts, opens, or goes on elsewhere.
TRIGGERS = """
CREATE CONSTRAINT TRIGGER link_is_agreed
    AFTER INSERT OR DELETE OR UPDATE OF first_id, second_id, ended_at ON casework_link
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_link_is_agreed();
CREATE CONSTRAINT TRIGGER record_is_agreed
    AFTER UPDATE OF one_with_id, id ON casework_neighbor
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.one_with_id IS DISTINCT FROM NEW.one_with_id OR OLD.id <> NEW.id)
    EXECUTE FUNCTION casework_record_is_agreed();
CREATE CONSTRAINT TRIGGER new_record_is_agreed
    AFTER INSERT ON casework_neighbor
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.one_with_id IS NOT NULL) EXECUTE FUNCTION casework_record_is_agreed();
CREATE CONSTRAINT TRIGGER new_case_goes_on_once
    AFTER INSERT ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.status <> 'closed') EXECUTE FUNCTION casework_case_goes_on_once();
CREATE CONSTRAINT TRIGGER case_goes_on_once
    AFTER UPDATE OF status, goes_on_in_id, neighbor_id, id ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (
        OLD.goes_on_in_id IS DISTINCT FROM NEW.goes_on_in_id OR OLD.neighbor_id <> NEW.neighbor_id
        OR (OLD.status = 'closed' AND NEW.status <> 'closed') OR OLD.id <> NEW.id
    )
    EXECUTE FUNCTION casework_case_goes_on_once();
CREATE CONSTRAINT TRIGGER follow_up_rests_with_its_case
    AFTER INSERT OR UPDATE OF rests, case_id ON casework_followup
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.rests) EXECUTE FUNCTION casework_follow_up_rests();
CREATE CONSTRAINT TRIGGER new_follow_up_rests_with_its_case
    AFTER INSERT ON casework_followup
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NOT NEW.rests AND NEW.status = 'open') EXECUTE FUNCTION casework_follow_up_rests();
CREATE CONSTRAINT TRIGGER follow_up_wakes_with_its_case
    AFTER UPDATE OF rests, case_id, status, kind ON casework_followup
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (
        NOT NEW.rests AND NEW.status = 'open'
        AND (OLD.rests OR OLD.case_id <> NEW.case_id OR OLD.status <> 'open' OR OLD.kind <> NEW.kind)
    )
    EXECUTE FUNCTION casework_follow_up_rests();
CREATE TRIGGER links_not_truncated
    AFTER TRUNCATE ON casework_link FOR EACH STATEMENT EXECUTE FUNCTION casework_links_not_truncated();
"""

UNDO = """
DROP TRIGGER links_not_truncated ON casework_link;
DROP TRIGGER follow_up_wakes_with_its_case ON casework_followup;
DROP TRIGGER new_follow_up_rests_with_its_case ON casework_followup;
DROP TRIGGER follow_up_rests_with_its_case ON casework_followup;
DROP TRIGGER case_goes_on_once ON casework_case;
DROP TRIGGER new_case_goes_on_once ON casework_case;
DROP TRIGGER new_record_is_agreed ON casework_neighbor;
DROP TRIGGER record_is_agreed ON casework_neighbor;
DROP TRIGGER link_is_agreed ON casework_link;
DROP FUNCTION casework_links_not_truncated();
DROP FUNCTION casework_follow_up_rests();
DROP FUNCTION casework_case_goes_on_once();
DROP FUNCTION casework_record_is_agreed();
DROP FUNCTION casework_link_is_agreed();
DROP FUNCTION casework_case_lets_rest(bigint);
DROP FUNCTION casework_person_goes_on_once(bigint);
DROP FUNCTION casework_links_agree(bigint);
"""
