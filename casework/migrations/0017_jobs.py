"""Pieces of files are not pressed by the database: what is read in order gains nothing by it."""

from django.db import migrations

STORAGE = "ALTER TABLE casework_jobchunk ALTER COLUMN data SET STORAGE EXTERNAL"
BACK = "ALTER TABLE casework_jobchunk ALTER COLUMN data SET STORAGE EXTENDED"


class Migration(migrations.Migration):
    dependencies = [("casework", "0016_programme_by_pilot")]
    operations = [migrations.RunSQL(STORAGE, BACK)]
