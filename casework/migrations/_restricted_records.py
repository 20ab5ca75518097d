"""A restricted record is never nobody's: as long as the restriction stands, somebody active who oversees may know of the
person, whoever writes. Of a person with several restricted records, somebody who is named for all of them.

Checked at commit, and the restrictions are held meanwhile, so that two who each take away one of the last two wait for
each other; likewise the overseer found, so that nobody deactivates that one at the same moment.

Shared by an original migration and the squashed one, and as fixed as they are: whatever changes is a new migration.
"""

FUNCTIONS = """
CREATE FUNCTION casework_restricted_has_overseer(person bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM casework_restriction r JOIN casework_neighbor n ON n.id = r.neighbor_id
        WHERE n.person_number = person AND r.ended_at IS NULL ORDER BY r.id FOR NO KEY UPDATE OF r;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM FROM accounts_user u
        WHERE u.is_active AND u.role IN ('supervisor', 'programme_manager') AND NOT EXISTS (
            SELECT FROM casework_restriction r JOIN casework_neighbor n ON n.id = r.neighbor_id
            WHERE n.person_number = person AND r.ended_at IS NULL AND NOT EXISTS (
                SELECT FROM casework_namedreader x WHERE x.restriction_id = r.id AND x.user_id = u.id
            )
        )
        ORDER BY u.id LIMIT 1 FOR SHARE OF u;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a restricted record would have no overseer who is named'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'restriction_has_overseer';
    END IF;
END $$;

CREATE FUNCTION casework_restriction_keeps_overseer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_restricted_has_overseer(person_number) FROM casework_neighbor WHERE id = NEW.neighbor_id;
    RETURN NULL;
END $$;

CREATE FUNCTION casework_reader_keeps_overseer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_restricted_has_overseer(n.person_number)
        FROM casework_restriction r JOIN casework_neighbor n ON n.id = r.neighbor_id WHERE r.id = OLD.restriction_id;
    RETURN NULL;
END $$;

CREATE FUNCTION casework_user_keeps_overseeing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_restricted_has_overseer(person) FROM (
        SELECT DISTINCT n.person_number AS person
        FROM casework_namedreader x
            JOIN casework_restriction r ON r.id = x.restriction_id AND r.ended_at IS NULL
            JOIN casework_neighbor n ON n.id = r.neighbor_id
        WHERE x.user_id = OLD.id
        ORDER BY person
    ) AS theirs;
    RETURN NULL;
END $$;

CREATE FUNCTION casework_linked_keep_overseer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_restricted_has_overseer(person_number) FROM casework_neighbor WHERE id = NEW.id;
    RETURN NULL;
END $$;
"""

TRIGGERS = """
CREATE CONSTRAINT TRIGGER restriction_keeps_overseer
    AFTER INSERT OR UPDATE OF ended_at, neighbor_id ON casework_restriction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_restriction_keeps_overseer();
CREATE CONSTRAINT TRIGGER reader_keeps_overseer
    AFTER DELETE OR UPDATE OF user_id, restriction_id ON casework_namedreader
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_reader_keeps_overseer();
CREATE CONSTRAINT TRIGGER user_keeps_overseeing
    AFTER UPDATE OF is_active, role ON accounts_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.is_active AND (NOT NEW.is_active OR OLD.role <> NEW.role))
    EXECUTE FUNCTION casework_user_keeps_overseeing();
CREATE CONSTRAINT TRIGGER linked_keep_overseer
    AFTER UPDATE OF one_with_id ON casework_neighbor
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.one_with_id IS DISTINCT FROM NEW.one_with_id) EXECUTE FUNCTION casework_linked_keep_overseer();
"""

UNDO = """
DROP TRIGGER linked_keep_overseer ON casework_neighbor;
DROP TRIGGER user_keeps_overseeing ON accounts_user;
DROP TRIGGER reader_keeps_overseer ON casework_namedreader;
DROP TRIGGER restriction_keeps_overseer ON casework_restriction;
DROP FUNCTION casework_linked_keep_overseer();
DROP FUNCTION casework_user_keeps_overseeing();
DROP FUNCTION casework_reader_keeps_overseer();
DROP FUNCTION casework_restriction_keeps_overseer();
DROP FUNCTION casework_restricted_has_overseer(bigint);
"""
