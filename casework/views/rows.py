"""A follow-up as a row on a list: what the template shows, worked out once in Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.actions.texts import NO_LONGER_TRUE, TOO_LATE
from casework.cadence import BY_CONTACT
from casework.explain.beside import seen
from casework.models import Case, Contact, ContactPoint, ContactPointKind, FollowUp, Interpreter, Neighbor, Safety
from casework.states import INTERRUPTING, ContactResult, FollowUpKind, Phase
from heart.lib import when
from heart.lib.clock import WorkCalendar
from heart.lib.languages import language_name
from heart.lib.phones import readable

# Below so many hours left, minutes count.
EXACT_BELOW = timedelta(hours=when.EXACT_BELOW_HOURS)
# From here on the 48 hours are at risk.
AT_RISK_HOURS = 36
# From here on hours say less than days.
IN_DAYS_ABOVE = timedelta(hours=72)


@dataclass(frozen=True)
class Row:
    """See templates/components/follow_up_row.html."""

    dom_id: str
    url: str
    name: str
    why: str
    clock: dict[str, Any]
    safety: dict[str, Any]
    tone: str = ""
    flag: dict[str, str] | None = None
    tags: list[str] = field(default_factory=list)
    language: str = ""
    interpreter: bool = False
    phone: str = ""
    phone_label: str = ""
    call_label: str = ""
    place: str = ""
    action_url: str = ""
    results: list[dict[str, str]] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen_url: str = ""
    contact_url: str = ""
    refer_url: str = ""


def row_of(follow_up: FollowUp, calendar: WorkCalendar, now: datetime, *before: str) -> Row:
    """Needs case, neighbor and the neighbor's current contact points loaded (`for_rows`). `before`: notes that come
    before who has seen it."""
    case, neighbor = follow_up.case, follow_up.case.neighbor
    phone, dialled = main_phone(neighbor), called_of(follow_up)
    clock = clock_of(follow_up, calendar, now)
    by_contact = follow_up.kind in BY_CONTACT
    return Row(
        dom_id=f"follow-up-{follow_up.pk}",
        url=url_of(follow_up),
        name=neighbor.display_name,
        why=why_of(follow_up),
        clock=clock,
        safety=safety_of(neighbor, phone, violence=getattr(follow_up, "violence", False)),
        tone=_tone(follow_up, clock),
        flag=_flag(follow_up),
        language=language_word(neighbor),
        interpreter=needs_interpreter(neighbor),
        phone=dialled,
        phone_label=readable(dialled),
        call_label=_("Call the provider") if _chases_provider(follow_up) else "",
        place=neighbor.where_to_find,
        action_url=reverse("follow-up-result", args=[follow_up.pk]) if by_contact else "",
        results=[{"value": r.value, "label": str(r.label)} for r in quick_results(phone)] if by_contact else [],
        notes=[note for note in (*before, seen(follow_up, now)) if note],
        seen_url=_seen_url(follow_up),
        contact_url=contact_url_of(follow_up),
        refer_url=reverse("refer", args=[case.pk]),
    )


def _seen_url(follow_up: FollowUp) -> str:
    """Once a reminder of it came, as long as nobody said so."""
    asks = follow_up.reminders_sent and not follow_up.seen_at
    return reverse("follow-up-seen", args=[follow_up.pk]) if asks else ""


def quick_results(phone: ContactPoint | None) -> tuple[ContactResult, ...]:
    """What one tap may say: nothing of a telephone that there is not, and no voicemail where none may be left."""
    if phone is None:
        return (ContactResult.REACHED, ContactResult.NOT_FOUND)
    if _yes_no(phone, "voicemail_ok", "no_voicemail") is False:
        return (ContactResult.REACHED, ContactResult.NO_ANSWER)
    return (ContactResult.REACHED, ContactResult.VOICEMAIL, ContactResult.NO_ANSWER)


def called_of(follow_up: FollowUp) -> str:
    """The number that the step calls: the provider's while an answer of theirs is awaited, else the neighbor's."""
    if _chases_provider(follow_up):
        service = follow_up.referral.service
        return str(service.phone or service.organization.phone)
    phone = main_phone(follow_up.case.neighbor)
    return phone.value if phone else ""


def _chases_provider(follow_up: FollowUp) -> bool:
    return follow_up.phase == Phase.REFERRAL_SENT and hasattr(follow_up, "referral")


def url_of(follow_up: FollowUp) -> str:
    """Where the promise is kept: the referral it waits for, the check it asks for, else the case, with it on top."""
    if follow_up.kind == FollowUpKind.CONFIRM_CONNECTION and hasattr(follow_up, "referral"):
        return reverse("referral", args=[follow_up.referral.pk])
    if follow_up.kind in (FollowUpKind.CONNECTION_CHECK, FollowUpKind.CRISIS_LOOK):
        return reverse("connection-check", args=[follow_up.pk])
    return f"{reverse('case', args=[follow_up.case_id])}?follow_up={follow_up.pk}"


def contact_url_of(follow_up: FollowUp) -> str:
    """The form for a contact that is made for this promise."""
    return f"{reverse('contact', args=[follow_up.case_id])}?follow_up={follow_up.pk}"


def why_of(follow_up: FollowUp) -> str:
    """“2nd attempt, phone”."""
    what = str(follow_up.get_kind_display())
    if follow_up.kind == FollowUpKind.NEW_CRISIS:
        what = _("Look at it now") if follow_up.step == 1 else _("Look at it again")
    elif follow_up.kind == FollowUpKind.ATTEMPT:
        what = _("Attempt %(number)s") % {"number": follow_up.step}
    elif follow_up.kind == FollowUpKind.CONFIRM_CONNECTION:
        what = {
            Phase.REFERRAL_SENT: _("No answer from the provider yet"),
            Phase.REFERRAL_ACCEPTED: _("Accepted: is the neighbor there yet?"),
            Phase.APPOINTMENT: _("Before the appointment")
            if follow_up.step == 1
            else _("After the appointment: did they go?"),
        }.get(Phase(follow_up.phase), what)
    elif follow_up.kind == FollowUpKind.CONNECTION_CHECK:
        what = _("7-day check: still connected?") if follow_up.step == 1 else _("30-day check: still connected?")
    elif follow_up.kind == FollowUpKind.CRISIS_LOOK:
        what = _("Since the connection: a new crisis?")
    elif follow_up.why in (NO_LONGER_TRUE, TOO_LATE):
        what = _(follow_up.why)
    if not follow_up.channel or follow_up.kind == FollowUpKind.NEW_TEXT:  # to be answered by whatever way
        return str(what)
    joint = " · " if what.endswith("?") else ", "
    return f"{what}{joint}{follow_up.get_channel_display().lower()}"


def clock_of(follow_up: FollowUp, calendar: WorkCalendar, now: datetime) -> dict[str, Any]:
    """Both clocks of the 48-hour promise while nobody has tried yet; the due time after that."""
    if follow_up.case.first_attempt_at is None and follow_up.kind in (FollowUpKind.ATTEMPT, FollowUpKind.ASSIGN):
        return promise_clock(follow_up.case, calendar, now)
    return due_clock(follow_up.due_at, calendar, now)


def promise_clock(case: Case, calendar: WorkCalendar, now: datetime) -> dict[str, Any]:
    """What has passed and what is left add up to 48: both in whole hours, to the minute at the end. Long after that only
    how long ago the call was."""
    elapsed, left = now - case.clock_started_at, case.promise_due_at - now
    long_over = elapsed > IN_DAYS_ABOVE
    hours = int(elapsed.total_seconds() // 3600)
    over, exactly = left.total_seconds() < 0, timedelta() <= left < EXACT_BELOW
    remaining = when.length(left) if exactly else _("%(count)s h") % {"count": 48 - hours}
    return {
        "state": "over" if over else "at_risk" if hours >= AT_RISK_HOURS else "ok",
        "word": _("48 h passed") if over else _("%(time)s left") % {"time": remaining},
        "elapsed": _("the call was %(time)s ago") % {"time": when.length(elapsed)}
        if long_over
        else _hours_gone(elapsed, exactly=exactly),
        "working": "" if long_over else when.working(calendar.working_between(case.clock_started_at, now)),
        "percent": max(0, min(100, round(hours / 48 * 100))),
        "exact": _("First contact promised by %(time)s") % {"time": when.exact(case.promise_due_at)},
    }


def _hours_gone(elapsed: timedelta, *, exactly: bool) -> str:
    hours, minutes = divmod(int(elapsed.total_seconds() // 60), 60)
    if exactly and minutes:
        return _("%(hours)s h %(minutes)s min of 48") % {"hours": hours, "minutes": minutes}
    return _("%(hours)s h of 48") % {"hours": hours}


def due_clock(due_at: datetime, calendar: WorkCalendar, now: datetime) -> dict[str, Any]:
    late = due_at < now
    span = calendar.working_between(due_at, now) if late else calendar.working_between(now, due_at)
    return {
        "state": "over" if late else "ok",
        "word": _("overdue %(time)s") % {"time": when.length(now - due_at)} if late else when.short(due_at, now),
        "elapsed": _("due %(time)s") % {"time": when.short(due_at, now)}
        if late
        else _("in %(time)s") % {"time": when.length(due_at - now)},
        "working": when.working(span),
        "exact": when.exact(due_at),
    }


def promised_after(contact: Contact) -> FollowUp | None:
    """The promise of the same thread that stands after a contact: the one it was made for when that goes on,
    else the one it led to; the case's earliest when it was made for none."""
    still_open = contact.case.follow_ups.open()
    if contact.follow_up_id is None:
        return still_open.order_by("due_at", "pk").first()
    made_for = contact.case.follow_ups.get(pk=contact.follow_up_id)
    if made_for.is_open:
        return made_for
    led_to = still_open.filter(created_at__gte=made_for.ended_at).order_by("-created_at", "-pk").first()
    return led_to or still_open.order_by("due_at", "pk").first()


