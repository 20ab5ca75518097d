"""The programme as DOMAIN 1 and 4 describe it, for admins to change: beats, call types, cadence, ladder."""

from django.db import migrations

from casework.migrations import _programme

# phase, step, kind, after, counted in, at least so many working hours after the last attempt, channel, goes to
CADENCE = [
    ("intake", 1, "assign", 2, "working_hours", 0, "", "clinician"),
    ("new_crisis", 1, "new_crisis", 1, "working_hours", 0, "phone", "clinician"),
    ("new_crisis", 2, "new_crisis", 1, "working_days", 0, "", "clinician"),
    ("not_reached", 1, "attempt", 0, "elapsed_hours", 0, "phone", "peer"),
    ("not_reached", 2, "attempt", 24, "elapsed_hours", 4, "phone", "peer"),
    ("not_reached", 3, "attempt", 48, "elapsed_hours", 4, "in_person", "peer"),
    ("not_reached", 4, "attempt", 72, "elapsed_hours", 4, "phone", "peer"),
    ("not_reached", 5, "attempt", 168, "elapsed_hours", 4, "in_person", "peer"),
    ("not_reached", 6, "attempt", 336, "elapsed_hours", 4, "phone", "peer"),
    ("decide", 1, "decide", 1, "working_days", 0, "", "clinician"),
    ("engaged", 1, "check_in", 168, "elapsed_hours", 0, "phone", "peer"),
    ("engaged", 2, "check_in", 2, "working_days", 0, "phone", "peer"),
    ("referral_sent", 1, "confirm_connection", 2, "working_days", 0, "phone", "peer"),
    ("referral_sent", 2, "confirm_connection", 5, "working_days", 0, "phone", "clinician"),
    ("referral_sent", 3, "confirm_connection", 1, "working_days", 0, "phone", "clinician"),
    ("referral_accepted", 1, "confirm_connection", 168, "elapsed_hours", 0, "phone", "peer"),
    ("appointment", 1, "confirm_connection", -1, "working_days", 0, "phone", "peer"),
    ("appointment", 2, "confirm_connection", 1, "working_days", 0, "phone", "peer"),
    ("connected", 1, "connection_check", 168, "elapsed_hours", 0, "phone", "peer"),
    ("connected", 2, "connection_check", 720, "elapsed_hours", 0, "phone", "peer"),
]


def fill(apps, schema_editor):
    _programme.fill_lists(apps)
    step = apps.get_model("casework", "CadenceStep")
    fields = ("phase", "position", "kind", "after", "clock", "at_least", "channel", "half")
    step.objects.bulk_create(step(**dict(zip(fields, row, strict=True))) for row in CADENCE)


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_nobody_is_lost")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
