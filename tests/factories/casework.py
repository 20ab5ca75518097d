from datetime import datetime, timedelta

from factory import Factory, LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from casework.actions.cases import assign_case, close_case, open_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.encounters import EncounterDetails, record_encounter
from casework.actions.neighbors import Person
from casework.actions.policies import copy_policy
from casework.actions.restrictions import restrict_record
from casework.models import (
    CadencePolicy,
    Case,
    Contact,
    ContactPoint,
    ContactPointKind,
    Encounter,
    Neighbor,
    RestrictedWhy,
    Restriction,
    Source,
)
from casework.states import Answer, CloseReason, ContactChannel, ContactResult
from heart.accounts.models import Team
from heart.accounts.roles import Role
from heart.lib.remember import remembering
from tests.factories.accounts import TeamFactory, UserFactory
from tests.times import MONDAY_9

STAGES = ("intake", "outreach", "engaged", "connected", "closed")


class NeighborFactory(DjangoModelFactory):
    class Meta:
        model = Neighbor

    preferred_name = Sequence(lambda n: f"Neighbor {n}")


class ContactPointFactory(DjangoModelFactory):
    class Meta:
        model = ContactPoint

    neighbor = SubFactory(NeighborFactory)
    kind = ContactPointKind.PHONE
    value = Sequence(lambda n: f"+1 919 555 {n:04}")


class CaseFactory(DjangoModelFactory):
    """CaseFactory(stage="engaged", team=team): led there step by step, all at `now`.

    "closed" was being reached and declined. A team is made when none is given and the stage needs one.
    """

    class Meta:
        model = Case

    neighbor = SubFactory(NeighborFactory)
    stage = "intake"
    team = None
    now = MONDAY_9
    met_at = LazyAttribute(lambda case: case.now - timedelta(hours=1))

    @classmethod
    def _create(
        cls,
        model_class: type[Case],
        *,
        neighbor: Neighbor,
        stage: str,
        team: Team | None,
        now: datetime,
        met_at: datetime,
    ) -> Case:
        assert stage in STAGES, stage
        with remembering():
            return cls._led(neighbor, stage, team, now, met_at)

    @staticmethod
    def _led(neighbor: Neighbor, stage: str, team: Team | None, now: datetime, met_at: datetime) -> Case:
        case = open_case(neighbor=neighbor, met_at=met_at, by=None, now=now)
        if stage == "intake":
            return case
        team = team or TeamFactory()
        case = assign_case(case=case, team=team, by=team.supervisor, now=now)
        if stage == "closed":
            return close_case(case=case, reason=CloseReason.DECLINED, by=team.peer, now=now)
        if stage in ("engaged", "connected"):
            ContactFactory(case=case, now=now)
            case.refresh_from_db()
        if stage == "connected":
            from tests.factories.referrals import ConnectionFactory

            ConnectionFactory(case=case, now=now)
            case.refresh_from_db()
        return case


class ContactFactory(DjangoModelFactory):
    """By default the neighbor was reached and agreed. Other words of ContactDetails may be given."""

    class Meta:
        model = Contact

    case = SubFactory(CaseFactory, stage="outreach")
    now = MONDAY_9
    by = LazyAttribute(lambda contact: contact.case.team.peer)
    channel = ContactChannel.PHONE
    result = ContactResult.REACHED
    answer = LazyAttribute(lambda contact: Answer.AGREED if contact.result == ContactResult.REACHED else "")

    @classmethod
    def _create(cls, model_class: type[Contact], *, case: Case, now: datetime, by, follow_up=None, **words) -> Contact:
        return log_contact(case=case, details=ContactDetails(**words), follow_up=follow_up, by=by, now=now)


class DraftFactory(DjangoModelFactory):
    """A draft of the cadence with the steps of the version in force. DraftFactory(change={("engaged", 1): {"after": 72}})."""

    class Meta:
        model = CadencePolicy

    by = LazyAttribute(lambda draft: UserFactory(role=Role.PROGRAMME_MANAGER))
    what = ""
    change = LazyAttribute(lambda draft: {})
    now = MONDAY_9

    @classmethod
    def _create(cls, model_class: type[CadencePolicy], *, by, what, change, now) -> CadencePolicy:
        draft = copy_policy(draft=CadencePolicy(what=what), source=CadencePolicy.objects.in_force(), by=by, now=now)
        for (phase, position), words in change.items():
            assert draft.steps.filter(phase=phase, position=position).update(**words) == 1
        return draft


class EncounterDetailsFactory(Factory):
    class Meta:
        model = EncounterDetails

    agency = "durham-ecc"
    incident_number = Sequence(lambda n: f"2026-{n:06}")
    received_at = MONDAY_9 - timedelta(hours=2)
    follow_up_wanted = "yes"


class PersonFactory(Factory):
    class Meta:
        model = Person

    preferred_name = Sequence(lambda n: f"Person {n}")


class EncounterFactory(DjangoModelFactory):
    """Recorded by nobody in particular, as a CAD row is, unless `by` and `source` say otherwise."""

    class Meta:
        model = Encounter

    person = SubFactory(PersonFactory)
    by = None
    source = Source.CAD
    now = MONDAY_9

    @classmethod
    def _create(cls, model_class: type[Encounter], *, person, by, source, now, **words) -> Encounter:
        details = EncounterDetailsFactory(**words)
        return record_encounter(details=details, person=person, by=by, source=source, now=now).encounter


class RestrictionFactory(DjangoModelFactory):
    """RestrictionFactory(neighbor=neighbor, named=[ada, ben, sol]): by the first overseer of them."""

    class Meta:
        model = Restriction

    neighbor = SubFactory(NeighborFactory)
    named = LazyAttribute(lambda restriction: [UserFactory(role=Role.PROGRAMME_MANAGER)])
    by = LazyAttribute(lambda restriction: next(p for p in restriction.named if p.is_overseer))
    why = RestrictedWhy.STAFF_KIN
    now = MONDAY_9

    @classmethod
    def _create(cls, model_class: type[Restriction], **words) -> Restriction:
        return restrict_record(**words)
