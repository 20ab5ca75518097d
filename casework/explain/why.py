"""Why a reminder came, why not yet, who gets the next one and when (DOMAIN 4): in sentences, from the rows themselves.

`facts_of` reads them, in as many queries for a follow-up with a hundred reminders as for one with none; everything
below it only says what it read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.cadence import Attempt, Cadence, Step
from casework.explain.beside import absence_of, goes_out
from casework.models import CadencePolicy, Case, Clock, Direction, FollowUp, PartOfDay, Rung
from casework.reminders import Ladder, Told, load_ladder
from casework.states import FollowUpKind, FollowUpStatus, Phase
from heart.accounts.models import User
from heart.lib import when
from heart.lib.actions import said
from heart.lib.clock import NoWorkingTime
from heart.lib.remember import remembering
from heart.notify.models import Channel, Delivery, Message, Pause

# So many messages about one follow-up are shown, the newest.
MOST_MESSAGES = 60
# Verbs that give running cases another version of the cadence (actions/policies.py).
TAKES_A_VERSION = ("put_in_force", "move_running_cases")


@dataclass(frozen=True)
class Change:
    """What a person did with the promise: "Ben moved it from … to …", and the reason that was given."""

    at: str
    text: str
    why: str = ""


@dataclass(frozen=True)
class Reminder:
    """One reminder to one person, with what became of it over each channel."""

    at: str
    to: str
    became: Sequence[str]


@dataclass(frozen=True)
class Later:
    """A rung that comes after the next reminder, if nothing happens."""

    at: str
    to: str


@dataclass(frozen=True)
class Explanation:
    due: Sequence[str]
    promise: str
    changes: Sequence[Change]
    reminders: Sequence[Reminder]
    left_out: bool
    ended: str
    next: Sequence[str]
    not_yet: Sequence[str]
    later: Sequence[Later]


@dataclass(frozen=True)
class Facts:
    """What the sentences are made of. `at`: when the next reminder goes out, if nothing happens; `told` is of then."""

    follow_up: FollowUp
    cadence: Cadence
    ladder: Ladder
    told: Told
    at: datetime
    names: Mapping[int, str]
    events: Sequence[Any]
    messages: Sequence[Message]
    attempts: Sequence[Attempt]
    paused: Mapping[str, Pause]
    versions: Sequence[tuple[datetime, int]]
    now: datetime

    @property
    def case(self) -> Case:
        return self.follow_up.case

    def name(self, pk: int | None) -> str:
        return self.names.get(pk or 0, "") or _("nobody in particular")

    def said(self, at: datetime) -> str:
        return when.short(at, self.now)


def explain(follow_up: FollowUp, now: datetime) -> Explanation:
    """Needs the case with its policy and team loaded."""
    facts = facts_of(follow_up, now)
    is_open = follow_up.is_open
    return Explanation(
        due=list(_due(facts)),
        promise=_promise(facts) if is_open else "",
        changes=list(_changes(facts))[::-1],
        reminders=list(_reminders(facts)),
        left_out=len(facts.messages) == MOST_MESSAGES,
        ended="" if is_open else _ended(facts),
        next=list(_at_rest(facts) if follow_up.rests else _next(facts)) if is_open else [],
        not_yet=list(_not_yet(facts)) if is_open and not follow_up.rests else [],
        later=list(_later(facts)) if is_open and not follow_up.rests else [],
    )


def facts_of(follow_up: FollowUp, now: datetime) -> Facts:
    case = follow_up.case
    with remembering():
        cadence, ladder = case.cadence(), load_ladder()
    at = goes_out(follow_up, ladder.calendar, now)
    tried = case.contacts.filter(direction=Direction.OUT, at__gte=case.clock_started_at).order_by("at")
    about = Message.objects.filter(key__startswith=f"{follow_up.message_key}:", recipient__isnull=False)
    return Facts(
        follow_up=follow_up,
        cadence=cadence,
        ladder=ladder,
        told=Told.load(at),
        at=at,
        names=dict(User.objects.values_list("pk", "name")),
        events=list(_history(follow_up)),
        messages=list(about.order_by("-created_at", "recipient", "pk")[:MOST_MESSAGES]),
        attempts=[Attempt(at, channel) for at, channel in tried.values_list("at", "channel")],
        paused={pause.channel: pause for pause in Pause.objects.all()},
        versions=[(p.in_force_at, p.version) for p in CadencePolicy.objects.all() if p.in_force_at],
        now=now,
    )


# -- Why then --------------------------------------------------------------------------------------------------------


def _due(facts: Facts) -> Iterator[str]:
    """The step of the cadence, what it counts from, and how that became the due time."""
    follow_up, step = facts.follow_up, facts.cadence.step(facts.follow_up.phase, facts.follow_up.step)
    yield _("Step %(step)s of %(of)s in “%(phase)s” (schedule version %(version)s): %(what)s.") % {
        "step": step.position,
        "of": step.position + facts.cadence.steps_after(step.phase, step.position),
        "phase": Phase(follow_up.phase).label,
        "version": facts.case.policy.version,
        "what": follow_up.get_kind_display(),
    }
    if step.position < follow_up.step:
        yield _("The last step of this phase repeats until the phase ends.")
    set_at = None if follow_up.by_hand else _counted_at(facts, step)
    if set_at is None:
        yield from _chosen(facts)
        return
    yield _counted(facts, step)
    yield from _moved(facts, step, set_at)
    yield _("So it is due %(time)s") % {"time": facts.said(follow_up.due_at)}


def _counted_at(facts: Facts, step: Step) -> datetime | None:
    """From when on the step was counted, if that makes the due time; None when it came about otherwise, or cannot be
    counted again since nobody works any more."""
    follow_up = facts.follow_up
    set_at = _timed(facts)[0]

    def due_at(moment: datetime) -> datetime:
        attempts = [attempt for attempt in facts.attempts if attempt.at <= set_at]
        return facts.cadence.due_at(step, anchor=follow_up.anchor_at, now=moment, attempts=attempts)

    try:
        return next((moment for moment in (set_at, follow_up.created_at) if due_at(moment) == follow_up.due_at), None)
    except NoWorkingTime:
        return None


def _chosen(facts: Facts) -> Iterator[str]:
    """Not by counting: by whom, when and why."""
    set_at, by, why = _timed(facts)
    words = {"name": by, "time": facts.said(facts.follow_up.due_at), "at": facts.said(set_at)}
    if facts.follow_up.by_hand:
        yield _("%(name)s chose the time: %(time)s") % words
    else:
        yield _("%(name)s set this time %(at)s: it is due %(time)s") % words
    if why:
        yield _("Reason: %(why)s") % {"why": why}


def _counted(facts: Facts, step: Step) -> str:
    anchor, from_what = facts.follow_up.anchor_at, ""
    if anchor == facts.case.clock_started_at:
        from_what = _("the responder’s contact")
    elif step.phase == Phase.APPOINTMENT and anchor == _appointment(facts.follow_up):
        from_what = _("the appointment")
    elif by := _entered_by(facts):
        from_what = _("the entry by %(name)s") % {"name": by}
    said = f"{from_what}, {facts.said(anchor)}" if from_what else facts.said(anchor)
    if step.after == 0:
        return _("At once, counted from %(anchor)s") % {"anchor": said}
    words = {"span": Clock(step.clock).counted(abs(step.after)), "anchor": said}
    if step.after < 0:
        return _("%(span)s before %(anchor)s") % words
    return _("%(span)s after %(anchor)s") % words


def _entered_by(facts: Facts) -> str:
    """Who wrote down what the step counts from, when it counts from just that; empty for the system."""
    told = (said(event) for event in facts.events)
    return next((facts.name(one.by) for one in told if one.by and one.at == facts.follow_up.anchor_at), "")


def _appointment(follow_up: Any) -> datetime | None:
    """Of the referral that this waits for; one query."""
    return follow_up.referral.appointment_at if hasattr(follow_up, "referral") else None


def _moved(facts: Facts, step: Step, set_at: datetime) -> Iterator[str]:
    """What came between the count and the due time. Worked out again, one rule after the other."""
    cadence, anchor = facts.cadence, facts.follow_up.anchor_at
    timed_at = _timed(facts)[0]
    attempts = [attempt for attempt in facts.attempts if attempt.at <= timed_at]
    target = cadence.target(step, anchor)
    if target < set_at:
        yield _("Promised only after that: %(time)s") % {"time": facts.said(set_at)}
    plain = max(target, set_at)
    working = cadence.calendar.next_working_moment(plain)
    if working != plain:
        yield _("That is outside working hours; the next working moment: %(time)s") % {"time": facts.said(working)}
    any_part = cadence.due_at(replace(step, part_of_day=""), anchor=anchor, now=set_at, attempts=attempts)
    if any_part > working:
        yield from _later_than_counted(facts, step)
    due_at = cadence.due_at(step, anchor=anchor, now=set_at, attempts=attempts)
    if due_at != any_part:
        part = PartOfDay(step.part_of_day).label
        yield _("Moved to another part of the day: %(part)s.") % {"part": part}


def _later_than_counted(facts: Facts, step: Step) -> Iterator[str]:
    if step.at_least:
        words = ngettext(
            "Not sooner than %(count)s working hour after the last attempt.",
            "Not sooner than %(count)s working hours after the last attempt.",
            step.at_least,
        )
        yield words % {"count": step.at_least}
    if not facts.cadence.steps_after(step.phase, step.position) and step.phase == Phase.NOT_REACHED:
        yield _("The last attempt comes %(days)s days after the first.") % {"days": facts.cadence.protocol.days}


def _timed(facts: Facts) -> tuple[datetime, str, str]:
    """When the present due time was set, by whom, and why."""
    found = facts.follow_up.created_at, "", ""
    for before, event in _steps(facts.events):
        if before is None or _timing(before) != _timing(event):
            found = _told(event, facts)
    return found


def _timing(event: Any) -> tuple[object, ...]:
    return event.due_at, event.phase, event.step


def _promise(facts: Facts) -> str:
    """The 48 hours, as long as nobody has tried; and plainly when they cannot be kept (DOMAIN 4)."""
    case, follow_up = facts.case, facts.follow_up
    if case.first_attempt_at or follow_up.kind not in (FollowUpKind.ATTEMPT, FollowUpKind.ASSIGN):
        return ""
    promised = case.promise_due_at
    words = {"time": facts.said(promised), "due": facts.said(follow_up.due_at)}
    if promised < facts.now:
        return _("The 48 hours after the responder’s contact ended %(time)s, and nobody has tried yet.") % words
    if follow_up.due_at <= promised:
        return _("The 48 hours after the responder’s contact end %(time)s") % words
    if not facts.cadence.calendar.is_working(promised):
        return _(
            "The 48 hours after the responder’s contact end %(time)s, when care navigation does not work. This is due "
            "%(due)s, so the promise of 48 hours will not be kept unless somebody tries before."
        ) % words  # fmt: skip
    return _("The 48 hours after the responder’s contact end %(time)s, before this is due.") % words


# -- What people did -------------------------------------------------------------------------------------------------


def _changes(facts: Facts) -> Iterator[Change]:
    """The oldest first."""
    found = [
        (at, Change(facts.said(at), text, why))
        for before, event in _steps(facts.events)
        for at, by, why in [_told(event, facts)]
        for text in _changed(before, event, by, facts)
    ]
    follow_up = facts.follow_up
    if follow_up.seen_at:
        words = {"name": facts.name(follow_up.seen_by_id)}
        found.append((follow_up.seen_at, Change(facts.said(follow_up.seen_at), _("%(name)s has seen it") % words)))
    for _at, change in sorted(found, key=lambda pair: pair[0]):
        yield change


def _changed(before: Any, event: Any, by: str, facts: Facts) -> Iterator[str]:
    """Sentences without their reason. Ending is said elsewhere."""
    owner = facts.name(event.owner_id) if event.owner_id else _("the intake queue")
    if before is None:
        yield _("Promised; it went to %(owner)s") % {"owner": owner}
        return
    if before.due_at != event.due_at:
        words = {"name": by, "old": facts.said(before.due_at), "new": facts.said(event.due_at)}
        if version := _version_taken(event, facts):
            words["version"] = version
            yield _("%(name)s put schedule version %(version)s in force: now due %(new)s, before %(old)s") % words
        else:
            yield _("%(name)s moved it from %(old)s to %(new)s") % words
    if before.owner_id != event.owner_id:
        yield _("%(name)s handed it over to %(owner)s") % {"name": by, "owner": owner}
    if event.rests != before.rests and event.status == FollowUpStatus.OPEN:
        yield _("It rests: the records were linked") if event.rests else _("It woke")
    if event.snoozes > before.snoozes and event.snoozed_until:
        yield _("%(name)s snoozed it until %(time)s") % {"name": by, "time": facts.said(event.snoozed_until)}


def _version_taken(event: Any, facts: Facts) -> str:
    """The version that the case took by this event; empty when it was something else."""
    told = said(event)
    if told.verb not in TAKES_A_VERSION:
        return ""
    return str(max((version for since, version in facts.versions if since <= told.at), default=""))


def _history(follow_up: Any) -> Any:
    return follow_up.events.select_related("pgh_context").order_by("pgh_id")


def _steps(events: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Each row of the history with the one before it; None before the first."""
    return pairwise([None, *events])


