from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0017_jobs")]
    operations: list[migrations.operations.base.Operation] = []
