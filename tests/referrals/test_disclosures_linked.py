"""Linked records: consent never widens. What was allowed on one record allows nothing on another; what was taken back on
one is taken back on all of them, for as long as they are linked (DOMAIN 6, 7)."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.actions.links import link_records, unlink_records
from casework.models import Link, Neighbor
from heart.lib.errors import DomainError
from referrals.actions.referrals import send_referral
from referrals.disclosures import decide
from referrals.models import Consent, Organization
from referrals.states import Information, Signed
from tests.cast import Cast
from tests.factories import (
    CaseFactory,
    NeedFactory,
    NeighborFactory,
    OrganizationFactory,
    ServiceFactory,
)
from tests.times import MONDAY_9

I = Information  # noqa: E741
DAY = timedelta(days=1)
CONTACT_AND_NEED = frozenset({I.CONTACT, I.NEED})


def link(first: Neighbor, second: Neighbor) -> Link:
    return link_records(first=first, second=second, why="the same", by=None, now=MONDAY_9)


def allowed(neighbor: Neighbor, organization: Organization, information=CONTACT_AND_NEED, now=MONDAY_9) -> bool:
    return decide(neighbor=neighbor, organization=organization, information=frozenset(information), now=now).allowed


def consent(neighbor: Neighbor, by, **words) -> Consent:
    return Consent.objects.create(
        neighbor=neighbor,
        recorded_by=by,
        **{
            "organization": None,
            "information": sorted(CONTACT_AND_NEED),
            "purpose": "to get help",
            "signed": Signed.PAPER,
            "signed_at": MONDAY_9 - 10 * DAY,
            "expires_on": (MONDAY_9 + 100 * DAY).date(),
        }
        | words,
    )


@pytest.fixture
def clinic(db: None) -> Organization:
    return OrganizationFactory(name="Clinic")


def test_what_is_allowed_on_one_record_is_not_allowed_on_the_other(cast: Cast, clinic: Organization) -> None:
    one, other = NeighborFactory.create_batch(2)
    consent(one, cast.ada)
    link(one, other)

    assert (allowed(one, clinic), allowed(other, clinic)) == (True, False)


def test_a_referral_from_the_other_record_is_refused(cast: Cast) -> None:
    case, bare = CaseFactory(stage="engaged", team=cast.team), NeighborFactory()
    consent(bare, cast.ada)
    link(case.neighbor, bare)

    with pytest.raises(DomainError) as refusal:
        send_referral(case=case, need=NeedFactory(case=case), service=ServiceFactory(), by=cast.ada, now=MONDAY_9)

    assert refusal.value.field == "consent"


def test_what_was_taken_back_on_one_is_taken_back_on_the_other_while_they_are_linked(
    cast: Cast, clinic: Organization
) -> None:
    one, other = NeighborFactory.create_batch(2)
    consent(one, cast.ada)
    consent(other, cast.ada, revoked_at=MONDAY_9 - DAY, revoked_by=cast.ada, organization=clinic)
    made = link(one, other)

    assert (allowed(one, clinic), allowed(one, OrganizationFactory())) == (False, True)

    unlink_records(link=made, why="two", by=cast.mia, now=MONDAY_9)
    assert allowed(one, clinic)


def test_given_again_afterwards_it_counts_again(cast: Cast, clinic: Organization) -> None:
    one, other = NeighborFactory.create_batch(2)
    consent(other, cast.ada, revoked_at=MONDAY_9 - 3 * DAY, revoked_by=cast.ada)
    consent(one, cast.ada, signed_at=MONDAY_9 - 2 * DAY)
    link(one, other)

    assert allowed(one, clinic)


WORDS = st.fixed_dictionaries(
    {
        "record": st.integers(0, 2),
        "to_clinic": st.booleans(),
        "information": st.sets(st.sampled_from([I.CONTACT, I.NEED, I.MENTAL_HEALTH]), min_size=1),
        "signed": st.integers(0, 20),
        "lasts": st.integers(0, 40),
        "revoked_after": st.none() | st.integers(0, 20),
    }
)
ASKED = [frozenset({I.CONTACT}), CONTACT_AND_NEED, frozenset({I.CONTACT, I.MENTAL_HEALTH})]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(histories=st.lists(WORDS, max_size=6), days=st.integers(0, 40))
def test_whatever_the_histories_nothing_is_allowed_after_a_link_that_was_not_before(
    cast: Cast, clinic: Organization, histories: list[dict], days: int
) -> None:
    records, other = NeighborFactory.create_batch(3), OrganizationFactory()
    begun, now = MONDAY_9 - 20 * DAY, MONDAY_9 - 20 * DAY + days * DAY
    for words in histories:
        signed = begun + words["signed"] * DAY
        after = words["revoked_after"]
        consent(
            records[words["record"]],
            cast.ada,
            organization=clinic if words["to_clinic"] else None,
            information=sorted(words["information"]),
            signed_at=signed,
            expires_on=(signed + words["lasts"] * DAY).date(),
            revoked_at=None if after is None else signed + after * DAY,
            revoked_by=None if after is None else cast.ada,
        )

    def everything() -> set[tuple[int, int, int]]:
        return {
            (r, o, i)
            for r, record in enumerate(records)
            for o, organization in enumerate((clinic, other))
            for i, information in enumerate(ASKED)
            if allowed(record, organization, information, now)
        }

    before = everything()
    made = [link(records[0], records[1]), link(records[1], records[2])]
    assert everything() <= before
    for one in made:
        unlink_records(link=one, why="two", by=cast.mia, now=MONDAY_9)
    assert everything() == before
