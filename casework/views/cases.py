"""The case page: who, the next promise, the timeline, and everything one does most (SCREENS)."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework import access
from casework.actions.cases import gaps_in_words
from casework.cadence import BY_CONTACT
from casework.models import Case, Encounter, FollowUp
from casework.models.cases import CaseQuerySet
from casework.models.restrictions import named_for
from casework.states import INTERRUPTING, OPEN_STATUSES, CaseStatus, FollowUpKind
from casework.views.beside import beside_each
from casework.views.linked import linked_records
from casework.views.person import OnePerson, dials, facts_of, one_person, safety_at
from casework.views.plans import plan_block
from casework.views.rows import clock_of, contact_url_of, language_word, url_of, why_of
from casework.views.texts import texts_of
from casework.views.timeline import timeline_of
from heart.accounts.calendar import working_calendar
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record, record_each
from heart.lib import when
from heart.lib.clock import ZONE
from heart.lib.pages import page_of

STATUS_TONES = {
    CaseStatus.INTAKE: "warn",
    CaseStatus.OUTREACH: "info",
    CaseStatus.ENGAGED: "info",
    CaseStatus.CONNECTED: "ok",
    CaseStatus.CLOSED: "done",
}


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = person(request), timezone.now()
    found = get_object_or_404(_whole(user), pk=pk)
    who = one_person(found.neighbor)
    record("case.read", subject=found, by=user, at=now)
    record_each("neighbor.read", subjects=who.others, by=user, at=now)
    open_ones = found.follow_ups.working().select_related("owner", "seen_by", "referral")
    in_turn = _in_turn(list(open_ones), request.GET.get("follow_up", ""))
    crisis, met = _crisis(found, in_turn)
    may_write = found.is_open and access.can_work_on(user, found)
    promises = _promises(in_turn, now, may_work=may_write)
    context = {
        "case": found,
        "may_write": may_write,
        "may_work": may_write and not found.rests,
        "restricted": named_for(found.neighbor_id) is not None,
        "may_restrict": user.is_overseer,
        "may_assign": found.is_open and not found.rests and access.can_assign(user),
        "status_tone": STATUS_TONES[CaseStatus(found.status)],
        "crisis": _crisis_said(crisis, met, now) if crisis else "",
        "promise": promises[0] if promises else None,
        "more_promises": promises[1:],
        **_who(who, now),
        **timeline_of(found, request.GET.get("show", ""), now, new_crisis=met, others=who.others, reader=user),
        "texts": texts_of(found),
        "earlier": _earlier(found, who, user),
        "team_items": _team(found),
        **linked_records(who, found, user, now),
        **plan_block(found.neighbor, user, now),
    }
    return render(request, "casework/case.html", context)


def _whole(user: User) -> CaseQuerySet:
    """With what the page shows; referrals and consents are read up through reverse accessors, for display only."""
    people = ("neighbor", "team__peer", "team__clinician", "team__supervisor", "goes_on_in__team")
    more = (
        Prefetch("encounters", Encounter.objects.visible_to(user).select_related("recorded_by", "caller", "neighbor")),
        "needs",
        "referrals__service__organization",
        "referrals__need",
        "referrals__events__pgh_context",
        "neighbor__consents__organization",
        "neighbor__contact_points",
    )
    return Case.objects.visible_to(user).select_related(*people).prefetch_related(*more)


def _crisis(case: Case, promises: list[FollowUp]) -> tuple[FollowUp | None, Encounter | None]:
    """The open promise to look at a new crisis, and the encounter that asks for it: the last one before it."""
    crisis = next((p for p in promises if p.kind == FollowUpKind.NEW_CRISIS), None)
    if crisis is None:
        return None, None
    before = [e for e in case.encounters.all() if e.received_at <= crisis.created_at] or list(case.encounters.all())
    return crisis, max(before, key=lambda e: (e.received_at, e.pk), default=None)


def _crisis_said(crisis: FollowUp, met: Encounter | None, now: datetime) -> str:
    looked = _("Nobody has looked at it yet.")
    if crisis.step > 1:
        looked = _("Tried, not reached yet.")
    elif crisis.seen_by and crisis.seen_at:
        words = {"name": crisis.seen_by.name, "time": when.short(crisis.seen_at, now)}
        looked = _("Seen by %(name)s %(time)s, not done yet.") % words
    pilot = met.get_pilot_display() if met else ""
    at = when.short(met.met_at if met else crisis.created_at, now)
    what = f"{pilot}, {at}" if pilot else at
    return _("New crisis: %(what)s · %(looked)s") % {"what": what, "looked": looked}


def _in_turn(promises: list[FollowUp], named: str) -> list[FollowUp]:
    """The one that was asked for by `?follow_up=`, if it is one of them; then what interrupts; then as they fall
    due."""
    return sorted(promises, key=lambda p: (str(p.pk) != named, p.kind not in INTERRUPTING, p.due_at, p.pk))


def _promises(promises: list[FollowUp], now: datetime, *, may_work: bool) -> list[dict[str, Any]]:
    """Each in one sentence with its owner, what stands beside it, and what one may do with it."""
    calendar = working_calendar()
    beside = beside_each(promises, calendar, now, may_work=may_work)
    return [
        {
            "say": why_of(p),
            "by": _("%(owner)s, %(time)s")
            % {"owner": p.owner.name if p.owner else _("the intake queue"), "time": when.short(p.due_at, now)},
            "state": "over" if p.due_at < now else "ok",
            "clock": clock_of(p, calendar, now),
            "follow_up": p,
            "flag": _flag(p),
            **beside[p.pk],
            **(_buttons(p) if may_work else {}),
        }
        for p in promises
    ]


def _buttons(follow_up: FollowUp) -> dict[str, str]:
    """Where the promise is kept when that is another page, and where it is moved; intake's is moved by assigning."""
    elsewhere = follow_up.kind in (
        FollowUpKind.CONFIRM_CONNECTION,
        FollowUpKind.CONNECTION_CHECK,
        FollowUpKind.CRISIS_LOOK,
    )
    return {
        "open_url": _done_url(follow_up) or (url_of(follow_up) if elsewhere else ""),
        "contact_url": contact_url_of(follow_up) if follow_up.owner and follow_up.kind in BY_CONTACT else "",
        "move_url": reverse("follow-up-move", args=[follow_up.pk]) if follow_up.owner else "",
    }


