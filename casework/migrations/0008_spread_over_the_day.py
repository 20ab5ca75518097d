"""The first version, as DOMAIN 4 asks: the later attempts at another time of day than the earlier ones, and an engaged
neighbor who does not answer four times in a row leads to a decision. What was changed by hand stays."""

from django.db import migrations


def spread(apps, schema_editor):
    step = apps.get_model("casework", "CadenceStep")
    first = apps.get_model("casework", "CadencePolicy").objects.get(version=1)
    attempts = step.objects.filter(policy=first, phase="not_reached", position__in=(3, 4, 5, 6), part_of_day="")
    attempts.update(part_of_day="other")
    again = {"kind": "check_in", "after": 2, "clock": "working_days", "channel": "phone", "half": "peer"}
    for position in (3, 4):
        step.objects.get_or_create(policy=first, phase="engaged", position=position, defaults=again)


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_snoozing_is_history")]
    operations = [migrations.RunPython(spread, migrations.RunPython.noop)]
