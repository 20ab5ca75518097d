"""Whoever has an open promise to a restricted neighbor is named, for every restricted record of that person, whoever
writes: nobody is given, or left with, what they cannot see.

Checked at commit. Who promises and who restricts would each see only half; so both hold the cases first, and who restricts
or links holds before them the records, as every action does. It is the owner who counts, not the pair: a newcomer of the
team is not named by that, and gets nothing of it.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION casework_owners_are_named(cases bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'who may know of cases % cannot be checked in this isolation level', cases
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'named_needs_read_committed';
    END IF;
    PERFORM FROM casework_case WHERE id = ANY (cases) ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM casework_case c
            JOIN casework_neighbor n ON n.id = c.neighbor_id
            JOIN casework_neighbor m ON m.person_number = n.person_number
            JOIN casework_restriction r ON r.neighbor_id = m.id AND r.ended_at IS NULL
            JOIN casework_followup f ON f.case_id = c.id AND f.status = 'open' AND f.owner_id IS NOT NULL
        WHERE c.id = ANY (cases) AND NOT EXISTS (
            SELECT FROM casework_namedreader x WHERE x.restriction_id = r.id AND x.user_id = f.owner_id
        )
    ) THEN
        RAISE EXCEPTION 'a restricted record would be left with somebody who is not named'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'restricted_owner_is_named';
    END IF;
END $$;

CREATE FUNCTION casework_owners_of_person_are_named(the_record bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    person bigint;
    held bigint;
BEGIN
    LOOP
        SELECT person_number INTO person FROM casework_neighbor WHERE id = the_record;
        EXIT WHEN person IS NOT DISTINCT FROM held;
        PERFORM FROM casework_neighbor WHERE id IN (the_record, person) ORDER BY id FOR NO KEY UPDATE;
        held := person;
    END LOOP;
    PERFORM casework_owners_are_named(ARRAY(
        SELECT c.id FROM casework_neighbor n JOIN casework_case c ON c.neighbor_id = n.id WHERE n.person_number = person
    ));
END $$;

CREATE FUNCTION casework_promised_by_who_is_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_owners_are_named(ARRAY[NEW.case_id]);
    RETURN NULL;
END $$;

CREATE FUNCTION casework_case_is_of_who_is_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_owners_of_person_are_named(NEW.neighbor_id);
    RETURN NULL;
END $$;

CREATE FUNCTION casework_person_is_of_who_is_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_owners_of_person_are_named(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION casework_reader_leaves_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_owners_of_person_are_named(neighbor_id)
        FROM casework_restriction WHERE id = OLD.restriction_id AND ended_at IS NULL;
    RETURN NULL;
END $$;
"""

# A new promise or another owner costs one look at an index where nobody is restricted; a reminder or a step costs none.
TRIGGERS = """
CREATE CONSTRAINT TRIGGER new_promise_by_who_is_named
    AFTER INSERT ON casework_followup
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.status = 'open' AND NEW.owner_id IS NOT NULL) EXECUTE FUNCTION casework_promised_by_who_is_named();
CREATE CONSTRAINT TRIGGER promise_by_who_is_named
    AFTER UPDATE OF owner_id, status, case_id ON casework_followup
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (
        NEW.status = 'open' AND NEW.owner_id IS NOT NULL
        AND (OLD.status <> 'open' OR OLD.owner_id IS DISTINCT FROM NEW.owner_id OR OLD.case_id <> NEW.case_id)
    )
    EXECUTE FUNCTION casework_promised_by_who_is_named();
CREATE CONSTRAINT TRIGGER case_of_who_is_named
    AFTER UPDATE OF neighbor_id ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.neighbor_id <> NEW.neighbor_id) EXECUTE FUNCTION casework_case_is_of_who_is_named();
CREATE CONSTRAINT TRIGGER linked_of_who_is_named
    AFTER UPDATE OF one_with_id ON casework_neighbor
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.one_with_id IS DISTINCT FROM NEW.one_with_id) EXECUTE FUNCTION casework_person_is_of_who_is_named();
CREATE CONSTRAINT TRIGGER restriction_names_who_works
    AFTER INSERT OR UPDATE OF ended_at, neighbor_id ON casework_restriction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION casework_case_is_of_who_is_named();
CREATE CONSTRAINT TRIGGER reader_leaves_nothing
    AFTER DELETE OR UPDATE OF user_id, restriction_id ON casework_namedreader
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_reader_leaves_nothing();
"""

UNDO = """
DROP TRIGGER reader_leaves_nothing ON casework_namedreader;
DROP TRIGGER restriction_names_who_works ON casework_restriction;
DROP TRIGGER linked_of_who_is_named ON casework_neighbor;
DROP TRIGGER case_of_who_is_named ON casework_case;
DROP TRIGGER promise_by_who_is_named ON casework_followup;
DROP TRIGGER new_promise_by_who_is_named ON casework_followup;
DROP FUNCTION casework_reader_leaves_nothing();
DROP FUNCTION casework_person_is_of_who_is_named();
DROP FUNCTION casework_case_is_of_who_is_named();
DROP FUNCTION casework_promised_by_who_is_named();
DROP FUNCTION casework_owners_of_person_are_named(bigint);
DROP FUNCTION casework_owners_are_named(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0026_new_records")]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO)]
