"""Texts with neighbors: who agreed to them, who wrote this morning, and one that may not have arrived."""

from collections.abc import Iterator
from datetime import timedelta

from casework.actions import texts
from casework.actions.inbound_texts import receive_text
from casework.models import AgreedHow, Case, ContactPoint
from casework.states import CaseStatus
from heart.demo.city.staff import FIRST_TEAM, SPANISH_TEAM
from heart.demo.city.texts import one_of
from heart.demo.city.town import Town
from heart.notify import outbox
from heart.notify.channels.incoming import Incoming
from heart.notify.models import Delivery, Message, Template

AGREE = 0.6
WROTE_AGO = timedelta(minutes=25)
# Nobody of the city has this number.
UNKNOWN = "+19845550199"


def agree(town: Town) -> None:
    """Some of those who may be texted, in the days since they were reached."""
    for case, point in _textable(town):
        life = town.by_neighbor[case.neighbor_id]
        if life.dice.random() < AGREE:
            texts.agree_to_texts(
                case=case,
                contact_point=point,
                appointments=True,
                caring=life.dice.random() < 0.5,
                how=AgreedHow.SPOKEN,
                by=town.peer(case),
                now=max(case.phase_started_at, town.days.end - timedelta(days=5)),
            )


def come_in(town: Town) -> None:
    """One neighbor of each of the two teams that one signs in as wrote; so did somebody whom nobody knows."""
    at, words = town.days.end - WROTE_AGO, {"en": "en", "es": "es"}
    for team in (FIRST_TEAM, SPANISH_TEAM):
        for case, point in list(_textable(town, team))[:1]:
            language = words.get(case.neighbor.language, "en")
            body = one_of(town.dice, "texts", language)
            receive_text(incoming=Incoming(f"made-up-{team}", point.value, body), now=at)
    receive_text(incoming=Incoming("made-up-unknown", UNKNOWN, one_of(town.dice, "texts", "unknown")), now=at)


def go_astray(town: Town) -> None:
    """The provider did not say what became of one text; somebody has to tell the neighbor."""
    for case, point in list(_textable(town))[-1:]:
        key, now = f"made-up-astray:{case.pk}", town.days.end - WROTE_AGO
        about = texts.about(case.neighbor_id)
        text = outbox.to_neighbor(
            point.value, case.neighbor.language, key=key, template=Template.CARING, about=about, params={}, now=now
        )
        outbox.put_out([text])
        Message.objects.filter(key=key).update(delivery=Delivery.UNCLEAR, problem="ReadTimeout")
        texts.follow_up_on_undelivered(now=now)


def _textable(town: Town, team: str = "") -> Iterator[tuple[Case, ContactPoint]]:
    """Engaged neighbors of this part of the city with a number at which a text is safe, each with that number."""
    cases = Case.objects.filter(status=CaseStatus.ENGAGED, neighbor__in=town.by_neighbor).order_by("pk")
    if team:
        cases = cases.filter(team__name=team)
    for case in cases.select_related("neighbor", "team").prefetch_related("neighbor__contact_points"):
        safe = [point for point in case.neighbor.contact_points.all() if texts.may_text(point)]
        if safe and not case.neighbor.domestic_violence:
            yield case, safe[0]
