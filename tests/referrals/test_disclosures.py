"""One function decides whether something may be told (DOMAIN 6): deny is the default, and every yes names its consent."""

from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import Case
from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify.models import Message
from referrals.actions.consents import revoke_consent
from referrals.actions.referrals import send_referral
from referrals.disclosures import decide, told_by_referral
from referrals.models import Consent, Organization, Referral
from referrals.states import Information, NeedCategory, Signed
from tests.attempts import at_once
from tests.cast import Cast, assemble
from tests.factories import CaseFactory, ConsentFactory, NeedFactory, OrganizationFactory, ServiceFactory
from tests.times import MONDAY_9, TUESDAY_9, local

I = Information  # noqa: E741
CONTACT_AND_NEED = frozenset({I.CONTACT, I.NEED})
DAY = timedelta(days=1)


@pytest.fixture
def case(cast: Cast) -> Case:
    return CaseFactory(stage="engaged", team=cast.team)


@pytest.fixture
def clinic(db: None) -> Organization:
    return OrganizationFactory(name="Clinic")


def allowed(case: Case, organization: Organization, information=CONTACT_AND_NEED, now=MONDAY_9) -> Consent | None:
    return decide(
        neighbor=case.neighbor, organization=organization, information=frozenset(information), now=now
    ).consent


# -- Deciding ------------------------------------------------------------------------------------------------------


def test_without_a_consent_the_answer_is_no_and_says_what_is_missing(case: Case, clinic: Organization) -> None:
    decision = decide(neighbor=case.neighbor, organization=clinic, information=CONTACT_AND_NEED, now=MONDAY_9)

    assert (decision.allowed, decision.missing) == (False, ("contact", "need"))


def test_a_consent_to_any_provider_allows_this_one(case: Case, clinic: Organization) -> None:
    consent = ConsentFactory(case=case)

    assert allowed(case, clinic) == consent


def test_a_consent_to_another_provider_does_not(case: Case, clinic: Organization) -> None:
    ConsentFactory(case=case, organization=OrganizationFactory())

    assert allowed(case, clinic) is None


def test_a_consent_of_another_neighbor_does_not(case: Case, clinic: Organization, cast: Cast) -> None:
    ConsentFactory(case=CaseFactory(stage="engaged", team=cast.other_team))

    assert allowed(case, clinic) is None


def test_two_consents_do_not_add_up_to_one(case: Case, clinic: Organization) -> None:
    ConsentFactory(case=case, information=(I.CONTACT,))
    ConsentFactory(case=case, information=(I.NEED, I.MENTAL_HEALTH))

    decision = decide(neighbor=case.neighbor, organization=clinic, information=CONTACT_AND_NEED, now=MONDAY_9)

    assert (decision.allowed, len(decision.missing)) == (False, 1)


@pytest.mark.parametrize(
    ("moment", "in_force"),
    [
        (local(2026, 5, 4, 8, 59), False),
        (MONDAY_9, True),
        (local(2026, 6, 1, 23, 59), True),
        (local(2026, 6, 2), False),
    ],
    ids=["before it was signed", "from the signature", "through the last evening", "after midnight"],
)
def test_a_consent_holds_through_its_last_local_day(case: Case, clinic: Organization, moment, in_force: bool) -> None:
    consent = ConsentFactory(case=case, expires_on=date(2026, 6, 1))

    assert allowed(case, clinic, now=moment) == (consent if in_force else None)


def test_revoked_it_ends_at_that_moment(case: Case, cast: Cast, clinic: Organization) -> None:
    consent = ConsentFactory(case=case)

    revoke_consent(consent=consent, case=case, by=cast.ada, now=TUESDAY_9)

    assert [allowed(case, clinic, now=TUESDAY_9 + delta) for delta in (-timedelta(seconds=1), timedelta(0), DAY)] == [
        consent,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("category", "part2", "told"),
    [
        (NeedCategory.FOOD_INSECURITY, False, {I.CONTACT, I.NEED}),
        (NeedCategory.MENTAL_HEALTH, False, {I.CONTACT, I.NEED, I.MENTAL_HEALTH}),
        (NeedCategory.SUBSTANCE_USE, False, {I.CONTACT, I.NEED, I.SUBSTANCE_USE}),
        (NeedCategory.FOOD_INSECURITY, True, {I.CONTACT, I.NEED, I.SUBSTANCE_USE}),
        (NeedCategory.MENTAL_HEALTH, True, {I.CONTACT, I.NEED, I.MENTAL_HEALTH, I.SUBSTANCE_USE}),
    ],
)
def test_what_a_referral_tells(db: None, category: str, part2: bool, told: set) -> None:
    """Sending somebody to a Part 2 programme says it all."""
    assert told_by_referral(category, ServiceFactory(is_part2=part2)) == told