def _told(event: Any, facts: Facts) -> tuple[datetime, str, str]:
    """When, by whom and why."""
    told = said(event)
    return told.at, facts.names.get(told.by or 0) or _("The system"), told.why


def _ended(facts: Facts) -> str:
    follow_up = facts.follow_up
    by = facts.name(follow_up.ended_by_id) if follow_up.ended_by_id else _("the system")
    words = {"time": facts.said(follow_up.ended_at or facts.now), "name": by, "why": follow_up.why}
    if follow_up.status == FollowUpStatus.DONE:
        return _("Done %(time)s by %(name)s. No reminder follows.") % words
    return _("No longer needed since %(time)s, by %(name)s: %(why)s. No reminder follows.") % words


# -- The reminders so far --------------------------------------------------------------------------------------------


def _reminders(facts: Facts) -> Iterator[Reminder]:
    """The newest first, a line a person."""
    for (at, to), messages in groupby(facts.messages, key=lambda m: (m.created_at, m.recipient_id)):
        yield Reminder(facts.said(at), facts.name(to), [_became(message, facts) for message in messages])


def _became(message: Message, facts: Facts) -> str:
    channel = message.get_channel_display()
    return _("%(channel)s: %(became)s") % {"channel": channel, "became": _fate(message, facts)}


