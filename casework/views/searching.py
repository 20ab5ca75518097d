"""Search: a page, and while one types its list alone. Always POST: what was typed is in no address and no log."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework import access
from casework.forms import SearchForm
from casework.matching.searching import Person, Results, cases_to_ask_about
from casework.matching.searching import search as look_for
from casework.models import Case, Encounter, Neighbor
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.accounts.signed_in import person
from heart.audit.models import AuditEvent
from heart.audit.record import record, record_each
from heart.lib import when
from heart.lib.clock import ZONE
from heart.lib.pages import is_part

# So often in an hour somebody is told that there is a record elsewhere: who asks more often is trying names.
TOLD_AT_MOST = 20
TOLD = "search.told_whom_to_ask"
MOST_REASONS = 3


@dataclass(frozen=True)
class Line:
    """`known_as`: other names of the person, and of the linked record that was found instead of the one shown."""

    name: str
    url: str
    what: str = ""
    known_as: str = ""
    why: list[str] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    user, now = person(request), timezone.now()
    if not access.can_search(user):
        raise PermissionDenied
    form = SearchForm(request.POST or None)
    context = {"form": form, **found(user, form, now)}
    template = "casework/_found.html" if is_part(request) else "casework/search.html"
    return render(request, template, context, status=422 if form.errors else 200)


def found(user: User, form: SearchForm, now: datetime, opens: Callable[[Person], str] | None = None) -> dict[str, Any]:
    """What `casework/_found.html` shows of a search, written down as read. `opens` is the address behind a person, ""
    of who is not listed."""
    results = Results()
    if form.is_valid():
        results = look_for(user, form.cleaned_data["q"], today=timezone.localdate(now, ZONE))
    ask = _whom_to_ask(user, results.elsewhere, now)
    if results.asked:
        _write_down(user, results, now)
    lines = [line for line in _lines(results, now, opens or _url) if line.url]
    return {"lines": lines, "ask": ask, "asked": results.asked, "too_short": form.is_valid() and not results.asked}


def _write_down(user: User, results: Results, now: datetime) -> None:
    """That was searched, and whom the list shows; not what was typed."""
    shown: list[Neighbor | Encounter] = [one.record for one in results.persons]
    shown += results.encounters
    record("search.done", subject=None, by=user, at=now, found=len(shown))
    record_each("search.shown", subjects=shown, by=user, at=now)


def _lines(results: Results, now: datetime, opens: Callable[[Person], str]) -> list[Line]:
    persons = [_line(one, opens(one)) for one in results.persons]
    return persons + [_met(encounter, now) for encounter in results.encounters]


def _line(one: Person, url: str) -> Line:
    name = one.record.display_name if one.record.is_named else one.matched.display_name
    return Line(name=name, url=url, what=_what(one), known_as=", ".join(_other_names(one, name)), why=_why(one))


def _url(one: Person) -> str:
    """The case; without one only a programme manager sees the record, in Django admin."""
    if one.case:
        return reverse("case", args=[one.case.pk])
    return reverse("admin:casework_neighbor_change", args=[one.record.pk])


def _what(one: Person) -> str:
    if one.case is None:
        return _("No case")
    said = [one.case.get_status_display(), one.case.team.name if one.case.team else "", _("Case %s") % one.case.pk]
    return " · ".join(filter(None, map(str, said)))


def _other_names(one: Person, name: str) -> Iterable[str]:
    record = one.matched
    names = [record.display_name, f"{record.first_name} {record.last_name}".strip()]
    names += [other.name for other in record.also_known_as.all()]
    return dict.fromkeys(other for other in names if other and other != name)


def _why(one: Person) -> list[str]:
    said = []
    if one.encounter:
        said.append(_("Incident %(number)s") % {"number": one.encounter.incident_number})
    if one.by_caller:
        said.append(_("Called about them from this number"))
    if one.by_last_four:
        said.append(_("A number of theirs ends so"))
    if one.found:
        best = sorted((r for r in one.found.reasons if r.weight > 0), key=lambda reason: -reason.weight)
        said += [reason.in_words() for reason in best[:MOST_REASONS]]
    if one.matched.pk != one.record.pk:
        said.append(_("Found on a linked record"))
    return said or [_("Fits the description")]


def _met(encounter: Encounter, now: datetime) -> Line:
    """A responder's own: that it was recorded, and whom it was about."""
    name = encounter.who or _("Nobody named")
    at = when.short(encounter.received_at, now)
    return Line(name=name, url=reverse("encounters"), what=f"{encounter.incident_number} · {at}")


# -- What one does not see -------------------------------------------------------------------------------------------


def _whom_to_ask(user: User, elsewhere: Sequence[Neighbor], now: datetime) -> list[str]:
    """A sentence for each team that has one. It is on record who was told so about whom."""
    lately = AuditEvent.objects.filter(actor_id=user.pk, event=TOLD, at__gt=now - timedelta(hours=1)).count()
    told = elsewhere[: max(TOLD_AT_MOST - lately, 0)]
    if not told:
        return []
    record_each(TOLD, subjects=told, by=user, at=now)
    cases = cases_to_ask_about(told)
    return list(dict.fromkeys(_whom_to_ask_about(cases.get(neighbor.person_number)) for neighbor in told))


def _whom_to_ask_about(case: Case | None) -> str:
    """No name, and no more than a colleague would say."""
    if case and case.team:
        words = {"team": case.team.name, "name": case.team.supervisor.name}
        return _("There is a record with the team %(team)s. Ask %(name)s (supervisor).") % words
    if case:
        return _("There is a record that waits for a team. Ask a supervisor.")
    managers = User.objects.active().in_role(Role.PROGRAMME_MANAGER).order_by("name")
    names = ", ".join(managers.values_list("name", flat=True)[:3])
    return _("There is a record without a case. Ask %(names)s (programme manager).") % {"names": names}
