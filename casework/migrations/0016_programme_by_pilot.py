from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_restricted_records")]
    operations: list[migrations.operations.base.Operation] = []
