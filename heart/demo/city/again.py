"""Two neighbors met again this morning and written down in another way: of one a supervisor is asked whether we know
them, the other is linked already."""

from collections.abc import Iterator
from datetime import timedelta

from casework.actions.encounters import record_encounter
from casework.actions.matching import decide_match
from casework.actions.neighbors import Person
from casework.models import Case, MatchState, Neighbor, Outcome, Pilot, PossibleMatch, Source
from heart.demo.city import responders
from heart.demo.city.staff import FIRST_TEAM
from heart.demo.city.texts import one_of
from heart.demo.city.town import Town

MET_AGO, LINKED_AGO = timedelta(minutes=95), timedelta(minutes=40)


def meet_again(town: Town) -> None:
    for case, is_linked in zip(_well_known(town), (False, True), strict=False):
        record = _meet(town, case.neighbor)
        if is_linked:
            why, at = one_of(town.dice, "encounters", "linked"), town.days.end - LINKED_AGO
            supervisor = case.team.supervisor  # type: ignore[union-attr]
            match = PossibleMatch.objects.waiting().about(record).get(first=case.neighbor)
            decide_match(match=match, state=MatchState.LINKED, why=why, by=supervisor, now=at)


def _well_known(town: Town) -> Iterator[Case]:
    """Of the team that one signs in as, with a name and a birth date to be mistaken."""
    cases = Case.objects.working().filter(
        neighbor__in=town.by_neighbor, team__name=FIRST_TEAM, reached_at__isnull=False
    )
    named = cases.filter(neighbor__birth_date__isnull=False).exclude(neighbor__last_name="")
    yield from named.select_related("neighbor", "team__supervisor").order_by("opened_at", "pk")


def _meet(town: Town, neighbor: Neighbor) -> Neighbor:
    at = town.days.end - MET_AGO
    person = Person(
        first_name=neighbor.first_name,
        last_name=_misheard(neighbor.last_name),
        birth_date=neighbor.birth_date,
        language=neighbor.language,
    )
    called = at - timedelta(minutes=35)
    told = responders.details(town, town.dice, Pilot.CRT, called, at, Outcome.RESOLVED_ON_SCENE, True, "")
    by = town.staff.responders[Pilot.CRT][0]
    met = record_encounter(details=told, person=person, by=by, source=Source.RESPONDER, now=at).encounter.neighbor
    assert met is not None  # noqa: S101 - a person was told of
    return met


def _misheard(name: str) -> str:
    """A letter that is not heard."""
    middle = len(name) // 2
    return name[:middle] + name[middle + 1 :] if len(name) > 4 else name + "e"
