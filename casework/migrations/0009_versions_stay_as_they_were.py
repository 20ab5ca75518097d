"""A version that is or was in force stays as it was: the words are in `_versions_stay`."""

from django.db import migrations

from casework.migrations import _versions_stay


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_spread_over_the_day")]
    operations = [migrations.RunSQL(_versions_stay.STAY, _versions_stay.UNDO)]
