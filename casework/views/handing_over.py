"""A caseload from one person to others, before leave or before leaving: the preview, and the button (DOMAIN 3)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
from heart.accounts.models import Team, User
from heart.accounts.signed_in import person
from heart.audit.record import record_each
from heart.lib import when
from heart.lib.posting import submitted


@dataclass(frozen=True)
class Line:
    case: int
    url: str
    what: str
    due: str
    late: bool
    to: str


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """`?until=` a leave: only what is overdue or falls due up to that day; else everything, as for whoever leaves."""
    user, now = person(request), timezone.now()
    theirs = get_object_or_404(User.objects.overseen_by(user), pk=pk)
    until = _day(request.GET.get("until", ""))
    form = HandOverForm(request.POST or None)
    handed = submitted(form, lambda: _all(theirs, until, form, user))
    if handed is not None:
        for words in _said(handed, form.agreed()):
            messages.success(request, words)
        return redirect(request.get_full_path())
    going = preview(theirs, by=user, until=until, now=now)
    record_each("hand_over.read", subjects={g.follow_up.case_id: g.follow_up.case for g in going}.values(), by=user)
    context = {
        "form": form,
        "theirs": theirs,
        "until": when.day(until, "D j M Y") if until else "",
        "lines": [_line(one, now) for one in going],
        "takers": _takers(going),
        "shown": " ".join(f"{pk}:{to}" for pk, to in _pairs(going).items()),
        "teams": [] if until else _teams(theirs, user),
    }
    return render(request, "casework/hand_over.html", context, status=422 if form.errors else 200)


def _all(theirs: User, until: date | None, form: HandOverForm, user: User) -> list[Going]:
    return hand_over_all(person=theirs, until=until, why=form.cleaned_data["why"], by=user)


def _day(text: str) -> date | None:
    """What is no day counts as none: the whole caseload is shown, and nothing is done before the button."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _line(going: Going, now: datetime) -> Line:
    follow_up, to = going
    return Line(
        case=follow_up.case_id,
        url=reverse("case", args=[follow_up.case_id]),
        what=why_of(follow_up),
        due=when.short(follow_up.due_at, now),
        late=follow_up.due_at < now,
        to=to.name if to else "",
    )


def _takers(going: Sequence[Going]) -> str:
    """“4 to Ben, 1 to Sol”."""
    counts = Counter(one.to.name for one in going if one.to)
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
