"""Incident numbers, agencies and agencies' person numbers become as they are kept from now on. Where nothing of one can be
seen, or another record has the same then, the record's own number is put behind it: nothing is lost or taken for one, and
whoever reads it sees that two were."""

from typing import Any

from django.db import migrations
from django.db.models import Q

from heart.lib.identifiers import NOT_PLAIN, plain_identifier

# Letters may have to be composed; which, the database is not asked.
PERHAPS = rf"{NOT_PLAIN}|[^\u0001-\u007f]"
LONGEST = 60


def make_plain(apps: Any, schema_editor: Any) -> None:
    for name, column in (("Encounter", "incident_number"), ("AgencyPerson", "person_id")):
        model = apps.get_model("casework", name)
        odd = model.objects.filter(Q(agency__regex=PERHAPS) | Q(**{f"{column}__regex": PERHAPS}))
        for row in odd.order_by("pk").only("agency", column):
            _make_plain(row, column)


def _make_plain(row: Any, column: str) -> None:
    agency = plain_identifier(row.agency)[:LONGEST].strip() or "?"
    number = plain_identifier(getattr(row, column))[:LONGEST].strip()
    others = type(row).objects.exclude(pk=row.pk)
    if not number or others.filter(agency=agency, **{column: number}).exists():
        mark = f"(record {row.pk})"
        number = f"{number[: LONGEST - len(mark) - 1].strip()} {mark}".strip()
    if (agency, number) != (row.agency, getattr(row, column)):
        row.agency = agency
        setattr(row, column, number)
        row.save(update_fields=["agency", column])


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0028_not_emptied"),
    ]

    operations = [migrations.RunPython(make_plain, migrations.RunPython.noop)]
