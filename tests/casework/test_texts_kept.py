"""A text that the neighbor wants is not lost: withdrawn unsent it is written again, and what may have told something
wrong, or came too late, becomes a promise to tell them."""

from datetime import timedelta

import pytest

from casework.actions.follow_ups import mark_done
from casework.actions.neighbors import say_what_is_safe
from casework.actions.texts import agree_to_texts, end_texts, follow_up_on_undelivered, send_caring_texts
from casework.models import AgreedHow, Case, EndedWhy, Safety, TextAgreement
from casework.states import FollowUpKind
from casework.views.rows import why_of
from heart.notify import outbox
from heart.notify.models import Channel, Delivery, Message, Template
from referrals.actions.appointments import remind_of_appointments
from referrals.actions.referrals import record_answer, set_appointment
from referrals.models import Referral
from referrals.states import ReferralStatus
from tests.factories import CaseFactory, ContactPointFactory, MessageFactory, ReferralFactory
from tests.times import MONDAY_9, local

PHONE, OTHER = "+19195550177", "+19195550178"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TUESDAY_14, WEDNESDAY_14, JUNE_4_10 = local(2026, 5, 5, 14), local(2026, 5, 6, 14), local(2026, 6, 4, 10)


def a_case(team, **words) -> Case:
    """Engaged; the neighbor wants both kinds of texts at the first of two numbers."""
    case = CaseFactory(stage="engaged", team=team)
    for value in (PHONE, OTHER):
        ContactPointFactory(neighbor=case.neighbor, value=value, text_ok=Safety.YES)
    agree(case, now=MONDAY_9, **words)
    return case


def agree(case: Case, now, number: str = PHONE, **words) -> TextAgreement:
    said = {"appointments": True, "caring": True, "how": AgreedHow.SPOKEN, "by": case.team.peer} | words
    point = case.neighbor.contact_points.get(value=number)
    return agree_to_texts(case=case, contact_point=point, now=now, **said)


def accepted(case: Case) -> Referral:
    return record_answer(
        referral=ReferralFactory(case=case),
        status=ReferralStatus.ACCEPTED,
        appointment_at=WEDNESDAY_14,
        by=case.team.peer,
        now=MONDAY_9,
    )


def move(referral: Referral, hours: int, now=TUESDAY_14) -> None:
    at = WEDNESDAY_14 + hours * HOUR
    set_appointment(referral=referral, appointment_at=at, by=referral.case.team.peer, now=now)


def written() -> list[tuple[str, str]]:
    return list(Message.objects.filter(recipient=None).order_by("pk").values_list("delivery", "address"))


def become(delivery: Delivery, **words) -> None:
    sent = TUESDAY_14 if delivery == Delivery.SENT else None
    Message.objects.filter(recipient=None, delivery=Delivery.QUEUED).update(delivery=delivery, sent_at=sent, **words)


def to_tell(case: Case) -> list[str]:
    """As the rows of a list say it."""
    return [why_of(f) for f in case.follow_ups.open().filter(kind=FollowUpKind.UNDELIVERED)]


# -- An appointment ------------------------------------------------------------------------------------------------


def test_moved_away_and_back_while_it_waited_it_is_written_again_once(cast) -> None:
    referral = accepted(a_case(cast.team))
    remind_of_appointments(now=TUESDAY_14)
    move(referral, 24), move(referral, 0)

    again = [remind_of_appointments(now=TUESDAY_14 + n * MINUTE) for n in (1, 2)]

    assert (again, written()) == ([1, 0], [("withdrawn", PHONE), ("queued", PHONE)])


def test_as_often_as_that_happens(cast) -> None:
    referral = accepted(a_case(cast.team))
    for _ in range(3):
        remind_of_appointments(now=TUESDAY_14)
        move(referral, 24), move(referral, 0)

    remind_of_appointments(now=TUESDAY_14)

    assert [delivery for delivery, _ in written()] == ["withdrawn"] * 3 + ["queued"]


def test_told_before_it_moved_away_and_back_it_is_not_told_twice(cast) -> None:
    referral = accepted(a_case(cast.team))
    remind_of_appointments(now=TUESDAY_14)
    become(Delivery.SENT)
    move(referral, 24), move(referral, 0)

    assert remind_of_appointments(now=TUESDAY_14) == 0


