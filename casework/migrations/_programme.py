"""The programme as DOMAIN 1 and 4 describe it, as a database begins with it: for admins to change.

Shared by an original migration and the squashed one, and as fixed as they are: whatever changes is a new migration.
"""

from datetime import date, time

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
LADDER = [("owner", 0), ("other_half", 240), ("supervisor", 240), ("programme_manager", 480)]
WEEK, WORKING_WEEK = range(7), range(5)
# DOMAIN 1. Who works in the whole city; who goes where a weapon or violence was told of.
PILOTS = [("ccd", True, True), ("crt", False, False), ("cor", False, True)]
HOURS = [("ccd", WORKING_WEEK, 9, 17), ("crt", WEEK, 10, 21), ("cor", WORKING_WEEK, 9, 17)]
# Co-Response goes to these whatever was told; to all its other call types only at a higher risk.
AT_ANY_RISK = ["Attempted suicide", "Custody issue", "Involuntary commitment"]


def fill_lists(apps):
    def model(name):
        return apps.get_model("casework", name)

    beat, call_type, rung = model("Beat"), model("CallType"), model("LadderStep")
    beat.objects.bulk_create(beat(code=code, valid_from=SINCE) for code in BEATS)
    call_type.objects.bulk_create(
        call_type(pilot=pilot, name=name, valid_from=SINCE) for pilot, names in CALL_TYPES.items() for name in names
    )
    rung.objects.bulk_create(
        rung(position=n, rung=name, working_minutes=minutes) for n, (name, minutes) in enumerate(LADDER, start=1)
    )


def fill_pilots(apps, schema_editor):
    def rows(name):
        return apps.get_model("casework", name).objects

    def row(name, **told):
        return apps.get_model("casework", name)(valid_from=SINCE, **told)

    rows("PilotService").bulk_create(
        row("PilotService", pilot=pilot, everywhere=everywhere, weapons=weapons)
        for pilot, everywhere, weapons in PILOTS
    )
    rows("PilotHours").bulk_create(
        row("PilotHours", pilot=pilot, weekday=weekday, opens=time(opens), closes=time(closes))
        for pilot, weekdays, opens, closes in HOURS
        for weekday in weekdays
    )
    rows("CallType").filter(pilot="cor").exclude(name__in=AT_ANY_RISK).update(only_at_risk=True)
