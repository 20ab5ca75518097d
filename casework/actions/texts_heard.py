"""Who hears that a text waits for somebody who oversees: whoever may know whose it may be, and never nobody."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from casework.models import ContactPoint, ContactPointKind, InboundText, Neighbor
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.notify import outbox
from heart.notify.models import Message, Template


def tell_of_nobodys_text(text: InboundText, now: datetime) -> None:
    tell_supervisors(text, text.message_key, reverse("unknown-texts"), {}, now)


def tell_supervisors(text: InboundText, about: str, path: str, params: dict[str, object], now: datetime) -> None:
    """All of them, since all see intake and texts of nobody known; when there is none, the programme managers. Of a
    restricted neighbor, or from a number of one, those who are named."""
    active = User.objects.active().order_by("pk")
    told = [list(active.in_role(role)) for role in (Role.SUPERVISOR, Role.PROGRAMME_MANAGER)]
    knowing = [text.may_be_known_to(people) for people in told]
    people = next((people for people in knowing if people), [])
    outbox.tell(
        people, key=text.message_key, template=Template.NEW_TEXT, about=about, path=path, params=params, now=now
    )


def tell_who_may_know(records: Iterable[Neighbor], now: datetime) -> None:
    """After it changed who may know of these records: the news of a text of nobody known from a number of theirs
    rest for whoever may not read it, wake for whoever may again, and go to those who should have heard of it."""
    numbers = ContactPoint.objects.filter(kind=ContactPointKind.PHONE, neighbor__in=list(records)).values("value")
    for text in InboundText.objects.of_nobody_known().filter(number__in=numbers).order_by("pk"):
        news = Message.objects.about(text.message_key)
        knowing = text.may_be_known_to(User.objects.filter(pk__in=news.values("recipient")))
        outbox.rest(news.exclude(recipient__in=knowing))
        outbox.wake(news.filter(recipient__in=knowing))
        tell_of_nobodys_text(text, now)
