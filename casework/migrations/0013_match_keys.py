"""What records are found by when somebody asks who this is: the words are in `_match_keys`."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

from casework.migrations import _match_keys

FILL = "SELECT casework_match_refresh(ARRAY(SELECT id FROM casework_neighbor))"


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_who_is_this")]
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS fuzzystrmatch", migrations.RunSQL.noop),
        migrations.RunSQL(_match_keys.TABLES + _match_keys.FUNCTIONS + _match_keys.TRIGGERS, _match_keys.UNDO),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunPython(_match_keys.ship, migrations.RunPython.noop),
    ]