def _done_url(follow_up: FollowUp) -> str:
    """Where it is said how a promise beside the thread was kept; empty for those that only a contact keeps."""
    by_word = follow_up.kind in (FollowUpKind.NEW_TEXT, FollowUpKind.UNDELIVERED)
    return reverse("follow-up-done", args=[follow_up.pk]) if by_word else ""


def _flag(follow_up: FollowUp) -> str:
    """Says so when a first contact cannot fall inside the 48 hours, and what the protocol still lacks (DOMAIN 4)."""
    case = follow_up.case
    if (
        case.first_attempt_at is None
        and case.status in (CaseStatus.INTAKE, CaseStatus.OUTREACH)
        and follow_up.due_at > case.promise_due_at
    ):
        return _("The 48 hours end before the team works again.")
    if follow_up.kind == FollowUpKind.DECIDE and (gaps := gaps_in_words(case)):
        return _("Not yet tried: %(gaps)s") % {"gaps": ", ".join(gaps)}
    return ""


def _who(who: OnePerson, now: datetime) -> dict[str, Any]:
    return {
        "neighbor": who.record,
        "name": who.name,
        "also_here": who.names_elsewhere(),
        "domestic_violence": who.domestic_violence,
        "phones": dials(who),
        "safety": safety_at(who, []),
        "language": language_word(who.record),
        "facts": facts_of(who, timezone.localdate(now, ZONE)),
    }


def _earlier(case: Case, who: OnePerson, user: User) -> list[dict[str, Any]]:
    """Other episodes of the person, under whichever record; a link only where the reader may go."""
    mine = set(Case.objects.visible_to(user).of_person(who.record).values_list("pk", flat=True))
    others = [c for record in who.records for c in record.cases.all() if c.pk != case.pk]
    return [
        {
            "term": when.day(c.opened_at, "M Y"),
            "value": _episode(c, who),
            "url": reverse("case", args=[c.pk]) if c.pk in mine else "",
        }
        for c in sorted(others, key=lambda c: c.opened_at, reverse=True)
    ]


def _episode(case: Case, who: OnePerson) -> str:
    said = [case.get_closed_reason_display() or case.get_status_display()]
    if case.rests:
        said.append(_("rests"))
    if case.neighbor_id != who.record.pk:
        said += [case.team.name if case.team else "", _("record %(number)s") % {"number": case.neighbor_id}]
    return " · ".join(filter(None, said))


def _team(case: Case) -> list[dict[str, Any]]:
    if case.team is None:
        return []
    team = case.team
    return [
        {"term": _("Peer support specialist"), "value": team.peer.name},
        {"term": _("Clinician"), "value": team.clinician.name},
        {"term": _("Supervisor"), "value": team.supervisor.name},
    ]


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The caseload: `?status=` filters; open ones unless asked otherwise. One that rests is found with the one that goes
    on."""
    user, now = person(request), timezone.now()
    visible = Case.objects.visible_to(user).filter(goes_on_in__isnull=True)
    status = request.GET.get("status", "")
    chosen = visible.filter(status=status) if status in CaseStatus.values else visible.open()
    crisis = FollowUp.objects.visible_to(user).new_crisis().filter(case=OuterRef("pk"))
    late = FollowUp.objects.visible_to(user).late(now).filter(case=OuterRef("pk"))
    with_due: Any = chosen.with_next_due().annotate(new_crisis=Exists(crisis), late=Exists(late))
    page = page_of(request, with_due.select_related("neighbor", "team").order_by("next_due_at", "pk"))
    record_each("cases.read", subjects=page.object_list, by=user, at=now)
    context = {"page": page, "lines": [_line(c, now) for c in page.object_list], "chips": _chips(visible, status)}
    no_cases = not (user.is_navigator or user.is_overseer)
    return render(request, "casework/cases.html", context | {"no_cases": no_cases})


def _line(case: Any, now: datetime) -> dict[str, Any]:
    return {
        "case": case,
        "name": case.neighbor.display_name,
        "status": {"label": case.get_status_display(), "tone": STATUS_TONES[CaseStatus(case.status)]},
        "new_crisis": case.new_crisis,
        "language": language_word(case.neighbor),
        "team": case.team.name if case.team else "",
        "due": _due(case, now),
        "late": case.late,
        "age": when.length(now - case.opened_at),
    }


def _due(case: Any, now: datetime) -> str:
    """Late before it is due is a first contact whose 48 hours are over: then that is said too."""
    if not case.next_due_at:
        return ""
    due = when.short(case.next_due_at, now)
    return f"{_('48 h passed')} · {due}" if case.late and case.next_due_at >= now else due


def _chips(visible: Any, status: str) -> list[dict[str, Any]]:
    counts = visible.count_by_status()
    url = reverse("cases")
    chips = [
        {
            "url": url,
            "label": _("All open"),
            "count": sum(counts.get(s, 0) for s in OPEN_STATUSES),
            "current": status not in CaseStatus.values,
        }
    ]
    return chips + [
        {"url": f"{url}?status={s.value}", "label": s.label, "count": counts.get(s, 0), "current": status == s}
        for s in CaseStatus
    ]
