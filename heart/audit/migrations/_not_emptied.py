"""What was done stays on record, and so does what it was done to. Triggers that look at rows do not see TRUNCATE, which
takes all of them at once; so it is refused for the audit, for every table of history, and for the tables whose history
that is.

Shared by migrations of several apps, and as fixed as they are: whatever changes is a new migration.
"""

FUNCTION = """
CREATE FUNCTION audit_is_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is on record and not emptied', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'not_emptied';
END $$;
"""
UNDO_FUNCTION = "DROP FUNCTION audit_is_not_emptied();"
TRIGGER = "CREATE TRIGGER not_emptied AFTER TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION audit_is_not_emptied()"


def stay(app: str) -> str:
    """For all tables of this app that have a history by now; those of history are the ones that only grow."""
    return _each(
        f"""
        SELECT DISTINCT kept.oid::regclass FROM pg_trigger t
            JOIN pg_class history ON history.oid = t.tgrelid
            JOIN pg_class kept ON kept.relnamespace = history.relnamespace AND kept.relkind = 'r'
                AND kept.relname IN (history.relname, regexp_replace(history.relname, 'event$', ''))
        WHERE starts_with(t.tgname, 'pgtrigger_append_only') AND starts_with(history.relname, '{app}_')
        """,
        TRIGGER,
    )


def undo(app: str) -> str:
    return _each(
        f"""
        SELECT kept.oid::regclass FROM pg_trigger t JOIN pg_class kept ON kept.oid = t.tgrelid
        WHERE t.tgname = 'not_emptied' AND starts_with(kept.relname, '{app}_')
        """,
        "DROP TRIGGER not_emptied ON %s",
    )


def _each(tables: str, what: str) -> str:
    return f"""
DO $$
DECLARE
    the_table regclass;
BEGIN
    FOR the_table IN {tables} LOOP
        EXECUTE format('{what}', the_table);
    END LOOP;
END $$;
"""
