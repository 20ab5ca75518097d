"""The neighbor's own reminder of an appointment: one text the day before, to whoever agreed to that.

Found by what is true, not by a timetable of its own: whatever moved or was down meanwhile, the next sweep sees which
appointments are near, and whether the latest text about each tells its time. The key, which holds the referral, its
time and how often that was written, makes it one text each.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from casework.actions.texts import about, give_up_late, may_say_who, may_text
from casework.models import TextAgreement
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.clock import ZONE
from heart.notify import outbox
from heart.notify.models import DAY_BEGINS, Delivery, Message, Template, is_daytime
from referrals.models import Referral

# Later than this before the appointment, a reminder is of no use any more.
NO_LATER_THAN = timedelta(hours=2)
# A reminder of an evening appointment comes before the evening.
REMINDS_UNTIL = 19
FURTHEST = timedelta(hours=48)
BATCH = 200
# Withdrawn like this, without a person who tells the neighbor instead, nothing was said.
UNSAID = (Delivery.WITHDRAWN, Delivery.FAILED)


@action
def remind_of_appointments(*, by: User | None = None, now: datetime = NOW) -> int:
    """Write the texts that are due by now, and give up what was not sent in time. Returns how many were written."""
    _give_up_late(by, now)
    if not is_daytime(now):
        return 0
    near = Referral.objects.live().filter(appointment_at__gte=now + NO_LATER_THAN, appointment_at__lte=now + FURTHEST)
    asked = near.filter(
        case__neighbor__in=TextAgreement.objects.speaking().filter(appointments=True).values("neighbor")
    )
    held = asked.select_related("case__neighbor").select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    due = [referral for referral in held if referral.appointment_at and remind_at(referral.appointment_at) <= now]
    new = _not_yet_reminded(due)[:BATCH]
    agreements = _agreements(referral for referral, _key in new)
    asked_for = [(r, key) for r, key in new if r.case.neighbor_id in agreements and not _told_by_another(r, agreements)]
    outbox.put_out([_text(r, key, agreements[r.case.neighbor_id], now) for r, key in asked_for])
    for referral, _key in asked_for:
        record("texts.appointment", subject=referral.case, by=by, at=now, referral=referral.pk)
    return len(asked_for)


def forget_reminder(referral: Referral) -> None:
    """It moved, or is off: what is still queued about it is not sent."""
    outbox.withdraw(_about(referral))


def remind_at(appointment_at: datetime) -> datetime:
    """The day before by the calendar, at the same hour on the wall, but neither in the night nor late."""
    local = appointment_at.astimezone(ZONE)
    before = local.replace(tzinfo=None) - timedelta(days=1)
    earliest = before.replace(hour=DAY_BEGINS.hour, minute=0, second=0, microsecond=0)
    latest = before.replace(hour=REMINDS_UNTIL, minute=0, second=0, microsecond=0)
    return min(max(before, earliest), latest).replace(tzinfo=ZONE).astimezone(UTC)


def _at(referral: Referral) -> str:
    at = referral.appointment_at
    return at.astimezone(UTC).isoformat() if at else ""


def _about(referral: Referral) -> str:
    return f"{about(referral.case.neighbor_id)}:referral:{referral.pk}"


def _not_yet_reminded(referrals: list[Referral]) -> list[tuple[Referral, str]]:
    """Those of which the neighbor was not told this time, or another time since; each with the key of its text."""
    subjects = [_about(referral) for referral in referrals]
    texts = Message.objects.filter(about__in=subjects, template=Template.APPOINTMENT).order_by("pk")
    written: Counter[tuple[str, str]] = Counter()
    told: dict[str, str] = {}
    for subject, at, delivery, moot, follow_up in texts.values_list(
        "about", "params__at", "delivery", "moot", "follow_up"
    ):
        written[subject, at] += 1
        if not (moot and delivery in UNSAID and follow_up is None):
            told[subject] = at
    new = [(r, _about(r), _at(r)) for r in referrals if told.get(_about(r)) != _at(r)]
    return [(r, f"appointment:{r.pk}:{at}:{written[subject, at]}") for r, subject, at in new]


def _agreements(referrals: Iterable[Referral]) -> dict[int, TextAgreement]:
    """By neighbor; held, so that nobody ends one while its text is being written."""
    live = TextAgreement.objects.speaking().filter(
        neighbor__in=[r.case.neighbor_id for r in referrals], appointments=True
    )
    held = live.select_related("contact_point").select_for_update(skip_locked=True, of=("self",))
    return {agreement.neighbor_id: agreement for agreement in held if may_text(agreement.contact_point)}


def _told_by_another(referral: Referral, agreements: dict[int, TextAgreement]) -> bool:
    """The same time, told to the same number for a linked record: once is enough."""
    number = agreements[referral.case.neighbor_id].contact_point.value
    heard = TextAgreement.objects.speaking().filter(appointments=True, contact_point__value=number)
    same = Referral.objects.live().filter(
        appointment_at=referral.appointment_at,
        case__neighbor__person_number=referral.case.neighbor.person_number,
        case__neighbor__in=heard.values("neighbor"),
    )
    return same.exclude(case__neighbor=referral.case.neighbor_id).filter(pk__lt=referral.pk).exists()


def _text(referral: Referral, key: str, agreement: TextAgreement, now: datetime) -> outbox.Draft:
    point = agreement.contact_point
    return outbox.to_neighbor(
        point.value,
        referral.case.neighbor.language,
        key=key,
        template=Template.APPOINTMENT,
        about=_about(referral),
        params={"at": _at(referral), "say_heart": may_say_who(point)},
        now=now,
    )


def _give_up_late(by: User | None, now: datetime) -> None:
    """A channel was paused, or the provider down, until it was of no use: somebody has to tell the neighbor, while the
    appointment is still to come."""
    queued = Message.objects.queued().filter(template=Template.APPOINTMENT)
    late = [pk for pk, at in queued.values_list("pk", "params__at") if datetime.fromisoformat(at) < now + NO_LATER_THAN]
    held = queued.filter(pk__in=late).order_by("pk").select_for_update(skip_locked=True, of=("self",))
    for message in held[:BATCH] if late else ():
        if datetime.fromisoformat(message.params["at"]) > now:
            give_up_late(message=message, by=by, now=now)
        else:
            outbox.withdraw(message.about)
