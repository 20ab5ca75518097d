"""Which records are linked with the one of a case, where the case goes on, and parting them again."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from casework import access
from casework.actions.links import unlink_records
from casework.forms import WhyForm
from casework.models import Case, Encounter, FollowUpWanted, Link, Neighbor, PossibleMatch
from casework.views.person import OnePerson, one_person, record_word
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record_each
from heart.lib import when
from heart.lib.posting import submitted


def linked_records(who: OnePerson, case: Case, user: User, now: datetime) -> dict[str, Any]:
    """For the case page: `links`, `rests` (a sentence and where to go), `carries` and `matches` (how many wait). Four
    queries, however many records."""
    links = Link.objects.visible_to(user).standing().of_person(who.record).select_related("made_by")
    mine = set(Neighbor.objects.visible_to(user).of_persons([who.record]).values_list("pk", flat=True))
    records = {record.pk: record for record in who.records}
    return {
        "links": [
            _line(link, records, who, _may_part(user, link, mine), now) for link in links.order_by("made_at", "pk")
        ],
        "carries": [_carried(c) for r in who.records for c in r.cases.all() if c.rests and c.goes_on_in_id == case.pk],
        "rests": _rests(case, who, user) if case.rests else None,
        "matches": _may_be(who, user),
    }


def _may_be(who: OnePerson, user: User) -> dict[str, str]:
    """Persons of whom this one may be, and where it is decided; the only one at once."""
    waiting = PossibleMatch.objects.visible_to(user).waiting().about(who.record)
    found = list(waiting.values_list("pk", "first__person_number", "second__person_number"))
    others = {first if first != who.record.person_number else second for _pk, first, second in found}
    if not others:
        return {}
    words = ngettext("One other may be the same person.", "%(count)s others may be the same person.", len(others))
    url = reverse("match", args=[found[0][0]]) if len(others) == 1 else reverse("matches")
    return {"text": words % {"count": len(others)}, "url": url}


def _may_part(user: User, link: Link, mine: set[int]) -> bool:
    """As access.can_link, of several links at once."""
    seen = {link.first_id, link.second_id} & mine
    return bool(seen) if user.is_overseer else len(seen) == 2


def _line(link: Link, records: dict[int, Neighbor], who: OnePerson, may_part: bool, now: datetime) -> dict[str, Any]:
    pair = [records[pk] for pk in (link.first_id, link.second_id) if pk in records]
    others = [record for record in pair if record.pk != who.record.pk] if who.record in pair else pair
    by = link.made_by.name if link.made_by else _("the records themselves: a sure match")
    return {
        "title": " = ".join(f"{record.display_name} ({record_word(record)})" for record in others),
        "since": _("since %(day)s, by %(name)s") % {"day": when.day(link.made_at), "name": by},
        "why": link.why,
        "url": reverse("unlink", args=[link.pk]) if may_part else "",
    }


def _carried(case: Case) -> str:
    words: dict[str, Any] = {"case": case.pk, "record": case.neighbor_id}
    if case.team is None:
        return _("Case %(case)s of record %(record)s rests in this one; no team had it.") % words
    words |= {"team": case.team.name}
    return _("Case %(case)s of record %(record)s, with %(team)s, rests in this one.") % words


def _rests(case: Case, who: OnePerson, user: User) -> dict[str, str]:
    """Where the neighbor is looked after now, and what goes on here all the same."""
    cases = [c for record in who.records for c in record.cases.all()]
    goes_on: Any = next((c for c in cases if c.is_open and not c.rests), case.goes_on_in)
    seen = Case.objects.visible_to(user).filter(pk=goes_on.pk).exists()
    team = goes_on.team.name if goes_on.team else _("no team yet")
    return {
        "text": _("This case rests: it goes on as case %(case)s, with %(team)s, since both records are one person.")
        % {"case": goes_on.pk, "team": team},
        "url": reverse("case", args=[goes_on.pk]) if seen else "",
        "runs": _runs(case),
    }


def _runs(case: Case) -> str:
    still = case.follow_ups.open()
    resting, running = (list(still.filter(rests=rests)) for rests in (True, False))
    said = ngettext(
        "%(count)s promise rests with it, and wakes if the records are unlinked.",
        "%(count)s promises rest with it, and wake if the records are unlinked.",
        len(resting),
    ) % {"count": len(resting)}
    if not running:
        return said
    goes_on = ngettext(
        "%(count)s that waits for a provider, an appointment or a check goes on here with its owner.",
        "%(count)s that wait for a provider, an appointment or a check go on here with their owner.",
        len(running),
    ) % {"count": len(running)}
    return f"{said} {goes_on}"


@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """They are two people after all: what that does, in plain words, then a reason."""
    user, now = person(request), timezone.now()
    links = Link.objects.visible_to(user).standing().select_related("first", "second", "made_by")
    link = get_object_or_404(links, pk=pk)
    if not access.can_link(user, link.first, link.second):
        raise PermissionDenied
    form = WhyForm(request.POST or None, label=_("Why are these two people?"))
    who = one_person(link.first)
    back = _case_of(who, user)
    parted = submitted(form, lambda: unlink_records(link=link, why=form.cleaned_data["why"], by=user))
    if parted:
        messages.success(request, _("The records are two people again, each as it was."))
        return redirect(back)
    record_each("link.read", subjects=[link.first, link.second], by=user, at=now)
    context = {
        "form": form,
        "link": link,
        "first": {"name": link.first.display_name, "record": record_word(link.first)},
        "second": {"name": link.second.display_name, "record": record_word(link.second)},
        "since": when.day(link.made_at),
        "effects": list(_effects(who, link, user)),
        "cancel_url": back,
    }
    return render(request, "casework/unlink.html", context, status=422 if form.errors else 200)


def _case_of(who: OnePerson, user: User) -> str:
    """The case to come back to: one that goes on before one that rests, an open one before a closed one."""
    seen = list(Case.objects.visible_to(user).of_person(who.record))
    if not seen:
        return reverse("matches")
    best = min(seen, key=lambda c: (c.rests, not c.is_open, -c.pk))
    return reverse("case", args=[best.pk])


def _effects(who: OnePerson, link: Link, user: User) -> Iterator[str]:
    """What parting them does. The cases that rest are those of all records of the person: parting may wake them."""
    resting: list[Any] = [c for record in who.records for c in record.cases.all() if c.rests]
    if len(who.records) > 2:
        yield _("The other linked records stay with the one of the two that they are linked with.")
    for case in resting:
        words = {"case": case.pk, "team": case.team.name if case.team else _("intake"), "count": case.resting}
        yield (
            ngettext(
                "Case %(case)s wakes with %(team)s, and its %(count)s promise with it; if it fell due meanwhile, its owner is reminded at once.",
                "Case %(case)s wakes with %(team)s, and its %(count)s promises with it; of what fell due meanwhile the owners are reminded at once.",
                case.resting,
            )
            % words
        )
    taken_along = list(_taken_along(who, link, user))
    yield from taken_along
    if not (resting or taken_along):
        yield _("No case rests because of this link: nobody's work changes.")
    yield _("Names, numbers, warnings and encounters of each record are shown with that record only.")
    yield _("Nothing is deleted, and the records can be linked again.")


def _taken_along(who: OnePerson, link: Link, user: User) -> Iterator[str]:
    """What joined a case of the other while they were one (casework.actions.parting)."""
    sides = link.sides(who.records)
    for here, there in (sides, sides[::-1]):
        strayed = Encounter.objects.visible_to(user).strayed(here, there)
        count = strayed.count()
        if not count:
            continue
        names = ", ".join(record.display_name for record in here)
        yield ngettext(
            "%(count)s encounter of %(names)s that joined a case of the other goes with it.",
            "%(count)s encounters of %(names)s that joined a case of the other go with it.",
            count,
        ) % {"count": count, "names": names}
        if strayed.filter(follow_up_wanted=FollowUpWanted.YES).exists() and not any(
            case.is_open for record in here for case in record.cases.all()
        ):
            yield _("%(names)s gets a case, so that somebody follows up.") % {"names": names}
