"""Two who work with the same people at the same moment wait for each other in a row, never in a ring."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from unittest.mock import patch

from django.db import transaction

from casework.actions import imports, texts
from casework.actions.asking import answer_about
from casework.actions.imports import Row, import_rows
from casework.actions.links import link_records
from casework.actions.matching import settle_same_id
from casework.actions.neighbors import Person, meet_neighbor
from casework.actions.texts import agree_to_texts, take_back_texts
from casework.models import AgreedHow, Case, Link, Neighbor, PossibleMatch, TextAgreement
from tests.attempts import at_once
from tests.cast import assemble
from tests.factories import CaseFactory, ContactPointFactory, EncounterDetailsFactory, NeighborFactory
from tests.times import MONDAY_9, TUESDAY_9

ANA, BRUNO = (
    Person(first_name=first, last_name=last, agency_person_id=number)
    for first, last, number in [("Ana", "Zumalacarregui", "1"), ("Bruno", "Kowalczyk", "2")]
)


@contextmanager
def meeting(place: Any, name: str, barrier: threading.Barrier) -> Iterator[None]:
    """Whoever comes to `place.name` waits a moment for others to come as far as they can."""
    whole = getattr(place, name)

    def late(*args: Any, **words: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            barrier.wait(0.5)
        return whole(*args, **words)

    with patch.object(place, name, late):
        yield


def test_texts_that_end_on_both_of_two_linked_records(commits: None) -> None:
    cast = assemble()
    cases = [CaseFactory(stage="outreach", team=team) for team in (cast.team, cast.other_team)]
    for case in cases:
        point = ContactPointFactory(neighbor=case.neighbor, text_ok="yes")
        agree_to_texts(
            case=case, contact_point=point, appointments=True, caring=False, how=AgreedHow.SPOKEN, by=case.team.peer,
            now=MONDAY_9,
        )  # fmt: skip
    link_records(first=cases[0].neighbor, second=cases[1].neighbor, why="same", by=None, now=MONDAY_9)

    def end(case: Case) -> Callable[[], object]:
        return lambda: take_back_texts(case=case, by=case.team.peer, now=TUESDAY_9)

    with meeting(texts, "keep_in_step", threading.Barrier(2)):
        ended = at_once(*map(end, cases))

    assert [type(one) for one in ended] == [TextAgreement, TextAgreement]
    assert not TextAgreement.objects.live().exists()


def test_an_answer_while_the_matcher_asks_the_same(commits: None) -> None:
    cast = assemble()
    first, second = (
        NeighborFactory(preferred_name="", first_name=told.first_name, last_name=told.last_name)
        for told in (ANA, BRUNO)
    )
    PossibleMatch.objects.create(first=first, second=second, score=0.5, reasons=[], found_at=MONDAY_9)
    holds, asked = threading.Event(), threading.Event()

    def matcher() -> None:
        with transaction.atomic():
            Neighbor.objects.hold_persons(first.pk, second.pk)
            holds.set()
            asked.wait(0.5)
            settle_same_id(neighbor=first, other=second, agency_id="Durham\n7", by=None, now=TUESDAY_9)

    def person() -> PossibleMatch:
        holds.wait(5)
        return answer_about(
            first=first, second=second, score=0.5, reasons=[], state="different", why="two", by=cast.mia, now=TUESDAY_9
        )

    settled, answered = at_once(matcher, person)

    assert (settled, answered.state) == (None, "different")


def test_an_import_that_tells_of_two_while_somebody_links_them(commits: None) -> None:
    cast = assemble()
    ana, bruno = (meet_neighbor(person=told, agency="Durham", by=None, now=MONDAY_9) for told in (ANA, BRUNO))
    rows = [
        Row(line, EncounterDetailsFactory(agency="Durham"), person=told) for line, told in enumerate((BRUNO, ANA), 1)
    ]
    began, linking = threading.Event(), threading.Event()
    whole = imports.record_encounter

    def late(**words: Any) -> Any:
        if began.is_set():
            linking.wait(0.5)
        recorded = whole(**words)
        began.set()
        return recorded

    def link() -> Link:
        began.wait(5)
        return link_records(first=ana, second=bruno, why="same", by=cast.mia, now=TUESDAY_9)

    with patch.object(imports, "record_encounter", late):
        tally, linked = at_once(lambda: import_rows(rows=rows, last_lines={}, by=None, now=TUESDAY_9), link)

    assert (tally.created, linked.pk) == (2, Link.objects.get().pk)
