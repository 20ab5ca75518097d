"""The database keeps only plain identifiers, and what it had before became plain without anything being lost."""

from importlib import import_module

import pytest
from django.apps import apps

from casework.models import AgencyPerson, Encounter
from tests.attempts import refused, sql
from tests.factories import EncounterFactory, NeighborFactory

ODD = [
    "",
    " ",
    "G1 ",
    " G1",
    "G  1",
    "G1\u200b",
    "\u202eG1",
    "G\u00ad1",
    "G\u00a01",
    "G\t1",
    "G1\n",
    "\ufeff",
    "G\U000e00411",
]
MAKE_PLAIN = import_module("casework.migrations.0029_plain_identifiers").make_plain


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("column", ["agency", "incident_number"])
def test_of_an_incident(db, column: str, odd: str) -> None:
    EncounterFactory()
    statement = f"UPDATE casework_encounter SET {column} = %s"
    assert refused(lambda: sql(statement, odd)) == "encounter_plainly_named"
    assert refused(lambda: sql(statement, "G-1 ñ № 007")) == ""


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("column", ["agency", "person_id"])
def test_of_a_person(db, column: str, odd: str) -> None:
    AgencyPerson.objects.create(neighbor=NeighborFactory(), agency="Durham", person_id="P")
    statement = f"UPDATE casework_agencyperson SET {column} = %s"
    assert refused(lambda: sql(statement, odd)) == "agency_person_plain"
    assert refused(lambda: sql(statement, "G-1 ñ № 007")) == ""


def test_what_was_there_before_becomes_plain(db) -> None:
    sql("ALTER TABLE casework_encounter DROP CONSTRAINT encounter_plainly_named")
    told = ["G1\u200b", "G1", "G\u00a02", "\u200b", "N\u0303", "ok", "long" * 13 + "\u200b" * 8, "long" * 13]
    for number in told:
        one = EncounterFactory(incident_number="being met")
        Encounter.objects.filter(pk=one.pk).update(incident_number=number)
    MAKE_PLAIN(apps, None)
    MAKE_PLAIN(apps, None)

    first, _second, _third, unseen, _fifth, _sixth, long, _eighth = Encounter.objects.order_by("pk")
    assert list(Encounter.objects.order_by("pk").values_list("incident_number", flat=True)) == [
        f"G1 (record {first.pk})", "G1", "G 2", f"(record {unseen.pk})", "\u00d1", "ok",
        f"{'long' * 13}"[: 60 - len(f" (record {long.pk})")] + f" (record {long.pk})", "long" * 13,
    ]  # fmt: skip


def test_of_a_person_too(db) -> None:
    sql("ALTER TABLE casework_agencyperson DROP CONSTRAINT agency_person_plain")
    told = [("Durham", "P"), ("Durham\u200b", "P"), ("Durham\u00a0", "Q "), (" ", "R")]
    made = [AgencyPerson.objects.create(neighbor=NeighborFactory(), agency=a, person_id=number) for a, number in told]
    MAKE_PLAIN(apps, None)
    assert list(AgencyPerson.objects.order_by("pk").values_list("agency", "person_id")) == [
        ("Durham", "P"), ("Durham", f"P (record {made[1].pk})"), ("Durham", "Q"), ("?", "R"),
    ]  # fmt: skip
