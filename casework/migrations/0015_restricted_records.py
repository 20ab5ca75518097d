"""A restricted record is never nobody's (the words are in `_restricted_records`). And what search asks by that matching does
not: the beginning of an incident number, words of a description.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.functions import Upper

from casework.migrations import _restricted_records


class Migration(migrations.Migration):
    dependencies = [("casework", "0014_linked_records")]
    operations = [
        migrations.RunSQL(_restricted_records.FUNCTIONS + _restricted_records.TRIGGERS, _restricted_records.UNDO),
        migrations.AddIndex(
            "encounter",
            models.Index(OpClass(Upper("incident_number"), name="text_pattern_ops"), name="encounter_by_incident"),
        ),
        migrations.AddIndex(
            "neighbor",
            GinIndex(
                OpClass(Upper("description"), name="gin_trgm_ops"),
                name="neighbor_by_description",
                condition=~models.Q(description=""),
            ),
        ),
    ]
