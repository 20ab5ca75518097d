"""The made-up city: every state is there, no promise is broken, nothing leaves the house, the same seed is the same city."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import connection, transaction

from casework.models import (
    Beat,
    Case,
    Contact,
    ContactPoint,
    Encounter,
    FollowUp,
    Interpreter,
    Link,
    LivingSituation,
    Neighbor,
    Pilot,
    PlanState,
    PossibleMatch,
    ResponsePlan,
)
from casework.states import CaseStatus, CloseReason, ContactResult, FollowUpKind
from heart.accounts.calendar import working_calendar
from heart.accounts.models import Team, TimeOff, User
from heart.accounts.roles import Role
from heart.demo.city import PASSWORD, SIGN_INS, build_first, build_rest, is_whole
from heart.demo.city.hours import Hours
from heart.demo.city.people import PHONES
from heart.demo.city.staff import FIRST_TEAM
from heart.demo.city.stories import FULL_SIZE, cast
from heart.lib.phones import readable
from heart.notify.models import Delivery, Message
from referrals.models import Connection, Consent, Organization, Referral, Service
from referrals.states import NeedCategory, ReferralStatus

MONDAY = datetime(2026, 11, 23, 14, 20, tzinfo=UTC)  # 9:20 in Durham
SMALL = 1  # of each story at least one: some forty neighbors
FEW = 3


class Undone(Exception):
    """Ends a transaction without a trace."""


@contextmanager
def undone() -> Iterator[None]:
    with pytest.raises(Undone), transaction.atomic():
        yield
        raise Undone


def nothing(_what: str, _done: int, _of: int) -> None: ...


def test_a_small_city_has_everything(db):
    """One test, so that the city is built once however many workers run. The database's promises are checked first."""
    build_first(nothing, MONDAY, neighbors=SMALL)
    build_rest(nothing)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for check in CHECKS:
        check()


def test_the_same_seed_is_the_same_city(db, monkeypatch):
    """A few young lives, really lived; and what is drawn for everybody in the whole city."""
    monkeypatch.setattr(import_module("heart.demo.city.build"), "cast", a_few)
    assert digest_of_first_part() == digest_of_first_part()
    assert everybody(seed=1) == everybody(seed=1) != everybody(seed=2)


def a_few(hours: Hours, **how: Any) -> list[Any]:
    return [life for life in cast(hours, **how) if life.story.first][:FEW]


def digest_of_first_part() -> str:
    found = []
    with undone():
        build_first(nothing, MONDAY, neighbors=SMALL)
        found.append(digest())
    return found[0]


