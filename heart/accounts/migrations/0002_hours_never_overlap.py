from django.db import migrations

# Django's ExclusionConstraint has no word for two ranges made of four columns.
FORWARD = """
ALTER TABLE accounts_workinghours ADD CONSTRAINT hours_never_overlap EXCLUDE USING gist (
    weekday WITH =,
    daterange(valid_from, valid_to, '[]') WITH &&,
    numrange(EXTRACT(EPOCH FROM opens), EXTRACT(EPOCH FROM closes)) WITH &&
)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, "ALTER TABLE accounts_workinghours DROP CONSTRAINT hours_never_overlap"),
    ]
