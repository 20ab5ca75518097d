"""The audit is not emptied, and neither is what says who wrote the history, and why (the words are in `_not_emptied`)."""

from django.db import migrations

from heart.audit.migrations._not_emptied import FUNCTION, TRIGGER, UNDO_FUNCTION, stay, undo


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("pghistory", "0007_auto_20250421_0444")]
    operations = [
        migrations.RunSQL(FUNCTION, UNDO_FUNCTION),
        migrations.RunSQL(stay("audit"), undo("audit")),
        migrations.RunSQL(TRIGGER % "pghistory_context", "DROP TRIGGER not_emptied ON pghistory_context"),
    ]
