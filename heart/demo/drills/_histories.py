"""Made-up cases with everything that speaks: reminders, a referral with an appointment, texts to the neighbor; and each
way in which some of that must fall silent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from casework.actions.cases import assign_case, interrupt_case, open_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.follow_ups import cancel_follow_up, move_follow_up
from casework.actions.inbound_texts import receive_text
from casework.actions.links import link_records
from casework.actions.texts import about, agree_to_texts, take_back_texts
from casework.models import AgreedHow, Case, ContactPoint, ContactPointKind, FollowUp, Neighbor, Safety
from casework.states import NEVER_REST, Answer, CloseReason, ContactChannel, ContactResult, FollowUpKind
from heart.accounts.models import Team, User
from heart.accounts.roles import Role
from heart.lib.clock import ZONE
from heart.notify.channels.incoming import Incoming
from heart.notify.models import Message
from referrals.actions.connections import confirm_connection
from referrals.actions.consents import ConsentDetails, record_consent, revoke_consent
from referrals.actions.referrals import end_referral_case, record_answer, record_need, send_referral, set_appointment
from referrals.models import Consent, Organization, Referral, Service
from referrals.states import Evidence, Information, NeedCategory, ReferralStatus, Signed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEED = NeedCategory.FOOD_INSECURITY
CLOSED, CONNECT, REVOKE, STOP, TAKEN_BACK, CANCEL, MOVE = (
    "close",
    "connect",
    "revoke",
    "stop",
    "taken",
    "cancel",
    "move",
)
DECLINED, CALLED_OFF, FAILED, ANOTHER_TIME, ANSWERED_WITH_TIME = (
    "referral declined",
    "referral cancelled",
    "referral failed",
    "appointment moved",
    "answered with another time",
)
LINKED = "linked"
# Each has an appointment, and ends when the text about it is on its way.
OF_APPOINTMENT = [CALLED_OFF, FAILED, ANOTHER_TIME, ANSWERED_WITH_TIME]
ENDS = [
    CONNECT, REVOKE, STOP, TAKEN_BACK, CANCEL, MOVE, LINKED, DECLINED, *OF_APPOINTMENT,
    *(f"{CLOSED} {reason}" for reason in CloseReason),
]  # fmt: skip
STOP_WORDS = ["STOP", "stop.", "Alto", "ALTO"]


@dataclass
class House:
    """The staff and the one service that all these cases share."""

    team: Team
    service: Service

    @classmethod
    def furnish(cls) -> "House":
        roles = (Role.PEER, Role.CLINICIAN, Role.SUPERVISOR, Role.PROGRAMME_MANAGER)
        peer, clinician, supervisor, _manager = (person(role) for role in roles)
        team = Team.objects.create(name="Drill", peer=peer, clinician=clinician, supervisor=supervisor)
        organization = Organization.objects.create(name="Drill")
        return cls(team, Service.objects.create(organization=organization, name="Drill", needs=[NEED]))


def person(role: Role) -> User:
    name = f"Drill {role.label}"
    return User.objects.create_user(
        f"{role}@drill.invalid", name=name, role=role, phone="+19195550000", remind_by_text=True
    )


@dataclass
class History:
    """One case and how some of it ends. `subjects`: the names in the outbox that must fall silent; a name with a
    colon at its end means all that begins with it."""

    number: int
    end: str
    case: Case
    phone: ContactPoint
    by: User
    dice: Random
    at: datetime | None = None  # when it ended
    subjects: set[str] = field(default_factory=set)
    newest: int = 0  # message at that moment

    @property
    def referral(self) -> Referral:
        return self.case.referrals.get()

    @property
    def appointment_at(self) -> datetime:
        at = self.referral.appointment_at
        assert at  # noqa: S101  only asked of those that have one
        return at

    def urgent(self) -> FollowUp:
        return self.case.follow_ups.open().get(kind=FollowUpKind.NEW_CRISIS)

    @property
    def text(self) -> str:
        """About the appointment, as the outbox names it."""
        return f"{about(self.case.neighbor_id)}:referral:{self.referral.pk}"

    def is_about_it(self, message: Message) -> bool:
        """By its number, by what it is about, or by its key: that of a time that is no longer true."""
        return message.address in self.subjects or any(
            f"{name}:".startswith(f"{subject}:") for subject in self.subjects for name in (message.about, message.key)
        )

    def choose(self) -> None:
        """What is going to end, named as the outbox names it."""
        everything = {f.message_key for f in self.case.follow_ups.open()}
        texts = {about(self.case.neighbor_id)}
        if self.end.startswith(CLOSED):
            self.subjects = everything | texts | {f"case:{self.case.pk}"}
        elif self.end == CONNECT:
            self.subjects = {self.text, self._promise().message_key}
        elif self.end == DECLINED:
            self.subjects = {self._promise().message_key}
        elif self.end in OF_APPOINTMENT:
            self.subjects = {self.text}
        elif self.end == STOP:
            self.subjects = {*texts, self.phone.value}
        elif self.end == TAKEN_BACK:
            self.subjects = texts
        elif self.end == LINKED:
            self.subjects = {f.message_key for f in self.case.follow_ups.open() if f.kind not in NEVER_REST}
        elif self.end in (CANCEL, MOVE):
            self.subjects = {self.urgent().message_key}

    def stop(self, now: datetime) -> None:
        """The end itself, through the real actions."""
        self.case.refresh_from_db()
        ends: dict[str, Callable[[datetime], object]] = {
            CONNECT: self._connect, REVOKE: self._revoke, STOP: self._answer_stop, CANCEL: self._cancel, MOVE: self._move,
            LINKED: self._link, DECLINED: self._decline, CALLED_OFF: self._call_off, FAILED: self._fail,
            ANOTHER_TIME: self._set_another_time, ANSWERED_WITH_TIME: self._answer_with_another_time,
            TAKEN_BACK: lambda now: take_back_texts(case=self.case, by=self.by, now=now),
        }  # fmt: skip
        ends.get(self.end, self._close)(now)
        self.at = now

    def _connect(self, now: datetime) -> None:
        day = now.astimezone(ZONE).date()
        confirm_connection(referral=self.referral, attended_on=day, evidence=Evidence.PROVIDER, by=self.by, now=now)

    def _revoke(self, now: datetime) -> None:
        consent = Consent.objects.get(neighbor=self.case.neighbor_id)
        revoke_consent(consent=consent, case=self.case, by=self.by, now=now)

    def _answer_stop(self, now: datetime) -> None:
        word = self.dice.choice(STOP_WORDS)
        receive_text(incoming=Incoming(f"drill {self.number}", self.phone.value, word), now=now)

    def _cancel(self, now: datetime) -> None:
        cancel_follow_up(follow_up=self.urgent(), by=self.by, why="made up", now=now)

    def _move(self, now: datetime) -> None:
        """The reminders of the old time; the new one has its own, which may come."""
        self.subjects = {f"{self.urgent().message_key}:{self.urgent().renewals}"}
        move_follow_up(follow_up=self.urgent(), due_at=now + 20 * DAY, why="made up", by=self.by, now=now)

    def _link(self, now: datetime) -> None:
        """Another record of the same person, whose case goes on; what waits for a provider goes on here."""
        assert self.case.team  # noqa: S101  each of them was assigned
        other = Neighbor.objects.create(preferred_name=f"Drill {self.number} again", created_at=now)
        case = open_case(neighbor=other, met_at=now - HOUR, by=None, now=now)
        case = assign_case(case=case, team=self.case.team, by=self.case.team.supervisor, now=now)
        link_records(first=self.case.neighbor, second=other, why="made up", goes_on=case, by=None, now=now)

    def _promise(self) -> FollowUp:
        """To confirm the connection."""
        return self.case.follow_ups.get(referral__isnull=False)

    def _decline(self, now: datetime) -> None:
        self._end_referral(ReferralStatus.REJECTED, now)

    def _call_off(self, now: datetime) -> None:
        self._end_referral(ReferralStatus.CANCELLED, now)

    def _fail(self, now: datetime) -> None:
        self._end_referral(ReferralStatus.FAILED, now)

    def _end_referral(self, status: ReferralStatus, now: datetime) -> None:
        self.subjects = {self.text, self._promise().message_key}
        record_answer(referral=self.referral, status=status, reason="made up", by=self.by, now=now)

    def _set_another_time(self, now: datetime) -> None:
        set_appointment(referral=self.referral, appointment_at=self._another_time(), by=self.by, now=now)

    def _answer_with_another_time(self, now: datetime) -> None:
        later, begun = self._another_time(), ReferralStatus.IN_PROGRESS
        record_answer(referral=self.referral, status=begun, appointment_at=later, by=self.by, now=now)

    def _another_time(self) -> datetime:
        """What was to be said of the old one must not be said; the new one has its own text, which may come."""
        promise = self._promise()
        self.subjects = {
            f"appointment:{self.referral.pk}:{self.appointment_at.isoformat()}",
            f"{promise.message_key}:{promise.renewals}",
        }
        return self.appointment_at + self.dice.choice([HOUR, DAY, 5 * DAY])

    def _close(self, now: datetime) -> None:
        reason = CloseReason(self.end.removeprefix(f"{CLOSED} "))
        end_referral_case(case=self.case, reason=reason, note="made up", by=self.by, now=now)


def begin(number: int, end: str, house: House, now: datetime, dice: Random, within: int) -> History:
    """Led by the real actions to where it can end so: as much is going on as that end allows. An appointment is at
    most so many days ahead."""
    neighbor = Neighbor.objects.create(
        preferred_name=f"Drill {number}", language=dice.choice(["en", "es"]), created_at=now
    )
    phone = ContactPoint.objects.create(
        neighbor=neighbor, kind=ContactPointKind.PHONE, value=f"+1984{number:07}", text_ok=Safety.YES
    )
    silent = end == f"{CLOSED} {CloseReason.UNABLE_TO_CONTACT}"
    by = house.team.peer
    case = open_case(neighbor=neighbor, met_at=now - (21 * DAY if silent else HOUR), by=None, now=now)
    case = assign_case(case=case, team=house.team, by=house.team.supervisor, now=now)
    agree_to_texts(
        case=case, contact_point=phone, appointments=True, caring=True, how=AgreedHow.SPOKEN, by=by, now=now - 29 * DAY
    )
    history = History(number, end, case, phone, by, dice)
    if silent:
        _never_reached(case, by, now)
    else:
        _refer(history, house, now)
        if end != DECLINED:
            _accept(history, now, within)
    if end in (CANCEL, MOVE) or dice.random() < 0.5:
        interrupt_case(case=case, by=None, now=now)
    if end == f"{CLOSED} {CloseReason.CONNECTED}":
        history._connect(now)
    return history


def _never_reached(case: Case, by: User, now: datetime) -> None:
    for days, hour in ((20, 0), (18, 5), (15, 0), (9, 5), (4, 0), (1, 5)):
        channel = ContactChannel.IN_PERSON if hour else ContactChannel.PHONE
        details = ContactDetails(
            channel, ContactResult.NOT_FOUND if hour else ContactResult.NO_ANSWER, at=now - days * DAY + hour * HOUR
        )
        log_contact(case=case, details=details, by=by, now=now)


def _refer(history: History, house: House, now: datetime) -> None:
    case, by = history.case, history.by
    reached = ContactDetails(ContactChannel.PHONE, ContactResult.REACHED, answer=Answer.AGREED)
    log_contact(case=case, details=reached, by=by, now=now)
    case.refresh_from_db()
    need = record_need(case=case, category=NEED, by=by, now=now)
    told = (Information.CONTACT, Information.NEED)
    until = now.date() + 365 * DAY
    details = ConsentDetails(None, told, "To get help", Signed.PAPER, until)
    record_consent(case=case, details=details, by=by, now=now)
    send_referral(case=case, need=need, service=house.service, by=by, now=now)


def _accept(history: History, now: datetime, within: int) -> None:
    appointment = now + history.dice.randint(1, within) * DAY + history.dice.randint(0, 6) * HOUR
    accepted = ReferralStatus.ACCEPTED
    record_answer(referral=history.referral, status=accepted, appointment_at=appointment, by=history.by, now=now)
