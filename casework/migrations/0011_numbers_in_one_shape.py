"""Telephone numbers that were written down as they were typed become E.164, as texts come in with them and STOP counts
for them. What is no ten-digit number stays, and so does the second of two that are the same."""

from django.db import migrations

DIGITS = "regexp_replace({0}, '\\D', '', 'g')"
# Ten digits that may begin a US number, however they were parted, with or without the country's 1.
TYPED = "{0} ~ '^([+]1|[0-9(])[-0-9 ().]*$' AND {0} !~ '^\\+1[0-9]{{10}}$' AND " + DIGITS + " ~ '^1?[2-9][0-9]{{9}}$'"
KEPT = "'+1' || right(" + DIGITS + ", 10)"


def _of(words: str, column: str) -> str:
    return words.format(column)


SQL = f"""
WITH typed AS (
    SELECT DISTINCT ON (neighbor_id, {_of(KEPT, "value")}) id, neighbor_id, {_of(KEPT, "value")} AS kept
    FROM casework_contactpoint WHERE kind = 'phone' AND {_of(TYPED, "value")}
    ORDER BY neighbor_id, {_of(KEPT, "value")}, id
)
UPDATE casework_contactpoint p SET value = typed.kept FROM typed
WHERE p.id = typed.id AND NOT EXISTS (
    SELECT FROM casework_contactpoint o
    WHERE o.neighbor_id = typed.neighbor_id AND o.kind = 'phone' AND o.value = typed.kept
);
UPDATE accounts_user SET phone = {_of(KEPT, "phone")} WHERE {_of(TYPED, "phone")};
"""  # noqa: S608 - put together from the words above only


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0010_texts_put_away"),
        ("accounts", "0005_own_hours_never_overlap"),
    ]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