def _fate(message: Message, facts: Facts) -> str:
    if message.channel == Channel.IN_APP:
        read = message.read_at
        return _("opened %(time)s") % {"time": facts.said(read)} if read else _("not opened yet")
    if message.delivery == Delivery.SENT and message.sent_at:
        return _("sent %(time)s") % {"time": facts.said(message.sent_at)}
    if message.delivery == Delivery.QUEUED and message.channel in facts.paused:
        return _("waits, since this channel is paused")
    if message.delivery == Delivery.QUEUED and message.attempts:
        tries = ngettext("%(count)s try failed", "%(count)s tries failed", message.attempts) % {
            "count": message.attempts
        }
        return _("%(tries)s, again %(time)s") % {"tries": tries, "time": facts.said(message.send_after)}
    return str(message.get_delivery_display().lower())


# -- What comes next -------------------------------------------------------------------------------------------------


def _at_rest(facts: Facts) -> Iterator[str]:
    """Nobody is reminded of it, and why that loses nothing."""
    words = {"case": facts.case.goes_on_in_id, "time": facts.said(facts.follow_up.due_at)}
    yield _("It rests: this record is linked, and the neighbor’s case goes on as case %(case)s.") % words
    yield _("It is reminded of again as soon as the records are unlinked, and stays due %(time)s") % words


