from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_who_is_this")]
    operations: list[migrations.operations.base.Operation] = []
