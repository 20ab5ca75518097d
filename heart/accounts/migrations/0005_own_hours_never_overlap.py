from django.db import migrations

# Of one person, or (0) of the programme.
FORWARD = """
ALTER TABLE accounts_workinghours DROP CONSTRAINT hours_never_overlap;
ALTER TABLE accounts_workinghours ADD CONSTRAINT hours_never_overlap EXCLUDE USING gist (
    COALESCE(user_id, 0) WITH =,
    weekday WITH =,
    daterange(valid_from, valid_to, '[]') WITH &&,
    numrange(EXTRACT(EPOCH FROM opens), EXTRACT(EPOCH FROM closes)) WITH &&
)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_digest_and_own_hours")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