def main_phone(neighbor: Neighbor) -> ContactPoint | None:
    """The newest number in use. Reads what is loaded; no query."""
    phones = [p for p in neighbor.contact_points.all() if p.kind == ContactPointKind.PHONE and p.is_current]
    return max(phones, key=lambda p: p.pk, default=None)


def safety_of(neighbor: Neighbor, phone: ContactPoint | None, *, violence: bool = False) -> dict[str, Any]:
    """See templates/components/safety.html. What linked records say no to is read where it was asked for
    (`with_refusals`, and `violence` of `for_rows`)."""
    return {
        "dv": violence or neighbor.domestic_violence,
        "voicemail": _yes_no(phone, "voicemail_ok", "no_voicemail") if phone else None,
        "text": _yes_no(phone, "text_ok", "no_texts") if phone else None,
        "say_heart": _yes_no(phone, "may_say_heart", "no_heart") if phone else None,
        "others": _("%(who)s may answer") % {"who": phone.who_else_answers} if phone and phone.who_else_answers else "",
    }


def language_word(neighbor: Neighbor) -> str:
    """Empty for English, which is usual, and while nobody has asked."""
    return "" if neighbor.language in ("", "en") else language_name(neighbor.language)


def needs_interpreter(neighbor: Neighbor) -> bool:
    return neighbor.interpreter in (Interpreter.PHONE, Interpreter.VIDEO, Interpreter.ASL)