def test_told_another_time_since_it_is_told_again(cast) -> None:
    referral = accepted(a_case(cast.team))
    for hours in (0, -1):
        move(referral, hours)
        remind_of_appointments(now=TUESDAY_14)
        become(Delivery.SENT)
    move(referral, 0)

    assert remind_of_appointments(now=TUESDAY_14) == 1


def test_given_up_and_then_moved_away_and_back_it_is_written_again(cast) -> None:
    referral = accepted(a_case(cast.team))
    remind_of_appointments(now=TUESDAY_14)
    become(Delivery.FAILED)
    move(referral, 24), move(referral, 0)

    assert remind_of_appointments(now=TUESDAY_14) == 1


def test_told_by_a_person_it_is_not_written_again(cast) -> None:
    case = a_case(cast.team)
    accepted(case)
    remind_of_appointments(now=TUESDAY_14)
    become(Delivery.FAILED)
    follow_up_on_undelivered(now=TUESDAY_14)
    promise = case.follow_ups.open().get(kind=FollowUpKind.UNDELIVERED)
    mark_done(follow_up=promise, note="rang her", by=cast.ada, now=TUESDAY_14)

    assert (remind_of_appointments(now=TUESDAY_14), written()) == (0, [("withdrawn", PHONE)])


# -- Agreed to again -----------------------------------------------------------------------------------------------


def test_the_form_saved_again_leaves_what_waits_as_it_is(cast) -> None:
    case = a_case(cast.team)
    accepted(case)
    remind_of_appointments(now=TUESDAY_14)

    agree(case, now=TUESDAY_14)

    assert written() == [("queued", PHONE)]


@pytest.mark.parametrize("change", [{"number": OTHER}, {"caring": False}])
def test_a_change_withdraws_an_appointment_and_the_next_sweep_writes_it_as_it_is_now(cast, change) -> None:
    case = a_case(cast.team)
    accepted(case)
    remind_of_appointments(now=TUESDAY_14)

    agree(case, now=TUESDAY_14, **change)
    remind_of_appointments(now=TUESDAY_14)

    assert written() == [("withdrawn", PHONE), ("queued", change.get("number", PHONE))]


@pytest.mark.parametrize("change", [{"number": OTHER}, {"appointments": False}])
def test_a_friendly_word_that_waited_is_written_again_and_counts_once(cast, change) -> None:
    case = a_case(cast.team)
    send_caring_texts(now=JUNE_4_10)

    agree(case, now=JUNE_4_10 + MINUTE, **change)
    sent = [send_caring_texts(now=JUNE_4_10 + n * MINUTE) for n in (2, 3)]

    agreement = case.neighbor.text_agreements.get()
    assert (sent, agreement.caring_sent, agreement.next_caring_at) == ([1, 0], 1, local(2026, 7, 6, 10))
    assert written() == [("withdrawn", PHONE), ("queued", change.get("number", PHONE))]


def test_one_that_was_claimed_and_not_handed_over_yet_too(cast) -> None:
    case = a_case(cast.team)
    send_caring_texts(now=JUNE_4_10)
    become(Delivery.SENDING, claimed_at=JUNE_4_10)

    agree(case, now=JUNE_4_10, number=OTHER)

    assert send_caring_texts(now=JUNE_4_10) == 1


@pytest.mark.parametrize(
    "went", [{"delivery": Delivery.SENT}, {"delivery": Delivery.SENDING, "problem": outbox.HANDED_OVER}]
)
def test_one_that_went_out_or_may_have_does_not_come_twice(cast, went) -> None:
    case = a_case(cast.team)
    send_caring_texts(now=JUNE_4_10)
    become(**went, claimed_at=JUNE_4_10)

    agree(case, now=JUNE_4_10, number=OTHER)

    assert send_caring_texts(now=JUNE_4_10) == 0


def test_friendly_words_not_wanted_any_more_do_not_come_back(cast) -> None:
    case = a_case(cast.team)
    send_caring_texts(now=JUNE_4_10)

    agree(case, now=JUNE_4_10, caring=False)

    assert (send_caring_texts(now=JUNE_4_10), written()) == (0, [("withdrawn", PHONE)])


