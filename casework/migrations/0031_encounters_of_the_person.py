from django.db import migrations

# Checked at commit, as what links mean is (_linked_records): an unlink parts the records first and then their encounters.
# Both kinds of writer lock the records; so of two at once the later one sees what the earlier one wrote.
FORWARD = """
CREATE FUNCTION casework_encounter_in_case_of_person(the_encounter bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM casework_encounter e JOIN casework_neighbor n ON n.id = e.neighbor_id
            JOIN casework_case c ON c.id = e.case_id JOIN casework_neighbor m ON m.id = c.neighbor_id
        WHERE e.id = the_encounter AND n.person_number <> m.person_number
    ) THEN
        RAISE EXCEPTION 'encounter % stands in a case of somebody else', the_encounter
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'encounter_in_case_of_person';
    END IF;
END $$;

CREATE FUNCTION casework_encounter_is_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_encounter_in_case_of_person(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION casework_record_is_parted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_encounter_in_case_of_person(e.id) FROM casework_encounter e
        WHERE e.neighbor_id = NEW.id AND e.case_id IS NOT NULL;
    PERFORM casework_encounter_in_case_of_person(e.id)
        FROM casework_case c JOIN casework_encounter e ON e.case_id = c.id WHERE c.neighbor_id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER encounter_in_case_of_person AFTER INSERT OR UPDATE OF neighbor_id, case_id ON casework_encounter
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.case_id IS NOT NULL)
    EXECUTE FUNCTION casework_encounter_is_placed();

CREATE CONSTRAINT TRIGGER parted_with_its_encounters AFTER UPDATE OF one_with_id ON casework_neighbor
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.one_with_id IS DISTINCT FROM NEW.one_with_id)
    EXECUTE FUNCTION casework_record_is_parted();
"""

BACKWARD = """
DROP TRIGGER encounter_in_case_of_person ON casework_encounter;
DROP TRIGGER parted_with_its_encounters ON casework_neighbor;
DROP FUNCTION casework_encounter_is_placed, casework_record_is_parted;
DROP FUNCTION casework_encounter_in_case_of_person;
"""


class Migration(migrations.Migration):
    """An encounter stands in a case of the person whom it is about."""

    dependencies = [("casework", "0030_plain_identifiers_kept")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
