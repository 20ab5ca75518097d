from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0016_programme_by_pilot")]
    operations: list[migrations.operations.base.Operation] = []
