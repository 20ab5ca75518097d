"""The programme as DOMAIN 1 and 4 describe it, for admins to change: beats, call types, cadence, ladder."""

from datetime import date

from django.db import migrations

SINCE = date(2022, 6, 28)
BEATS = ["111", "112", "113", "114", "122", "214", "223", "411", "413", "511", "512", "513"]
CALL_TYPES = {
    "ccd": ["Suicide threat", "Mental health crisis", "Other behavioral health concern"],
    "crt": [
        "Suicide threat",
        "Mental health crisis",
        "Trespass",
        "Urgent welfare check",
        "Non-urgent welfare check",
        "Intoxicated person",
        "Panhandling",
        "Nuisance",
        "Prostitution",
        "Public indecency",
        "Lost person",
    ],
    "cor": [
        "Attempted suicide",
        "Custody issue",
        "Involuntary commitment",
        "Trespass",
        "Intoxicated person",
        "Panhandling or nuisance",
        "Indecency or lewdness",
        "Prostitution",
        "Physical or verbal disturbance",
        "Harassment",
        "Threat",
        "Reckless activity",
        "Abuse",
        "Domestic violence",
    ],
}
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
LADDER = [("owner", 0), ("other_half", 240), ("supervisor", 240), ("programme_manager", 480)]


def fill(apps, schema_editor):
    def model(name):
        return apps.get_model("casework", name)

    beat, call_type, step, rung = model("Beat"), model("CallType"), model("CadenceStep"), model("LadderStep")
    beat.objects.bulk_create(beat(code=code, valid_from=SINCE) for code in BEATS)
    call_type.objects.bulk_create(
        call_type(pilot=pilot, name=name, valid_from=SINCE) for pilot, names in CALL_TYPES.items() for name in names
    )
    fields = ("phase", "position", "kind", "after", "clock", "at_least", "channel", "half")
    step.objects.bulk_create(step(**dict(zip(fields, row, strict=True))) for row in CADENCE)
    rung.objects.bulk_create(
        rung(position=n, rung=name, working_minutes=minutes) for n, (name, minutes) in enumerate(LADDER, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_nobody_is_lost")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
