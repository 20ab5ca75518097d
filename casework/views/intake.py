"""Intake: cases that wait for a team, and who has room for them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework import access
from casework.actions.cases import assign_case
from casework.familiar import times_each
from casework.forms import AssignForm
from casework.models import Case, Encounter, FollowUp, PossibleMatch
from casework.views.familiar import familiar_of, familiar_words
from casework.views.matches import candidates_for, met_with
from casework.views.person import OnePerson, dials, facts_of
from casework.views.rows import language_word, promise_clock
from heart.accounts.calendar import working_calendar
from heart.accounts.models import Team, TeamQuerySet, TimeOff, User
from heart.accounts.signed_in import person
from heart.audit.record import record, record_each
from heart.lib.clock import ZONE
from heart.lib.pages import page_of
from heart.lib.posting import submitted


@require_safe
def intake(request: HttpRequest) -> HttpResponse:
    """Those in time first, the soonest deadline on top: nobody is missed behind calls that came too late."""
    user, now = person(request), timezone.now()
    if not access.can_assign(user):
        raise PermissionDenied
    waiting = Case.objects.visible_to(user).in_intake()
    rows = waiting.those_in_time_first(now).select_related("neighbor").prefetch_related("encounters")
    page, over = page_of(request, rows), waiting.past_48_hours(now).count()
    record_each("intake.read", subjects=page.object_list, by=user, at=now)
    calendar, asked = working_calendar(), _waiting_matches(user)
    may_be = Counter(number for pair in asked for number in pair)
    times = times_each((case.neighbor for case in page.object_list), day=timezone.localdate(now, ZONE))
    lines = [
        {
            "case": case,
            "clock": promise_clock(case, calendar, now),
            "what": _what(_latest(case)),
            "language": language_word(case.neighbor),
            "may_be": may_be[case.neighbor.person_number],
            "familiar": familiar_words(times.get(case.neighbor.person_number, 0)),
        }
        for case in page.object_list
    ]
    groups = [
        {
            "code": "in-time",
            "title": _("Within their 48 hours"),
            "text": _("The soonest deadline first"),
            "count": page.paginator.count - over,
            "lines": [line for line in lines if line["clock"]["state"] != "over"],
        },
        {
            "code": "over",
            "title": _("Past their 48 hours when they came or since"),
            "text": _("The newest first"),
            "count": over,
            "lines": [line for line in lines if line["clock"]["state"] == "over"],
        },
    ]
    return render(request, "casework/intake.html", {"page": page, "groups": groups, "matches": len(asked)})


def _waiting_matches(user: User) -> list[tuple[int, int]]:
    """Persons of which two may be one, as far as this reader may decide it."""
    waiting = PossibleMatch.objects.visible_to(user).waiting()
    return list(waiting.values_list("first__person_number", "second__person_number"))


def _what(encounter: Encounter | None) -> str:
    if encounter is None:
        return ""
    beat = _("beat %(beat)s") % {"beat": encounter.beat} if encounter.beat else ""
    return " · ".join(filter(None, [encounter.get_pilot_display(), encounter.call_type, beat]))


def _latest(case: Case) -> Encounter | None:
    return max(case.encounters.all(), key=lambda e: e.received_at, default=None)


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """From intake to a team, or from one team to another."""
    user, now = person(request), timezone.now()
    case = get_object_or_404(Case.objects.visible_to(user).open().select_related("neighbor", "team"), pk=pk)
    if not access.can_assign(user):
        raise PermissionDenied
    teams = _teams_for(user)
    form = AssignForm(request.POST or None, teams=teams, initial={"team": case.team_id})
    assigned = submitted(form, lambda: assign_case(case=case, team=form.cleaned_data["team"], by=user))
    if assigned:
        messages.success(
            request, _("%(name)s is with %(team)s now.") % {"name": case.neighbor.display_name, "team": assigned.team}
        )
        return redirect("intake")
    who, found = candidates_for(case, user, now)
    record("case.read", subject=case, by=user, at=now)
    record_each("match.read", subjects=[one.person.record for one in found], by=user, at=now)
    context = {
        "form": form,
        "case": case,
        "encounters": met_with(who),
        "facts": [{"term": _("Name"), "value": who.whole_name}, *_said_of(who, now)],
        "candidates": found,
        "earlier": [c for r in who.records for c in r.cases.all() if c.pk != case.pk],
        "clock": promise_clock(case, working_calendar(), now),
        "loads": loads(list(teams), case, now, user),
        "language": language_word(case.neighbor),
        "familiar": familiar_of(case.neighbor, now),
        "from_intake": request.GET.get("from") == "intake",
    }
    return render(request, "casework/assign.html", context, status=422 if form.errors else 200)


def _said_of(who: OnePerson, now: datetime) -> list[dict[str, str]]:
    numbers = "\n".join(dial["label"] for dial in dials(who))
    phone = [{"term": _("Phone"), "value": numbers}] if numbers else []
    return [*facts_of(who, timezone.localdate(now, ZONE)), *phone]


def _teams_for(user: User) -> TeamQuerySet:
    return Team.objects.assignable_by(user).select_related("peer", "clinician").order_by("name")


@dataclass(frozen=True)
class Load:
    """How much a team carries, and how it fits this case."""

    team: Team
    open_cases: int
    overdue: int
    fits: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)


def loads(teams: list[Team], case: Case, now: datetime, user: User) -> list[Load]:
    """One line a team, those that fit and carry least first, as far as `user` may know of their cases. Three queries,
    however many teams."""
    known = Case.objects.not_hidden_from(user).working().filter(team__in=teams)
    open_cases = Counter(known.values_list("team_id", flat=True))
    overdue = Counter(FollowUp.objects.overdue(now).filter(case__in=known).values_list("case__team_id", flat=True))
    away = dict(TimeOff.objects.on(timezone.localdate(now, ZONE)).values_list("user_id", "ends_on"))
    found = [Load(team, open_cases[team.pk], overdue[team.pk], _fits(team, case), _away(team, away)) for team in teams]
    return sorted(found, key=lambda load: (bool(load.away), -len(load.fits), load.open_cases, load.team.name))


def _fits(team: Team, case: Case) -> list[str]:
    fits = []
    language = case.neighbor.language
    speakers = [p.name for p in (team.peer, team.clinician) if language in p.speaks]
    if speakers and language not in ("", "en"):
        fits.append(
            _("%(names)s: %(language)s") % {"names": " + ".join(speakers), "language": language_word(case.neighbor)}
        )
    beats = {encounter.beat for encounter in case.encounters.all() if encounter.beat}
    if beats & set(team.beats):
        fits.append(_("works in beat %(beat)s") % {"beat": ", ".join(sorted(beats & set(team.beats)))})
    return fits


def _away(team: Team, away: Mapping[int, object]) -> list[str]:
    return [_("%(name)s is away") % {"name": p.name} for p in (team.peer, team.clinician) if p.pk in away]
