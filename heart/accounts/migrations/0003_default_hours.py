from datetime import date, time

import holidays
from django.db import migrations

# DOMAIN 1: care navigation works Monday to Friday, nine to five. HEART started on 28 June 2022.
SINCE = date(2022, 6, 28)
# A first list of closures for an admin to correct: the city decides, and libraries disagree about a quarter of them.
CLOSURE_YEARS = range(2022, 2032)


def fill(apps, schema_editor):
    hours = apps.get_model("accounts", "WorkingHours")
    closures = apps.get_model("accounts", "Closure")
    hours.objects.bulk_create(hours(weekday=day, opens=time(9), closes=time(17), valid_from=SINCE) for day in range(5))
    known = holidays.country_holidays("US", subdiv="NC", years=CLOSURE_YEARS)
    closures.objects.bulk_create(closures(date=day, name=name[:80]) for day, name in sorted(known.items()))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_hours_never_overlap")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