def _next(facts: Facts) -> Iterator[str]:
    rung = facts.ladder.rung(facts.follow_up.reminders_sent)
    people = [facts.name(recipient.pk) for recipient in _recipients(facts, rung)]
    if not people:
        yield _("Nobody is left to remind: there is no active programme manager.")
        return
    words = {"names": ", ".join(people), "time": facts.said(facts.at), "rung": rung.label.lower()}
    if facts.told.stands_in(facts.follow_up.owner_id, facts.case.team_id, rung, facts.case.pk):
        yield _("The next reminder goes to %(names)s, %(time)s, in place of: %(rung)s.") % words
        yield from _why_not_there(facts, rung)
    else:
        yield _("The next reminder goes to %(names)s (%(rung)s), %(time)s") % words


def _recipients(facts: Facts, rung: Rung) -> Sequence[Any]:
    return facts.told.of(facts.follow_up.owner_id, facts.case.team_id, rung, facts.case.pk)


def _why_not_there(facts: Facts, rung: Rung) -> Iterator[str]:
    """Of those whom the reminder passes over: why."""
    team, owner = facts.case.team, facts.follow_up.owner_id
    if team is None or owner is None:
        return
    on = {Rung.OWNER: owner, Rung.OTHER_HALF: team.other_half_id(owner), Rung.SUPERVISOR: team.supervisor_id}
    pk = on.get(rung)
    if pk and pk not in facts.told.people:
        yield _("%(name)s is not active any more.") % {"name": facts.name(pk)}
    elif pk and facts.told.presence.away(pk):
        yield f"{absence_of(facts.name(pk), pk, facts.told.presence, facts.now)}."


