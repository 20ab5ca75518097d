"""Pieces of files are not pressed by the database: what is read in order gains nothing by it. And one thing said once:
which states have an end is one constraint, which states there are is another."""

from django.db import migrations, models
from django.db.models import Q

STORAGE = "ALTER TABLE casework_jobchunk ALTER COLUMN data SET STORAGE EXTERNAL"
BACK = "ALTER TABLE casework_jobchunk ALTER COLUMN data SET STORAGE EXTENDED"
ENDED = ["done", "cancelled", "failed"]


class Migration(migrations.Migration):
    dependencies = [("casework", "0016_programme_by_pilot")]
    operations = [
        migrations.RunSQL(STORAGE, BACK),
        migrations.RemoveConstraint(model_name="job", name="job_ended_with_time"),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False) | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
                name="job_ended_with_time",
            ),
        ),
    ]
