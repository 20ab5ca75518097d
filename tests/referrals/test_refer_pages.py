"""Referring on the pages: services with reasons, consent in plain words, exactly what goes out, answer, connection."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from referrals.fit import ranked
from referrals.models import Connection, Consent, Referral
from tests.factories import CaseFactory, ConsentFactory, NeedFactory, NeighborFactory, ReferralFactory, ServiceFactory
from tests.times import MONDAY_9, local

NOON = local(2026, 5, 4, 12)
TODAY = NOON.date()


@pytest.fixture
def case(cast):
    return CaseFactory(stage="engaged", team=cast.team, neighbor__preferred_name="Lee")


@pytest.fixture
def need(case):
    return NeedFactory(case=case, in_their_words="Something warm")


def test_services_that_fit_best_come_first_with_reasons(db) -> None:
    spanish = ServiceFactory(name="C", languages=["es"], has_room=True, assured_date=TODAY)
    full = ServiceFactory(name="B", languages=["es"], has_room=False, assured_date=TODAY)
    english = ServiceFactory(name="A", has_room=True, assured_date=TODAY - timedelta(days=91))

    found = ranked([english, full, spanish], NeighborFactory(language="es"), TODAY)

    assert [(fit.service.name, fit.reasons, fit.doubts) for fit in found] == [
        ("C", ["speaks the neighbor's language", "has room", "details confirmed lately"], []),
        ("B", ["speaks the neighbor's language", "details confirmed lately"], ["has no room at the moment"]),
        (
            "A",
            ["has room"],
            ["does not say that it speaks the neighbor's language", "details not confirmed for 90 days"],
        ),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_services(
    cast, as_, need, django_assert_num_queries, count
) -> None:
    for _ in range(count):
        ServiceFactory()
    client = as_(cast.ada)
    with django_assert_num_queries(9):
        client.get(reverse("refer-services", args=[need.case_id, need.pk]))


def test_without_a_consent_it_says_what_is_missing_and_leads_there(cast, as_, need) -> None:
    service = ServiceFactory()
    url = reverse("refer-to", args=[need.case_id, need.pk, service.pk])
    with time_machine.travel(NOON, tick=False):
        html = as_(cast.ada).get(url).content.decode()
        sent = as_(cast.ada).post(url, {"message": "Please help"})
    assert "No consent in force allows telling" in html
    assert "<textarea" not in html  # what would be typed here would be lost on the way to the consent
    assert f'href="{url}consent/"' in html
    assert (sent.status_code, Referral.objects.count()) == (422, 0)
    assert "Please help" in sent.content.decode()


def test_the_preview_shows_exactly_what_goes_out(cast, as_, need) -> None:
    ConsentFactory(case=need.case)
    service = ServiceFactory()
    with time_machine.travel(NOON, tick=False):
        answer = as_(cast.ada).get(reverse("refer-to", args=[need.case_id, need.pk, service.pk]))
    assert [(line["term"], line["value"]) for line in answer.context["packet"]] == [
        ("Name", "Lee"),
        ("How to reach", "through Care Navigation"),
        ("Wants help with", "Food"),
        ("In their words", "Something warm"),
        ("Message", "and what you write below"),
    ]


def test_the_consent_of_a_referral_is_filled_in_and_leads_back_to_it(cast, as_, need) -> None:
    service = ServiceFactory()
    url = reverse("refer-to", args=[need.case_id, need.pk, service.pk])
    told = {"information": ["contact", "need"], "purpose": "care", "signed": "paper", "expires_on": "2027-05-01"}
    with time_machine.travel(NOON, tick=False):
        form = as_(cast.ada).get(f"{url}consent/?instead_of=12").context["form"]
        after = as_(cast.ada).post(f"{url}consent/?instead_of=12", told)
    assert (form["organization"].value(), form["information"].value()) == (
        service.organization_id,
        ["contact", "need"],
    )
    assert (after.url, Consent.objects.count()) == (f"{url}?instead_of=12", 1)


def test_a_consent_by_itself_leads_back_to_the_case(cast, as_, case) -> None:
    told = {"information": ["contact", "need"], "purpose": "care", "signed": "paper", "expires_on": "2027-05-01"}
    with time_machine.travel(NOON, tick=False):
        after = as_(cast.ada).post(reverse("consent-new", args=[case.pk]) + "?next=https://elsewhere.example/", told)
    assert (after.url, Consent.objects.count()) == (f"/cases/{case.pk}/", 1)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"information": []}, "information"),
        ({"expires_on": "2026-05-03"}, "expires_on"),
        ({"signed": "verbal"}, "witness"),
        ({"signed": "verbal", "witness": "Ben", "information": ["substance_use"]}, "signed"),
        ({"information": ["substance_use"]}, "organization"),
        ({"organization": "nonsense"}, "organization"),
    ],
    ids=str,
)
def test_each_mistake_of_a_consent_names_its_field(cast, as_, case, words, field) -> None:
    told = {"information": ["contact"], "purpose": "care", "signed": "paper", "expires_on": "2027-05-01"} | words
    with time_machine.travel(NOON, tick=False):
        answer = as_(cast.ada).post(reverse("consent-new", args=[case.pk]), told)
    assert (answer.status_code, list(answer.context["form"].errors), Consent.objects.count()) == (422, [field], 0)


def test_a_refusal_leads_to_the_next_service_with_everything_kept(cast, as_, case) -> None:
    referral = ReferralFactory(case=case)
    other = ServiceFactory()
    client = as_(cast.ada)
    with time_machine.travel(NOON, tick=False):
        refused = client.post(
            reverse("referral-answer", args=[referral.pk]), {"status": "rejected", "reason": "No capacity"}
        )
        chosen = reverse("refer-to", args=[case.pk, referral.need_id, other.pk])
        client.post(f"{chosen}?{refused.url.partition('?')[2]}", {"message": ""})
    assert refused.url == f"/cases/{case.pk}/refer/{referral.need_id}/?instead_of={referral.pk}"
    assert list(Referral.objects.order_by("pk").values_list("status", "replaces")) == [
        ("rejected", None),
        ("requested", referral.pk),
    ]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"status": "rejected"}, "reason"),
        ({"status": "completed"}, "status"),
        ({"status": ""}, "status"),
        ({"status": "on-hold"}, "status"),
    ],
    ids=str,
)
def test_each_mistake_of_an_answer_names_its_field(cast, as_, case, words, field) -> None:
    referral = ReferralFactory(case=case)
    answer = as_(cast.ada).post(reverse("referral-answer", args=[referral.pk]), words)
    referral.refresh_from_db()
    assert (answer.status_code, list(answer.context["answer_form"].errors), referral.status) == (
        422,
        [field],
        "requested",
    )


def test_the_connection_needs_evidence_and_a_day_that_has_come(cast, as_, case) -> None:
    referral = ReferralFactory(case=case)
    url = reverse("referral-connect", args=[referral.pk])
    client = as_(cast.ada)
    with time_machine.travel(NOON, tick=False):
        no_evidence = client.post(url, {"attended_on": "2026-05-04"}).context["connection_form"].errors
        too_early = (
            client.post(url, {"attended_on": "2026-05-05", "evidence": "neighbor_reported"})
            .context["connection_form"]
            .errors
        )
        done = client.post(url, {"attended_on": "2026-05-04", "evidence": "neighbor_reported"})
        again = client.post(url, {"attended_on": "2026-05-04", "evidence": "neighbor_reported"})
    assert (list(no_evidence), too_early) == (["evidence"], {"attended_on": ["This day has not come yet."]})
    assert (done.status_code, again.status_code, Connection.objects.count()) == (302, 422, 1)


def test_closing_cancels_what_was_still_asked_for(cast, as_, case) -> None:
    referral = ReferralFactory(case=case, now=MONDAY_9)
    with time_machine.travel(NOON, tick=False):
        as_(cast.ada).post(reverse("close", args=[case.pk]), {"reason": "moved"})
    referral.refresh_from_db()
    case.refresh_from_db()
    assert (referral.status, referral.status_reason, case.closed_reason, case.follow_ups.open().count()) == (
        "cancelled",
        "Moved or transferred",
        "moved",
        0,
    )
