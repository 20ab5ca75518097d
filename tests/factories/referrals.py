from datetime import datetime, timedelta

from django.utils import timezone
from factory import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from casework.models import Case
from heart.lib.clock import ZONE
from referrals.actions.connections import confirm_connection
from referrals.actions.consents import ConsentDetails, record_consent
from referrals.actions.referrals import record_need, send_referral
from referrals.models import Connection, Consent, Need, Organization, Referral, Service
from referrals.states import Evidence, Information, NeedCategory, Signed
from tests.factories.casework import CaseFactory
from tests.times import MONDAY_9


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    name = Sequence(lambda n: f"Organization {n}")


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service

    organization = SubFactory(OrganizationFactory)
    name = Sequence(lambda n: f"Service {n}")
    needs = [NeedCategory.FOOD_INSECURITY]


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = Need

    case = SubFactory(CaseFactory, stage="engaged")
    category = NeedCategory.FOOD_INSECURITY
    now = MONDAY_9
    by = LazyAttribute(lambda need: need.case.team.peer)

    @classmethod
    def _create(cls, model_class: type[Need], **words) -> Need:
        return record_need(**words)


class ConsentFactory(DjangoModelFactory):
    """On paper, for the contact and the need, to any provider, for a year."""

    class Meta:
        model = Consent

    case = SubFactory(CaseFactory, stage="engaged")
    now = MONDAY_9
    by = LazyAttribute(lambda consent: consent.case.team.peer)
    organization = None
    information = (Information.CONTACT, Information.NEED)
    purpose = "To get help"
    signed = Signed.PAPER
    expires_on = LazyAttribute(lambda consent: timezone.localdate(consent.now, ZONE) + timedelta(days=365))

    @classmethod
    def _create(cls, model_class: type[Consent], *, case: Case, now: datetime, by, **words) -> Consent:
        return record_consent(case=case, details=ConsentDetails(**words), by=by, now=now)


class ReferralFactory(DjangoModelFactory):
    """Sent, with the need and a consent that allows it."""

    class Meta:
        model = Referral

    case = SubFactory(CaseFactory, stage="engaged")
    now = MONDAY_9
    by = LazyAttribute(lambda referral: referral.case.team.peer)
    service = SubFactory(ServiceFactory)
    need = LazyAttribute(lambda referral: NeedFactory(case=referral.case, now=referral.now))

    @classmethod
    def _create(cls, model_class: type[Referral], *, case: Case, now: datetime, **words) -> Referral:
        ConsentFactory(case=case, now=now)
        return send_referral(case=case, now=now, **words)


class ConnectionFactory(DjangoModelFactory):
    """Attended on the day of `now`, as the neighbor said."""

    class Meta:
        model = Connection

    case = SubFactory(CaseFactory, stage="engaged")
    now = MONDAY_9
    by = LazyAttribute(lambda connection: connection.case.team.peer)
    referral = LazyAttribute(lambda connection: ReferralFactory(case=connection.case, now=connection.now))
    attended_on = LazyAttribute(lambda connection: timezone.localdate(connection.now, ZONE))
    evidence = Evidence.NEIGHBOR

    @classmethod
    def _create(cls, model_class: type[Connection], *, case: Case, **words) -> Connection:
        return confirm_connection(**words)
