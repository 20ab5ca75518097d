"""What stands beside a promise, in a sentence each: its owner is away, it is snoozed, somebody has seen it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.models import FollowUp, Rung
from casework.models.follow_ups import PUT_ASIDE_FOR
from casework.reminders import Told, in_hours, load_ladder
from heart.accounts.calendar import Presence, Rota
from heart.accounts.models import User
from heart.lib import when
from heart.lib.actions import said
from heart.lib.clock import ZONE, WorkCalendar


def goes_out(follow_up: FollowUp, calendar: WorkCalendar, now: datetime) -> datetime:
    """When the sweep takes it, if nothing happens until then."""
    again = follow_up.set_aside_at + PUT_ASIDE_FOR if follow_up.set_aside_at else now
    return in_hours(max(follow_up.next_reminder_at or now, again, now), calendar)


def absences(follow_ups: Iterable[FollowUp], calendar: WorkCalendar, now: datetime) -> dict[int, str]:
    """Of follow-ups whose owner is away when the next reminder goes out: “Sam is away until Mon 30 Nov: Ada gets the
    next reminder.” Two queries, and eight more when somebody is away."""
    rota, presences = Rota.load(now.astimezone(ZONE).date()), dict[datetime, Presence]()
    away: list[tuple[FollowUp, Presence]] = []
    for follow_up in follow_ups:
        at = goes_out(follow_up, calendar, now)
        if at not in presences:
            presences[at] = rota.at(at)
        presence = presences[at]
        if follow_up.is_open and follow_up.owner_id and presence.away(follow_up.owner_id):
            away.append((follow_up, presence))
    if not away:
        return {}
    told, ladder = Told.load(now), load_ladder()
    then = {presence.at: replace(told, presence=presence, known={}) for _follow_up, presence in away}
    return {f.pk: _said_of_absence(f, then[p.at], ladder.rung(f.reminders_sent), now) for f, p in away}


def _said_of_absence(follow_up: FollowUp, told: Told, rung: Rung, now: datetime) -> str:
    pk, owner = follow_up.owner_id, follow_up.owner
    if pk is None or owner is None:
        return ""
    absence = absence_of(owner.name, pk, told.presence, now)
    others = [r.pk for r in told.of(pk, follow_up.case.team_id, rung, follow_up.case_id) if r.pk != pk]
    if not others:
        return f"{absence}."
    names = ", ".join(told.people[other].name for other in others)
    words = ngettext(
        "%(absence)s: %(names)s gets the next reminder.", "%(absence)s: %(names)s get the next reminder.", len(others)
    )
    return words % {"absence": absence, "names": names}


def absence_of(name: str, pk: int, presence: Presence, now: datetime) -> str:
    until = presence.back_after(pk)
    if until is not None:
        return _("%(name)s is away until %(day)s") % {"name": name, "day": when.day(until, "D j M")}
    if presence.has_day_off(pk):
        return _("%(day)s is not one of %(name)s’s days") % {"name": name, "day": when.day(presence.at, "l")}
    if timezone.localdate(presence.at, ZONE) == timezone.localdate(now, ZONE):
        return _("%(name)s does not work any more today") % {"name": name}
    return _("%(name)s does not work then (%(time)s)") % {"name": name, "time": when.short(presence.at, now)}


def snoozed(follow_up: FollowUp, most: int, now: datetime) -> str:
    """“Snoozed until today 3 p.m. by Ada: he sleeps until three (1 of 2)”; empty when it is not. One or two queries."""
    if follow_up.snoozed_until is None or follow_up.snoozed_until <= now:
        return ""
    same = {"snoozes": follow_up.snoozes, "snoozed_until": follow_up.snoozed_until}
    event = follow_up.events.select_related("pgh_context").filter(**same).order_by("pgh_id").first()  # type: ignore[attr-defined]
    told = said(event) if event else None
    by = User.objects.filter(pk=told.by).values_list("name", flat=True).first() if told else ""
    return _("Snoozed until %(time)s by %(name)s: %(why)s (%(count)s of %(most)s)") % {
        "time": when.short(follow_up.snoozed_until, now),
        "name": by or _("the system"),
        "why": told.why if told else "",
        "count": follow_up.snoozes,
        "most": most,
    }


def seen(follow_up: FollowUp, now: datetime) -> str:
    if follow_up.seen_at is None or follow_up.seen_by is None:
        return ""
    words = {"name": follow_up.seen_by.name, "time": when.short(follow_up.seen_at, now)}
    return _("Seen by %(name)s %(time)s, still to be done.") % words
