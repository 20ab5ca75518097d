"""What became of the record of a case: who named it, linked and parted it, and who may see it. Lines of the timeline."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from casework.models import Case, Link, Neighbor, Restriction
from heart.accounts.models import User
from heart.lib.actions import said


@dataclass(frozen=True)
class Item:
    """See templates/components/timeline_item.html."""

    kind: str
    at: datetime
    title: str
    icon: str
    by: str = ""
    meta: str = ""
    body: str = ""
    url: str = ""
    flag: str = ""
    tone: str = ""
    minor: bool = False
    source: str = ""
    aside: str = ""
    answers: Sequence[str] = ()


def told_by(event: Any, people: dict[int, str]) -> tuple[datetime, str]:
    """When it was and who did it, as the action said; else when the row was written."""
    told = said(event)
    return told.at, people.get(told.by or 0, "")


def changes_of_record(case: Case, people: dict[int, str], reader: User) -> Iterator[Item]:
    """As long as this case was open. Nothing of a record that is hidden from the reader."""
    found = [
        *_links(case.neighbor, people, reader),
        *_names(case.neighbor, people),
        *_restrictions(case.neighbor, people, reader),
    ]
    yield from (item for item in found if case.opened_at <= item.at <= (case.closed_at or item.at))


def _links(neighbor: Neighbor, people: dict[int, str], reader: User) -> Iterator[Item]:
    """Of what was parted again: only to who may see both."""
    links = list(Link.objects.visible_to(reader).of_person(neighbor).order_by("pk"))
    ends = {pk for link in links if link.ended_at for pk in (link.first_id, link.second_id)}
    seen = set(Neighbor.objects.visible_to(reader).filter(pk__in=ends).values_list("pk", flat=True)) if ends else set()
    for link in links:
        if link.ended_at and not {link.first_id, link.second_id} <= seen:
            continue
        words = {"one": link.first_id, "other": link.second_id}
        by = people.get(link.made_by_id or 0, "") or _("the records themselves: a sure match")
        yield _changed(link.made_at, _("Records %(one)s and %(other)s linked") % words, by, link.why)
        if link.ended_at:
            title = _("Records %(one)s and %(other)s parted again") % words
            yield _changed(link.ended_at, title, people.get(link.ended_by_id or 0, ""), link.ended_why)


def _names(neighbor: Any, people: dict[int, str]) -> Iterator[Item]:
    """From the history: each time the name on the page became another."""
    before = ""
    for event in neighbor.events.select_related("pgh_context").order_by("pgh_id"):
        name = _shown_name(event)
        if before and name != before:
            at, by = told_by(event, people)
            title = _("Named %(name)s, until then: %(before)s") % {"name": name, "before": before}
            yield _changed(at, title, by)
        before = name


def _shown_name(event: Any) -> str:
    return Neighbor.display_name.fget(event)  # type: ignore[attr-defined]


def _restrictions(neighbor: Neighbor, people: dict[int, str], reader: User) -> Iterator[Item]:
    """One that has ended is told to who oversees, without its reason."""
    of_person = Restriction.objects.visible_to(reader).filter(neighbor__person_number=neighbor.person_number)
    for one in of_person.order_by("pk") if reader.is_overseer else of_person.standing():
        why = "" if one.ended_at else str(one.get_why_display())
        yield _changed(one.since, _("Restricted: only those named see it"), people.get(one.by_id, ""), why)
        if one.ended_at:
            yield _changed(one.ended_at, _("Restriction ended"), people.get(one.ended_by_id or 0, ""))


def _changed(at: datetime, title: str, by: str, why: str = "") -> Item:
    return Item(kind="changes", at=at, title=title, icon="flag", by=by, body=why, minor=True)