def _not_yet(facts: Facts) -> Iterator[str]:
    """Why none goes out at this moment; empty when the next sweep takes it."""
    follow_up, now = facts.follow_up, facts.now
    waits_until = follow_up.next_reminder_at or now
    quiet = follow_up.snoozed_until is not None and follow_up.snoozed_until > now
    if follow_up.due_at > now:
        yield _("It is not due yet: %(time)s") % {"time": facts.said(follow_up.due_at)}
    if quiet:
        yield _("It is snoozed until %(time)s") % {"time": facts.said(follow_up.snoozed_until or now)}
    if follow_up.set_aside_at:
        words = _("It was put aside %(time)s, since nobody could be found to remind. It is tried again after a day.")
        yield words % {"time": facts.said(follow_up.set_aside_at)}
    if waits_until <= now and not facts.ladder.is_time(now):
        yield _("It is outside working hours now: nothing goes out before %(time)s") % {"time": facts.said(facts.at)}
    elif follow_up.reminders_sent and waits_until > now and follow_up.due_at <= now and not quiet:
        yield _("Between two reminders there is some working time.")
    for channel, pause in sorted(facts.paused.items()):
        words = _("%(channel)s is paused by %(name)s: %(why)s. The inbox gets it all the same.")
        yield words % {"channel": Channel(channel).label, "name": facts.name(pause.by_id), "why": pause.why}


def _later(facts: Facts) -> Iterator[Later]:
    """Who comes after the next one, up to the top of the ladder; from there daily."""
    ladder, at = facts.ladder, facts.at
    for occasion in range(facts.follow_up.reminders_sent + 1, ladder.top + 1):
        at, rung = ladder.next_at(occasion - 1, at), ladder.rung(occasion)
        names = ", ".join(facts.name(recipient.pk) for recipient in _recipients(facts, rung))
        yield Later(facts.said(at), f"{names} ({rung.label.lower()})" if names else str(rung.label))
    yield Later(_("then daily"), _("%(rung)s, until it is done") % {"rung": ladder.rung(ladder.top).label})