def rows_of(
    follow_ups: Iterable[FollowUp],
    calendar: WorkCalendar,
    now: datetime,
    away: Mapping[int, str] | None = None,
    *,
    owners: bool = False,
) -> list[Row]:
    """`away`: what casework.explain.beside.absences says of them. `owners`: also whose each of them is."""
    return [row_of(f, calendar, now, _whose(f) if owners else "", (away or {}).get(f.pk, "")) for f in follow_ups]


def _whose(follow_up: FollowUp) -> str:
    return _("To be done by %(name)s") % {"name": follow_up.owner.name if follow_up.owner else _("the intake queue")}


def _yes_no(phone: ContactPoint, own: str, refused: str) -> bool | None:
    if getattr(phone, refused, False):
        return False
    return {Safety.YES: True, Safety.NO: False}.get(Safety(getattr(phone, own)))


def _flag(follow_up: FollowUp) -> dict[str, str] | None:
    words = {FollowUpKind.NEW_CRISIS: _("New crisis"), FollowUpKind.NEW_TEXT: _("New text")}
    word = words.get(FollowUpKind(follow_up.kind))
    return {"label": word, "tone": "danger"} if word else None


def _tone(follow_up: FollowUp, clock: Mapping[str, Any]) -> str:
    if follow_up.kind in INTERRUPTING:
        return "danger"
    return "warn" if clock["state"] == "over" else ""