def digest() -> str:
    """Over what the rows say. Their keys and submission ids are new each time."""
    told = [
        list(Neighbor.objects.order_by("pk").values_list("first_name", "last_name", "description", "language")),
        list(
            Encounter.objects.order_by("pk").values_list(
                "incident_number", "received_at", "outcome", "recorded_by__email"
            )
        ),
        list(
            Case.objects.order_by("pk").values_list(
                "status", "team__name", "opened_at", "first_attempt_at", "reached_at"
            )
        ),
        list(Contact.objects.order_by("pk").values_list("at", "by__email", "channel", "result", "answer", "note")),
        list(FollowUp.objects.order_by("pk").values_list("kind", "status", "due_at", "ended_at", "reminders_sent")),
        list(Referral.objects.order_by("pk").values_list("service__name", "status", "requested_at", "appointment_at")),
        list(Message.objects.order_by("pk").values_list("recipient__email", "template", "created_at", "read_at")),
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def everybody(*, seed: int) -> list[Any]:
    hours = Hours(MONDAY, working_calendar())
    return [
        (life.story.name, life.person, life.meetings, life.needs)
        for life in cast(hours, neighbors=FULL_SIZE, seed=seed)
    ]


def all_of(queryset: Any, field: str) -> set[Any]:
    return set(queryset.values_list(field, flat=True))


def every_state_of_a_case_and_every_reason_to_close_is_there() -> None:
    assert all_of(Case.objects, "status") == set(CaseStatus.values)
    assert all_of(Case.objects.filter(status=CaseStatus.CLOSED), "closed_reason") == set(CloseReason.values)
    assert all_of(FollowUp.objects, "kind") == set(FollowUpKind.values) - {FollowUpKind.CARING_CONTACT}
    assert all_of(Contact.objects, "result") >= {
        ContactResult.REACHED,
        ContactResult.NO_ANSWER,
        ContactResult.NOT_FOUND,
    }


def every_state_of_a_referral_that_an_action_can_reach_is_there() -> None:
    assert all_of(Referral.objects, "status") == set(ReferralStatus.values) - {ReferralStatus.DRAFT}
    assert Referral.objects.filter(replaces__isnull=False).exists()
    assert Referral.objects.filter(status=ReferralStatus.ACCEPTED, appointment_at__gt=MONDAY).exists()
    assert Connection.objects.filter(lost_at__isnull=False).exists()
    assert Connection.objects.filter(reconfirmed_at__isnull=False).exists()


def consents_of_every_kind() -> None:
    assert all_of(Consent.objects, "signed") == {"paper", "drawn", "verbal"}
    assert Consent.objects.filter(revoked_at__isnull=False).exists()
    assert Consent.objects.filter(expires_on__lt=MONDAY.date()).exists()
    assert Consent.objects.filter(information__contains=["substance_use"], organization__isnull=False).exists()


def no_promise_is_broken_and_nothing_waits_to_be_sent() -> None:
    assert list(Case.objects.open().without_next_step()) == []
    assert not Message.objects.filter(delivery__in=[Delivery.QUEUED, Delivery.SENDING]).exists()
    assert not FollowUp.objects.filter(set_aside_at__isnull=False).exists()


def the_hard_moments_of_a_monday_are_there() -> None:
    first = Case.objects.open().filter(team__name=FIRST_TEAM)
    assert first.filter(first_attempt_at__isnull=True).exists()
    assert FollowUp.objects.filter(case__in=first).interrupting().exists()
    assert FollowUp.objects.filter(case__in=first).overdue(MONDAY).exists()
    assert Case.objects.in_intake().exists()
    assert FollowUp.objects.open().filter(owner__isnull=False).exclude(why="").exists()
    assert TimeOff.objects.on(MONDAY.date()).count() == 1


def neighbors_of_every_kind() -> None:
    assert Neighbor.objects.filter(first_name="").exclude(description="").exists()
    assert all_of(Neighbor.objects, "language") >= {"en", "es", "ase"}
    assert Neighbor.objects.filter(interpreter=Interpreter.ASL).exists()
    assert Neighbor.objects.filter(living_situation=LivingSituation.UNSHELTERED).exclude(where_to_find="").exists()
    assert ContactPoint.objects.filter(neighbor__domestic_violence=True, voicemail_ok="no").exists()
    assert all_of(Encounter.objects, "pilot") == set(Pilot.values)
    assert all_of(Encounter.objects.exclude(beat=""), "beat") <= all_of(Beat.objects, "code")


def every_number_and_address_is_made_up() -> None:
    numbers = (
        all_of(ContactPoint.objects, "value") | all_of(User.objects, "phone") | all_of(Organization.objects, "phone")
    )
    assert {readable(number) for number in numbers} <= {*PHONES, ""}
    addresses = all_of(User.objects, "email") | all_of(Organization.objects, "email")
    assert {address.rpartition("@")[2] for address in addresses} == {"heart.example", "example.org"}


def the_directory_answers_every_need() -> None:
    assert (Organization.objects.count(), Service.objects.count()) == (40, 70)
    assert {need for needs in all_of_lists(Service.objects, "needs") for need in needs} == set(NeedCategory.values)
    assert Service.objects.not_assured_since(MONDAY.date()).exists()
    assert Service.objects.filter(has_room=False).exists()


def all_of_lists(queryset: Any, field: str) -> list[list[str]]:
    return list(queryset.values_list(field, flat=True))


def plans_in_every_state_and_one_that_is_to_be_looked_at_again() -> None:
    assert all_of(ResponsePlan.objects.all(), "state") == set(PlanState) - {PlanState.RETIRED}
    assert ResponsePlan.objects.to_review(MONDAY.date()).exists()
    assert ResponsePlan.objects.submitted().filter(neighbor__cases__team__name=FIRST_TEAM).exists()


def one_is_asked_about_and_one_is_linked() -> None:
    assert PossibleMatch.objects.waiting().count() == Link.objects.standing().count() == 1


def everybody_who_is_said_to_sign_in_can() -> None:
    assert Team.objects.count() == 9
    assert all_of(User.objects, "role") == set(Role.values)
    for email, _role, _sees in SIGN_INS:
        assert authenticate(request=None, email=email, password=PASSWORD) == User.objects.get(email=email)


def a_finished_city_is_not_built_again() -> None:
    before = Neighbor.objects.count()
    build_rest(nothing)
    assert (is_whole(), Neighbor.objects.count()) == (True, before)


CHECKS = (
    every_state_of_a_case_and_every_reason_to_close_is_there,
    every_state_of_a_referral_that_an_action_can_reach_is_there,
    consents_of_every_kind,
    no_promise_is_broken_and_nothing_waits_to_be_sent,
    the_hard_moments_of_a_monday_are_there,
    neighbors_of_every_kind,
    every_number_and_address_is_made_up,
    the_directory_answers_every_need,
    plans_in_every_state_and_one_that_is_to_be_looked_at_again,
    one_is_asked_about_and_one_is_linked,
    everybody_who_is_said_to_sign_in_can,
    a_finished_city_is_not_built_again,
)
