"""Merges and splits that go round in rings, come out of order, or from two agencies with the same numbers: every
document is taken or refused with a reason, no incident is lost, and nothing goes round for ever."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.actions.documents import Outdated, Taken, take_document
from casework.interop.eido.mapping import EidoMapping
from casework.interop.eido.reading import read_document
from casework.interop.eido.strict_json import Refused
from casework.models import Case, EidoDocument, Encounter, IncidentBond, Neighbor
from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError, NotPossibleNow
from tests.eido import as_bytes, component, document, ref

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 14, 0, tzinfo=UTC)
WORDS = EidoMapping(follow_up={"refer": "yes"})


def take(agency, number, *merges, minute=20, wanted=False, world=True):
    """An agency's document of its incident of that number; `merges` are (kind, (agency, number)). Without `world` the
    identifier is the bare number."""
    names = [name(other, world) for _kind, other in merges]
    told = document(
        **{"$id": name((agency, number), world)},
        lastUpdateTimeStamp=f"2026-05-04T08:{minute:02}:00-04:00",
        updatedByAgencyReference=ref(agency),
        agencyComponent=[component(agency, agencyRoleDescriptionRegistryText=[], agencyType=["psap"])],
        incident={"internalIncidentId": str(number), "incidentTypeInternalText": "Refer" if wanted else "Trespass"},
        mergeComponent=[
            component(f"m{place}", incidentMergeDirectionCode=kind, incidentTrackingIdentifier=names[place])
            for place, (kind, _other) in enumerate(merges)
        ],
    )
    told["incidentComponent"]["$id"] = f"urn:component:{agency}:{number}"
    return take_document(told=read_document(as_bytes(told), WORDS).told, by=None, now=NOW)


def name(incident, world):
    return f"urn:{incident[0]}:{incident[1]}" if world else str(incident[1])


def incidents():
    return set(Encounter.objects.values_list("agency", "incident_number"))


def standing():
    return sorted(Encounter.objects.standing().values_list("agency", "incident_number"))


@pytest.mark.parametrize("world", [True, False])
def test_one_number_of_two_agencies_is_two_incidents(world):
    for agency in ("a.example", "b.example"):
        assert take(agency, 7, world=world).became == "created"
    assert standing() == [("a.example", "7"), ("b.example", "7")]


def test_an_agency_that_merges_by_its_bare_number_means_its_own():
    take("b.example", 7, world=False)
    take("a.example", 8, ("REPLACING", ("a.example", 7)), world=False)
    assert standing() == [("a.example", "8"), ("b.example", "7")]
    take("a.example", 7, world=False)
    assert standing() == [("a.example", "8"), ("b.example", "7")]


def test_an_agency_merges_anothers_incident_by_the_identifier_that_is_one_in_the_world():
    take("b.example", 7)
    take("a.example", 8, ("REPLACING", ("b.example", 7)))
    assert standing() == [("a.example", "8")]


@pytest.mark.parametrize("kind", ["REPLACING", "REPLACED"])
def test_each_in_the_others_place_the_second_is_refused(kind):
    take("a.example", 1)
    take("a.example", 2, (kind, ("a.example", 1)))
    with pytest.raises(NotPossibleNow):
        take("a.example", 1, (kind, ("a.example", 2)), minute=21)
    assert len(standing()) == 1


def test_a_ring_of_three_is_refused_where_it_closes():
    for number in (1, 2, 3):
        take("a.example", number)
    take("a.example", 1, ("REPLACED", ("a.example", 2)), minute=21)
    take("a.example", 2, ("REPLACED", ("a.example", 3)), minute=21)
    with pytest.raises(NotPossibleNow):
        take("a.example", 3, ("REPLACED", ("a.example", 1)), minute=21)
    assert standing() == [("a.example", "3")]


def test_a_ring_that_was_told_of_before_its_last_was_known_leaves_one_standing():
    take("a.example", 1, ("REPLACED", ("a.example", 2)))
    take("a.example", 2, ("REPLACED", ("a.example", 3)))
    take("a.example", 3, ("REPLACED", ("a.example", 1)))
    assert (len(incidents()), standing()) == (3, [("a.example", "2")])


def test_whoever_comes_between_two_that_contradict_each_other_goes_in():
    """1 says that 3 has its place, 2 says that it has 3's, and 1 has 2's: 3 is not to blame."""
    take("a.example", 1, ("REPLACED", ("a.example", 3)))
    take("a.example", 2, ("REPLACING", ("a.example", 3)), ("REPLACED", ("a.example", 1)))
    third = take("a.example", 3).encounter
    assert (len(incidents()), standing()) == (3, [("a.example", "3")])
    assert AuditEvent.objects.filter(event="encounter.bond_left", detail__incident=third.pk).count() == 1


def test_both_parts_of_a_split_name_the_other_as_the_whole():
    take("a.example", 1, ("SPLIT", ("a.example", 2)))
    take("a.example", 2, ("SPLIT", ("a.example", 1)))
    assert (len(incidents()), Encounter.objects.filter(split_from__isnull=False).count()) == (2, 1)


def test_a_replay_in_any_order_ends_the_same():
    told = [
        lambda: take("a.example", 1, minute=20),
        lambda: take("a.example", 2, ("REPLACING", ("a.example", 1)), minute=21),
        lambda: take("a.example", 2, ("REPLACING", ("a.example", 1)), minute=22),
    ]
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)):
        for number in (*order, *order):
            with suppress(Outdated):
                told[number]()
        assert (len(incidents()), standing()) == (2, [("a.example", "2")])
        forget()


def forget():
    IncidentBond.objects.all().delete()
    EidoDocument.objects.all().delete()
    Encounter.objects.update(replaced_by=None, split_from=None, case=None, follow_up_wanted="")
    Encounter.objects.all()._raw_delete("default")


AGAINST_ITSELF = {"An incident cannot be bound to itself.", "This says two different things of one incident."}
INCIDENTS = st.tuples(st.sampled_from(["a.example", "b.example"]), st.integers(1, 3))
TOLD = st.tuples(
    INCIDENTS,
    st.dictionaries(INCIDENTS, st.sampled_from(["REPLACING", "REPLACED", "SPLIT"]), max_size=2),
    st.integers(10, 50),
    st.booleans(),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TOLD, min_size=2, max_size=7), st.booleans())
def test_whatever_is_merged_in_whatever_order_nothing_is_lost_and_nothing_goes_round(told, world):
    forget()
    expected = set()
    for incident, merges, minute, wanted in told:
        try:
            taken = take(
                *incident, *((kind, other) for other, kind in merges.items()), minute=minute, wanted=wanted, world=world
            )
        except Refused as error:
            assert {problem.reason for problem in error.problems} <= AGAINST_ITSELF
        except DomainError as error:
            assert error.field in ("updated_at", "mergeComponent")
        else:
            assert isinstance(taken, Taken)
            expected.add((taken.encounter.agency, taken.encounter.incident_number))
    assert incidents() == expected
    for encounter in Encounter.objects.all():
        steps = 0
        while encounter.replaced_by is not None:
            encounter, steps = encounter.replaced_by, steps + 1
            assert steps <= len(expected)
    assert bool(standing()) == bool(expected)
    assert Case.objects.without_next_step().count() == 0
    asked = [one for one in Encounter.objects.filter(follow_up_wanted="yes") if one.case is None]
    assert (asked, Neighbor.objects.filter(cases__status="closed").count()) == ([], 0)
