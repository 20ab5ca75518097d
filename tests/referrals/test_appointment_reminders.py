"""A neighbor who agreed gets one text the day before an appointment, in the daytime, while it is true."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from casework.actions.cases import close_case
from casework.actions.neighbors import say_what_is_safe
from casework.actions.texts import agree_to_texts, take_back_texts
from casework.models import AgreedHow, Case, ContactPoint, Safety
from casework.states import CloseReason
from heart.notify import outbox
from heart.notify.channels.text import text_of
from heart.notify.models import Channel, Message, Pause, Stopped, Template
from referrals.actions.appointments import remind_at, remind_of_appointments
from referrals.actions.connections import confirm_connection
from referrals.actions.referrals import end_referral_case, record_answer, set_appointment
from referrals.models import Referral
from referrals.states import Evidence, ReferralStatus
from tests.attempts import at_once
from tests.cast import assemble
from tests.factories import CaseFactory, ContactPointFactory, ReferralFactory
from tests.times import MONDAY_9, WEDNESDAY_9, local

HOUR = timedelta(hours=1)
WEDNESDAY_14 = local(2026, 5, 6, 14)
TUESDAY_14 = local(2026, 5, 5, 14)
PHONE = "+19195550177"


def a_case(team, *, language: str = "en", appointments: bool = True, **phone: str) -> Case:
    """Engaged, with a telephone where texts are safe; the neighbor wants texts about appointments."""
    case = CaseFactory(stage="engaged", team=team, neighbor__language=language)
    words = {"value": PHONE, "text_ok": Safety.YES} | phone
    point = ContactPointFactory(neighbor=case.neighbor, **words)
    agree_to_texts(
        case=case,
        contact_point=point,
        appointments=appointments,
        caring=not appointments,
        how=AgreedHow.SPOKEN,
        by=team.peer,
        now=MONDAY_9,
    )
    return case


def accepted(case: Case, at: datetime = WEDNESDAY_14) -> Referral:
    referral = ReferralFactory(case=case)
    return record_answer(
        referral=referral, status=ReferralStatus.ACCEPTED, appointment_at=at, by=case.team.peer, now=MONDAY_9
    )


def texts() -> list[Message]:
    return list(Message.objects.filter(template=Template.APPOINTMENT).order_by("pk"))


def states() -> list[str]:
    return [message.delivery for message in texts()]


# -- When ----------------------------------------------------------------------------------------------------------


def test_one_text_the_day_before(cast) -> None:
    accepted(a_case(cast.team))
    minute = timedelta(minutes=1)

    written = [remind_of_appointments(now=TUESDAY_14 + n * minute) for n in (-1, 0, 1, 60)]

    assert (written, [m.address for m in texts()]) == ([0, 1, 0, 0], [PHONE])


@pytest.mark.parametrize(
    ("appointment", "reminded"),
    [
        (local(2026, 5, 6, 14), local(2026, 5, 5, 14)),
        (local(2026, 5, 6, 7, 30), local(2026, 5, 5, 9)),
        (local(2026, 5, 6, 21, 15), local(2026, 5, 5, 19)),
        (local(2026, 3, 8, 14), local(2026, 3, 7, 14)),  # the night between has 23 hours in all
        (local(2026, 11, 1, 14), local(2026, 10, 31, 14)),  # and this one 25
        (local(2026, 3, 9, 2, 30), local(2026, 3, 8, 9)),  # an hour that the day before does not have
        (local(2028, 3, 1, 10), local(2028, 2, 29, 10)),
    ],
)
def test_the_same_hour_the_day_before_on_the_wall_but_in_the_daytime(appointment, reminded) -> None:
    assert remind_at(appointment) == reminded


@pytest.mark.parametrize(
    ("now", "written"),
    [
        (local(2026, 5, 5, 20), 0),  # evening
        (local(2026, 5, 6, 8, 59), 0),
        (local(2026, 5, 6, 9), 1),
        (local(2026, 5, 6, 12), 1),  # two hours ahead
        (local(2026, 5, 6, 12, 1), 0),
        (local(2026, 5, 7, 12), 0),
    ],
)
def test_after_an_outage_it_catches_up_while_it_is_of_use(cast, now, written) -> None:
    accepted(a_case(cast.team))

    assert remind_of_appointments(now=now) == written


def test_two_sweeps_at_once_write_one(commits: None) -> None:
    accepted(a_case(assemble().team))

    at_once(*[partial(remind_of_appointments, now=TUESDAY_14)] * 4)

    assert len(texts()) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_as_often_for_three_as_for_one(cast, django_assert_num_queries, rows: int) -> None:
    for _ in range(rows):
        accepted(a_case(cast.team))
    remind_of_appointments(now=TUESDAY_14)

    with django_assert_num_queries(5):  # savepoint, late ones, near ones, written already, release
        remind_of_appointments(now=TUESDAY_14 + HOUR)


# -- To whom -------------------------------------------------------------------------------------------------------


def test_nobody_gets_one_who_did_not_agree_to_that(cast) -> None:
    accepted(a_case(cast.team, appointments=False))
    accepted(CaseFactory(stage="engaged", team=cast.team))

    assert (remind_of_appointments(now=TUESDAY_14), texts()) == (0, [])


def test_nor_at_a_number_that_is_no_longer_safe_whoever_wrote_that(cast) -> None:
    accepted(a_case(cast.team))
    ContactPoint.objects.update(text_ok=Safety.NO)

    assert remind_of_appointments(now=TUESDAY_14) == 0


# -- What it says --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "heart", "said"),
    [
        (
            "en",
            "yes",
            "HEART Care Navigation: you have an appointment on Wednesday, May 6 at 2:00 p.m. Reply STOP to end.",
        ),
        ("en", "", "A reminder: you have an appointment on Wednesday, May 6 at 2:00 p.m. Reply STOP to end."),
        (
            "es",
            "no",
            "Un recordatorio: usted tiene una cita el miércoles 6 de mayo a las 2:00 p.m. Responda ALTO para terminar.",
        ),
        (
            "vi",
            "",
            "A reminder: you have an appointment on Wednesday, May 6 at 2:00 p.m. Reply STOP to end.\n"
            "Un recordatorio: usted tiene una cita el miércoles 6 de mayo a las 2:00 p.m. Responda ALTO para terminar.",
        ),
    ],
)
def test_day_and_hour_in_their_language_and_who_we_are_only_where_that_may_be_said(cast, language, heart, said) -> None:
    accepted(a_case(cast.team, language=language, may_say_heart=heart))
    remind_of_appointments(now=TUESDAY_14)

    assert [text_of(message) for message in texts()] == [said]


def test_it_names_nobody_and_nothing(cast) -> None:
    case = a_case(cast.team)
    referral = accepted(case)
    remind_of_appointments(now=TUESDAY_14)

    (message,) = texts()
    secrets = [case.neighbor.preferred_name, referral.service.name, referral.service.organization.name]
    written = f"{text_of(message)} {message.key} {message.about} {message.params}"
    assert [word for word in secrets if word in written] == []


# -- While it is true ----------------------------------------------------------------------------------------------


def moved(referral: Referral) -> None:
    set_appointment(
        referral=referral, appointment_at=WEDNESDAY_14 + 24 * HOUR, by=referral.case.team.peer, now=TUESDAY_14
    )


def cancelled(referral: Referral) -> None:
    record_answer(
        referral=referral, status=ReferralStatus.CANCELLED, reason="no", by=referral.case.team.peer, now=TUESDAY_14
    )


def closed(referral: Referral) -> None:
    end_referral_case(case=referral.case, reason=CloseReason.DECEASED, by=referral.case.team.peer, now=TUESDAY_14)


def taken_back(referral: Referral) -> None:
    take_back_texts(case=referral.case, by=referral.case.team.peer, now=TUESDAY_14)


def unsafe(referral: Referral) -> None:
    point = referral.case.neighbor.contact_points.get()
    say_what_is_safe(
        case=referral.case,
        contact_point=point,
        text_ok=Safety.NO,
        may_say_heart=Safety.UNKNOWN,
        by=referral.case.team.peer,
        now=TUESDAY_14,
    )


def connected(referral: Referral) -> None:
    words = {"attended_on": MONDAY_9.date(), "evidence": Evidence.NEIGHBOR}
    confirm_connection(referral=referral, by=referral.case.team.peer, now=TUESDAY_14, **words)


@pytest.mark.parametrize("what", [moved, cancelled, closed, taken_back, unsafe, connected])
def test_what_stopped_being_true_is_not_sent(cast, what) -> None:
    referral = accepted(a_case(cast.team))
    remind_of_appointments(now=TUESDAY_14)

    what(Referral.objects.get(pk=referral.pk))

    assert (states(), remind_of_appointments(now=TUESDAY_14 + HOUR)) == (["withdrawn"], 0)


def test_moved_it_is_told_anew_the_day_before_the_new_time(cast) -> None:
    referral = accepted(a_case(cast.team))
    remind_of_appointments(now=TUESDAY_14)
    moved(referral)

    remind_of_appointments(now=WEDNESDAY_14)

    assert states() == ["withdrawn", "queued"]


def test_what_waited_behind_a_pause_until_the_appointment_was_over_is_not_sent(cast) -> None:
    accepted(a_case(cast.team))
    Pause.objects.create(channel=Channel.TEXT, by=cast.mia, why="the provider")
    remind_of_appointments(now=TUESDAY_14)

    remind_of_appointments(now=WEDNESDAY_14)

    assert states() == ["withdrawn"]


def test_what_waits_goes_out_in_the_daytime_only(cast, settings, tmp_path) -> None:
    settings.TEXT_URL = (tmp_path / "texts").as_uri()
    accepted(a_case(cast.team))
    remind_of_appointments(now=TUESDAY_14)
    Message.objects.exclude(template=Template.APPOINTMENT).delete()

    sent = [outbox.send_batch(now=now) for now in (local(2026, 5, 5, 20), local(2026, 5, 6, 3), WEDNESDAY_9)]

    assert (sent, states()) == ([0, 0, 1], ["sent"])


def test_stop_goes_before_everything(cast, settings, tmp_path) -> None:
    settings.TEXT_URL = (tmp_path / "texts").as_uri()
    accepted(a_case(cast.team))
    remind_of_appointments(now=TUESDAY_14)
    Stopped.objects.create(address=PHONE, word="STOP")

    outbox.send_batch(now=TUESDAY_14)

    assert (states(), (tmp_path / "texts").exists()) == (["withdrawn"], False)


def test_another_case_of_another_team_keeps_its_own(cast) -> None:
    mine, theirs = accepted(a_case(cast.team)), accepted(a_case(cast.other_team, value="+19195550178"))
    remind_of_appointments(now=TUESDAY_14)

    cancelled(mine)

    assert {m.about: m.delivery for m in texts()} == {
        f"neighbor:{mine.case.neighbor_id}:referral:{mine.pk}": "withdrawn",
        f"neighbor:{theirs.case.neighbor_id}:referral:{theirs.pk}": "queued",
    }


def test_closing_needs_no_agreement(cast) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)

    close_case(case=case, reason=CloseReason.DECLINED, by=cast.ada, now=MONDAY_9)

    assert texts() == []
