from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0014_linked_records")]
    operations: list[migrations.operations.base.Operation] = []
