"""Made-up records in every state that a record may be in, some of which turn out to be one person."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from casework.actions.cases import assign_case, close_case, interrupt_case, open_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.inbound_texts import receive_text
from casework.actions.texts import agree_to_texts
from casework.models import AgreedHow, Case, ContactPoint, ContactPointKind, Neighbor, Safety
from casework.states import Answer, CloseReason, ContactChannel, ContactResult
from heart.accounts.models import Team, User
from heart.accounts.roles import Role
from heart.lib.clock import ZONE
from heart.notify.channels.incoming import Incoming
from referrals.actions.connections import confirm_connection
from referrals.actions.consents import ConsentDetails, record_consent
from referrals.actions.referrals import record_answer, record_need, send_referral
from referrals.models import Consent, Organization, Service
from referrals.states import Evidence, Information, NeedCategory, ReferralStatus, Signed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEED = NeedCategory.FOOD_INSECURITY
STAGES = ("no case", "intake", "outreach", "engaged", "referred", "appointment", "connected", "closed", "long closed")
TEAMS, PHONES = 3, 5
TOLD = (
    frozenset({Information.CONTACT}),
    frozenset({Information.CONTACT, Information.NEED}),
    frozenset({Information.CONTACT, Information.NEED, Information.MENTAL_HEALTH}),
)


@dataclass
class Town:
    """Everybody and everything that the graphs are drawn from, as it was made at `now`."""

    now: datetime
    dice: Random
    manager: User
    teams: list[Team]
    organizations: list[Organization]
    services: list[Service]
    records: list[Neighbor] = field(default_factory=list)

    @classmethod
    def build(cls, records: int, now: datetime, dice: Random) -> "Town":
        manager = _person(Role.PROGRAMME_MANAGER, 0)
        teams = [_team(n) for n in range(TEAMS)]
        organizations = [Organization.objects.create(name=f"Drill {n}") for n in range(2)]
        services = [Service.objects.create(organization=o, name=f"Drill {o}", needs=[NEED]) for o in organizations]
        town = cls(now, dice, manager, teams, organizations, services)
        town.records = [town._record(n) for n in range(records)]
        return town

    def _record(self, number: int) -> Neighbor:
        dice, stage = self.dice, STAGES[number % len(STAGES)]
        neighbor = Neighbor.objects.create(
            preferred_name=f"Drill {number}", created_at=self.now, domestic_violence=dice.random() < 0.1
        )
        phone = ContactPoint.objects.create(
            neighbor=neighbor,
            kind=ContactPointKind.PHONE,
            value=f"+1984555{dice.randrange(PHONES):04}",
            text_ok=dice.choice([Safety.YES, Safety.YES, Safety.YES, Safety.NO]),
            may_say_heart=dice.choice(Safety.values),
        )
        if stage != "no case":
            self._lead(neighbor, phone, stage, number)
        return neighbor

    def _lead(self, neighbor: Neighbor, phone: ContactPoint, stage: str, number: int) -> None:
        """By the real actions to where it stands."""
        dice = self.dice
        begun = self.now - dice.randint(2, 20) * DAY
        if stage == "long closed":
            begun -= 60 * DAY
        case = open_case(neighbor=neighbor, met_at=begun, by=None, now=begun)
        if stage == "intake":
            return
        team = dice.choice(self.teams)
        case = assign_case(case=case, team=team, by=self.manager, now=begun + HOUR)
        if phone.text_ok == Safety.YES and dice.random() < 0.7:
            self._texts(case, phone, begun)
        if stage.endswith("closed"):
            close_case(case=case, reason=CloseReason.DECLINED, by=team.peer, now=begun + DAY)
            return
        if stage != "outreach":
            self._engaged(case, stage, begun + DAY)
        if dice.random() < 0.3:
            interrupt_case(case=case, by=None, now=self.now - HOUR)
        if dice.random() < 0.2:
            receive_text(incoming=Incoming(f"drill {number}", phone.value, "call me"), now=self.now - HOUR)

    def _texts(self, case: Case, phone: ContactPoint, at: datetime) -> None:
        assert case.team  # noqa: S101  just assigned
        agree_to_texts(
            case=case, contact_point=phone, appointments=True, caring=True, how=AgreedHow.SPOKEN, careful=True,
            by=case.team.peer, now=at,
        )  # fmt: skip

    def _engaged(self, case: Case, stage: str, at: datetime) -> None:
        assert case.team  # noqa: S101  just assigned
        by, dice = case.team.peer, self.dice
        reached = ContactDetails(ContactChannel.PHONE, ContactResult.REACHED, answer=Answer.AGREED)
        log_contact(case=case, details=reached, by=by, now=at)
        self.consents(case, at)
        if stage == "engaged":
            return
        need = record_need(case=case, category=NEED, by=by, now=at)
        until = at.date() + 300 * DAY
        details = ConsentDetails(None, tuple(TOLD[1]), "To get help", Signed.PAPER, until)
        record_consent(case=case, details=details, by=by, now=at)
        referral = send_referral(case=case, need=need, service=dice.choice(self.services), by=by, now=at)
        if stage == "appointment":
            day = (self.now + dice.choice([1, 2, 5]) * DAY).date()
            time = datetime(day.year, day.month, day.day, 14, tzinfo=ZONE)
            accepted = ReferralStatus.ACCEPTED
            record_answer(referral=referral, status=accepted, appointment_at=time, by=by, now=at)
        if stage == "connected":
            confirm_connection(referral=referral, attended_on=at.date(), evidence=Evidence.PROVIDER, by=by, now=at)

    def consents(self, case: Case, at: datetime) -> None:
        """A few, some of which were taken back since."""
        for consent in random_consents(self.dice, self.organizations, at, self.now):
            consent.neighbor_id = case.neighbor_id
            consent.recorded_by = self.manager
            consent.revoked_by = self.manager if consent.revoked_at else None
            consent.save()


def random_consents(dice: Random, towards: list[Organization], since: datetime, until: datetime) -> Iterator[Consent]:
    """Unsaved, of nobody yet."""
    span = (until - since).total_seconds()
    for _ in range(dice.choice([0, 1, 1, 2])):
        signed = since + timedelta(seconds=dice.random() * span)
        revoked = signed + timedelta(seconds=dice.random() * (until - signed).total_seconds())
        yield Consent(
            organization=dice.choice([None, *towards]),
            information=sorted(dice.choice(TOLD)),
            purpose="made up",
            signed=Signed.PAPER,
            signed_at=signed,
            expires_on=signed.date() + dice.choice([10, 300]) * DAY,
            revoked_at=revoked if dice.random() < 0.4 else None,
        )


def _team(number: int) -> Team:
    peer, clinician, supervisor = (_person(role, number) for role in (Role.PEER, Role.CLINICIAN, Role.SUPERVISOR))
    return Team.objects.create(name=f"Drill {number}", peer=peer, clinician=clinician, supervisor=supervisor)


def _person(role: Role, number: int) -> User:
    return User.objects.create_user(
        f"{role}{number}@drill.invalid", name=f"Drill {role.label} {number}", role=role, remind_by_email=True
    )
