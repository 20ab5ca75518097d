"""Neither the history nor what it tells of is emptied (the words are in `_not_emptied` of the audit)."""

from django.db import migrations

from heart.audit.migrations._not_emptied import stay, undo


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_in_words"), ("audit", "0002_not_emptied")]
    operations = [migrations.RunSQL(stay("accounts"), undo("accounts"))]
