"""The promise (DOMAIN 3), held by the database: its words are in `_promise`."""

from django.db import migrations

from casework.migrations import _promise


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial"), ("accounts", "0003_default_hours")]
    operations = [migrations.RunSQL(_promise.FUNCTIONS + _promise.TRIGGERS, _promise.UNDO)]