def test_who_we_are_is_not_said_any_more_in_what_waits(cast) -> None:
    case = a_case(cast.team)
    point = case.neighbor.contact_points.get(value=PHONE)
    words = {"case": case, "contact_point": point, "text_ok": Safety.YES, "by": cast.ada}
    say_what_is_safe(**words, may_say_heart=Safety.YES, now=MONDAY_9)
    accepted(case)
    remind_of_appointments(now=TUESDAY_14)

    say_what_is_safe(**words, may_say_heart=Safety.NO, now=TUESDAY_14)
    remind_of_appointments(now=TUESDAY_14)

    texts = Message.objects.filter(recipient=None).order_by("pk").values_list("delivery", "params__say_heart")
    assert list(texts) == [("withdrawn", True), ("queued", False)]


# -- Perhaps told, and not true any more ---------------------------------------------------------------------------


def test_an_appointment_that_moved_while_nobody_knows_whether_it_was_told_is_to_be_told(cast) -> None:
    case = a_case(cast.team)
    referral = accepted(case)
    remind_of_appointments(now=TUESDAY_14)
    become(Delivery.SENDING, claimed_at=TUESDAY_14, problem=outbox.HANDED_OVER)
    move(referral, 24)
    outbox.set_aside_unclear(now=TUESDAY_14 + HOUR)

    for _ in range(2):
        follow_up_on_undelivered(now=TUESDAY_14 + HOUR)

    assert to_tell(case) == ["A text may have told something that is no longer true: tell the neighbor yourself, phone"]


@pytest.mark.parametrize(
    ("template", "delivery"),
    [(Template.APPOINTMENT, Delivery.FAILED), (Template.CARING, Delivery.UNCLEAR), (Template.CARING, Delivery.FAILED)],
)
def test_what_was_not_told_or_says_nothing_stays_silent(cast, template, delivery) -> None:
    case = a_case(cast.team)
    words = {"about": f"neighbor:{case.neighbor_id}", "channel": Channel.TEXT, "recipient": None, "address": PHONE}
    MessageFactory(template=template, delivery=delivery, moot=True, **words)

    assert (follow_up_on_undelivered(now=TUESDAY_14), to_tell(case)) == (0, [])


@pytest.mark.parametrize("delivery", [Delivery.FAILED, Delivery.UNCLEAR])
def test_ended_what_did_not_arrive_is_not_needed_any_more(cast, delivery) -> None:
    mine, others = a_case(cast.team), CaseFactory(stage="engaged", team=cast.team)
    for case in (mine, others):
        about = f"neighbor:{case.neighbor_id}:referral:7"
        MessageFactory(about=about, delivery=delivery, channel=Channel.TEXT, recipient=None, address=PHONE)

    end_texts(neighbor=mine.neighbor, why=EndedWhy.TAKEN_BACK, by=cast.ada, now=TUESDAY_14)

    assert list(Message.objects.filter(recipient=None).order_by("pk").values_list("moot", flat=True)) == [True, False]


# -- Too late ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "delivery", "told"),
    [
        (2 * HOUR, "queued", []),
        (
            2 * HOUR - MINUTE,
            "withdrawn",
            ["A text waited until it was too late to send it: tell the neighbor yourself, phone"],
        ),
        (-MINUTE, "withdrawn", []),  # over: nobody is left to remind
    ],
)
def test_what_waited_too_long_is_not_sent_and_a_person_tells_them(cast, before, delivery, told) -> None:
    case = a_case(cast.team)
    accepted(case)
    remind_of_appointments(now=TUESDAY_14)

    for _ in range(2):
        remind_of_appointments(now=WEDNESDAY_14 - before)

    assert (written(), to_tell(case)) == ([(delivery, PHONE)], told)


def test_what_is_just_being_sent_is_left_to_its_sender(cast) -> None:
    case = a_case(cast.team)
    accepted(case)
    remind_of_appointments(now=TUESDAY_14)
    become(Delivery.SENDING, claimed_at=TUESDAY_14)

    remind_of_appointments(now=WEDNESDAY_14 - HOUR)

    assert (written(), to_tell(case)) == ([("sending", PHONE)], [])
