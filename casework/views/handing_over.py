"""A caseload from one person to others, before leave or before leaving: the preview, and the button (DOMAIN 3)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from casework.actions.handing_over import Going, hand_over_all, preview
from casework.forms import HandOverForm
from casework.views.rows import why_of
from heart.accounts.calendar import rota_since
from heart.accounts.models import Team, User
from heart.accounts.signed_in import person
from heart.audit.record import record_each
from heart.lib import when
from heart.lib.posting import submitted
from heart.lib.remember import remembering


@dataclass(frozen=True)
class Line:
    case: int
    url: str
    what: str
    due: str
    late: bool
    to: str
    away: str


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """`?until=` a leave: only what is overdue or falls due up to that day; else everything, as for whoever leaves.
    `?to=` a person: whatever may go to them does."""
    user, now = person(request), timezone.now()
    theirs = get_object_or_404(User.objects.overseen_by(user), pk=pk)
    until, to = _day(request.GET.get("until", "")), _chosen(request.GET.get("to", ""))
    form = HandOverForm(request.POST or None)
    handed = submitted(form, lambda: _all(theirs, until, to, form, user))
    if handed is not None:
        for words in _said(handed, form.agreed()):
            messages.success(request, words)
        return redirect(request.get_full_path())
    with remembering():
        going = preview(theirs, by=user, until=until, to=to, now=now)
        options = _options(going, to, now)
    record_each("hand_over.read", subjects={g.follow_up.case_id: g.follow_up.case for g in going}.values(), by=user)
    context = {
        "form": form,
        "theirs": theirs,
        "until": when.day(until, "D j M Y") if until else "",
        "lines": [_line(one, now) for one in going],
        "takers": _takers(going),
        "until_day": until.isoformat() if until else "",
        "options": options,
        "shown": " ".join(f"{pk}:{to}" for pk, to in _pairs(going).items()),
        "teams": [] if until else _teams(theirs, user),
    }
    return render(request, "casework/hand_over.html", context, status=422 if form.errors else 200)


def _all(theirs: User, until: date | None, to: User | None, form: HandOverForm, user: User) -> list[Going]:
    return hand_over_all(person=theirs, until=until, to=to, why=form.cleaned_data["why"], by=user)


def _chosen(text: str) -> User | None:
    """Anything else means whoever is there."""
    return User.objects.active().filter(pk=text).first() if text.isdecimal() and len(text) < 9 else None


def _options(going: Sequence[Going], to: User | None, now: datetime) -> list[dict[str, Any]]:
    """Those of the teams of these cases: nobody else may open them."""
    presence = rota_since(timezone.localdate(now)).at(now)
    people = {person.pk: person for one in going for person in one.people}
    return [
        {"pk": person.pk, "name": _with(person.name, presence.absence(person.pk)), "chosen": person == to}
        for person in sorted(people.values(), key=lambda person: person.name)
    ]


def _with(name: str, absence: str) -> str:
    return f"{name} ({absence})" if absence else name


def _day(text: str) -> date | None:
    """What is no day, or the last one that there is, counts as none: the whole caseload is shown, and nothing is done
    before the button."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found != date.max else None


def _line(going: Going, now: datetime) -> Line:
    follow_up, to, away = going.follow_up, going.to, going.away
    return Line(
        case=follow_up.case_id,
        url=reverse("case", args=[follow_up.case_id]),
        what=why_of(follow_up),
        due=when.short(follow_up.due_at, now),
        late=follow_up.due_at < now,
        to=to.name if to else "",
        away=away.absence(to.pk) if to and away else "",
    )


def _takers(going: Sequence[Going]) -> str:
    """“4 to Ben, 1 to Sol (away until Fri 8 May)”."""
    counts = Counter(_with(one.to.name, one.away.absence(one.to.pk) if one.away else "") for one in going if one.to)
    said = (_("%(count)s to %(name)s") % {"count": count, "name": name} for name, count in counts.most_common())
    return ", ".join(said)


def _teams(theirs: User, user: User) -> list[dict[str, str]]:
    """Of which the person is part: somebody else is named there, by whoever may."""
    part = Q(peer=theirs) | Q(clinician=theirs) | Q(supervisor=theirs)
    found = Team.objects.visible_to(user).active().filter(part).order_by("name")
    may = user.has_perm("accounts.change_team")
    return [
        {"name": team.name, "url": reverse("admin:accounts_team_change", args=[team.pk]) if may else ""}
        for team in found
    ]


def _pairs(going: Sequence[Going]) -> dict[str, str]:
    return {str(one.follow_up.pk): str(one.to.pk) for one in going if one.to}


def _said(handed: Sequence[Going], agreed: Mapping[str, str]) -> list[str]:
    """What happened, and what is different from the preview that was agreed to."""
    if not handed:
        return [_("Nothing was left to hand over.")]
    words = ngettext("%(count)s follow-up handed over", "%(count)s follow-ups handed over", len(handed))
    said = f"{words % {'count': len(handed)}}: {_takers(handed)}."
    return [said, *_differences(_pairs(handed), agreed)] if agreed else [said]


def _differences(done: Mapping[str, str], agreed: Mapping[str, str]) -> list[str]:
    counts = {
        _("Since the preview, ended or with somebody else already: %(count)s."): len(agreed.keys() - done.keys()),
        _("Come since the preview, and handed over too: %(count)s."): len(done.keys() - agreed.keys()),
        _("To somebody else than in the preview: %(count)s."): sum(
            done[pk] != agreed[pk] for pk in done.keys() & agreed.keys()
        ),
    }
    return [words % {"count": count} for words, count in counts.items() if count]