consents = st.builds(
    dict,
    information=st.sets(st.sampled_from(Information), min_size=1).map(lambda found: tuple(sorted(found))),
    to=st.sampled_from(["clinic", "other", "any"]),
    signed=st.integers(-5, 5),
    days=st.integers(0, 8),
    revoked=st.one_of(st.none(), st.integers(0, 8)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    given_consents=st.lists(consents, max_size=4),
    asked=st.sets(st.sampled_from(Information), min_size=1),
    at=st.integers(-5, 12),
)
def test_whatever_was_consented_nothing_goes_out_without_one_that_covers_it_all(
    case: Case, clinic: Organization, given_consents, asked, at
) -> None:
    Consent.objects.all().delete()
    other, now, expected = OrganizationFactory(), MONDAY_9 + at * DAY, False
    for words in given_consents:
        start = MONDAY_9 + words["signed"] * DAY
        sensitive = I.SUBSTANCE_USE in words["information"]
        to = {"clinic": clinic, "other": other, "any": clinic if sensitive else None}[words["to"]]
        revoked = None if words["revoked"] is None else start + words["revoked"] * DAY
        Consent.objects.create(
            neighbor=case.neighbor,
            organization=to,
            information=list(words["information"]),
            purpose="help",
            signed=Signed.PAPER,
            signed_at=start,
            expires_on=(start + words["days"] * DAY).date(),
            recorded_by=case.team.peer,
            revoked_at=revoked,
            revoked_by=revoked and case.team.peer,
        )
        holds = (
            start <= now and now.date() <= (start + words["days"] * DAY).date() and (revoked is None or now < revoked)
        )
        expected |= holds and to in (clinic, None) and asked <= set(words["information"])

    decision = decide(neighbor=case.neighbor, organization=clinic, information=frozenset(asked), now=now)

    assert decision.allowed == expected
    assert decision.allowed or set(decision.missing) <= asked


# -- Giving and taking back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"information": ()}, "information"),
        ({"expires_on": date(2026, 5, 3)}, "expires_on"),
        ({"signed": Signed.VERBAL}, "witness"),
        ({"signed": Signed.VERBAL, "witness": " "}, "witness"),
        ({"information": (I.SUBSTANCE_USE,), "organization": None}, "organization"),
    ],
)
def test_a_consent_that_says_too_little_is_not_one(case: Case, words: dict, field: str) -> None:
    with pytest.raises(DomainError) as error:
        ConsentFactory(case=case, **words)

    assert (error.value.field, Consent.objects.count()) == (field, 0)


def test_substance_use_is_never_consented_to_by_word_of_mouth(case: Case, clinic: Organization) -> None:
    with pytest.raises(DomainError) as error:
        ConsentFactory(
            case=case, information=(I.SUBSTANCE_USE,), organization=clinic, signed=Signed.VERBAL, witness="Ben"
        )

    assert error.value.field == "signed"


def test_a_consent_may_be_given_until_today_even_after_seven_in_the_evening(case: Case) -> None:
    evening = local(2026, 5, 4, 21)

    assert ConsentFactory(case=case, now=evening, expires_on=date(2026, 5, 4)).expires_on == date(2026, 5, 4)


def test_a_consent_is_revoked_once(case: Case, cast: Cast) -> None:
    consent = ConsentFactory(case=case)
    revoke_consent(consent=consent, case=case, by=cast.ada, now=TUESDAY_9)

    with pytest.raises(NotPossibleNow):
        revoke_consent(consent=consent, case=case, by=cast.ben, now=TUESDAY_9)

    assert Consent.objects.get().revoked_by == cast.ada


@pytest.mark.parametrize("who", ["eve", "zoe", "rex", "ira", "ana"])
def test_strangers_neither_record_nor_revoke(case: Case, cast: Cast, who: str) -> None:
    consent = ConsentFactory(case=case)

    for attempt in (partial(ConsentFactory, case=case), partial(revoke_consent, consent=consent, case=case)):
        with pytest.raises(NotAllowed):
            attempt(by=cast.people[who], now=TUESDAY_9)

    assert (Consent.objects.count(), Consent.objects.get().revoked_at) == (1, None)


# -- On a referral -------------------------------------------------------------------------------------------------


def test_a_part_2_service_needs_a_consent_that_says_so(case: Case, cast: Cast, clinic: Organization) -> None:
    service = ServiceFactory(organization=clinic, is_part2=True)
    words = {"case": case, "need": NeedFactory(case=case), "service": service, "by": cast.ada, "now": MONDAY_9}
    ConsentFactory(case=case)

    with pytest.raises(DomainError) as error:
        send_referral(**words)
    named = ConsentFactory(case=case, organization=clinic, information=(I.CONTACT, I.NEED, I.SUBSTANCE_USE))

    assert (error.value.field, send_referral(**words).consent) == ("consent", named)


def test_every_disclosure_is_on_record_with_its_consent(case: Case, cast: Cast, clinic: Organization) -> None:
    consent = ConsentFactory(case=case)
    need = NeedFactory(case=case)

    send_referral(case=case, need=need, service=ServiceFactory(organization=clinic), by=cast.ada, now=MONDAY_9)

    event = AuditEvent.objects.get(event="disclosure.allowed")
    assert (event.actor_id, event.detail) == (cast.ada.pk, {"organization": str(clinic.pk), "consent": consent.pk})


def test_a_revocation_and_a_referral_at_once_come_one_after_the_other(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="engaged", team=cast.team)
    consent, need, service = ConsentFactory(case=case), NeedFactory(case=case), ServiceFactory()

    sent, revoked = at_once(
        partial(send_referral, case=case, need=need, service=service, by=cast.ada, now=TUESDAY_9),
        partial(revoke_consent, consent=consent, case=case, by=cast.ben, now=TUESDAY_9),
    )

    assert revoked.revoked_at == TUESDAY_9
    assert isinstance(sent, Referral | DomainError)
    assert Referral.objects.count() == int(isinstance(sent, Referral))


def test_a_consent_that_is_taken_back_is_told_to_the_pair(cast: Cast) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)
    consent = ConsentFactory(case=case)
    revoke_consent(consent=consent, case=case, by=cast.sol, now=MONDAY_9)
    told = Message.objects.filter(template="consent_revoked", channel="in_app").order_by("recipient__name")
    assert [(m.recipient, m.path) for m in told] == [(cast.ada, f"/cases/{case.pk}/"), (cast.ben, f"/cases/{case.pk}/")]
