from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0013_match_keys")]
    operations: list[migrations.operations.base.Operation] = []
