from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0019_plans")]
    operations: list[migrations.operations.base.Operation] = []
