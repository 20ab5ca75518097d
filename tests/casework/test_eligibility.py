"""Which pilot could have answered, and why not: by hours, beat, call type and weapon of the call's own day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from casework.eligibility import Could, Why, answerable, could_answer, programme_between
from casework.models import Beat, CallType, Pilot, PilotHours, PilotService
from tests.times import MONDAY_9, local

pytestmark = pytest.mark.django_db

MONDAY, SATURDAY = local(2026, 5, 4, 12), local(2026, 5, 9, 12)


def said(pilot, *, call_type="Trespass", beat="111", at=MONDAY, weapon=False):
    """What is said of one pilot: could it, and the reasons."""
    answers = could_answer(call_type=call_type, beat=beat, received_at=at, weapon=weapon)
    (answer,) = [answer for answer in answers if answer.pilot == pilot]
    return answer.could.value, [why.value for why in answer.whys]


YES = ("yes", [])


# -- Today's programme (DOMAIN 1)


@pytest.mark.parametrize(
    ("pilot", "call", "answer"),
    [
        ("ccd", {"call_type": "Suicide threat"}, YES),
        ("ccd", {"call_type": "Suicide threat", "beat": "999", "weapon": True}, YES),
        ("ccd", {"call_type": "Suicide threat", "beat": "", "weapon": None}, YES),
        ("ccd", {"call_type": "Trespass"}, ("no", ["call_type"])),
        ("ccd", {"call_type": "Suicide threat", "at": SATURDAY}, ("no", ["hours"])),
        ("crt", {}, YES),
        ("crt", {"at": SATURDAY}, YES),
        ("crt", {"beat": "121"}, ("no", ["beat"])),
        ("crt", {"weapon": True}, ("no", ["weapon"])),
        ("crt", {"weapon": None}, ("unknown", ["weapon_unknown"])),
        ("crt", {"beat": ""}, ("unknown", ["beat_unknown"])),
        ("crt", {"call_type": ""}, ("unknown", ["call_type_unknown"])),
        ("crt", {"call_type": "Custody issue"}, ("no", ["call_type"])),
        ("crt", {"beat": "", "at": local(2026, 5, 4, 3)}, ("no", ["hours", "beat_unknown"])),
        ("cor", {"weapon": True}, YES),
        ("cor", {"weapon": False}, ("no", ["low_risk"])),
        ("cor", {"weapon": None}, ("unknown", ["weapon_unknown"])),
        ("cor", {"call_type": "Custody issue", "weapon": None}, YES),
        ("cor", {"call_type": "Custody issue", "weapon": False}, YES),
        ("cor", {"at": SATURDAY, "weapon": True, "beat": "121"}, ("no", ["hours", "beat"])),
    ],
)  # fmt: skip
def test_the_programme_of_today(pilot, call, answer) -> None:
    assert said(pilot, **call) == answer


@pytest.mark.parametrize("call_type", ["trespass", "TRESPASS", " Trespass "])
def test_capitals_and_spaces_do_not_matter(call_type) -> None:
    assert said("crt", call_type=call_type) == YES


def test_before_heart_there_was_nobody() -> None:
    assert said("crt", at=local(2022, 6, 27, 12)) == ("no", ["service"])
    assert said("crt", at=local(2022, 6, 28, 12)) == YES


def test_in_words() -> None:
    answers = could_answer(call_type="Trespass", beat="", received_at=local(2026, 5, 4, 19), weapon=False)
    assert [answer.in_words() for answer in answers] == [
        "Crisis Call Diversion: no, outside its hours, not one of its call types",
        "Community Response Team: not known, the beat was not recorded; it was within its hours",
        "Co-Response: no, outside its hours, no weapon or violence was told of",
    ]


def test_without_a_call_type_hours_beat_and_weapon_still_count() -> None:
    def told(**call):
        answers = could_answer(call_type="", **{"beat": "111", "received_at": MONDAY, "weapon": False} | call)
        return [answer.in_words() for answer in answers][1]

    missing = "Community Response Team: not known, the call type was not recorded"
    assert told() == f"{missing}; it was within its hours and beats"
    assert told(beat="") == (
        "Community Response Team: not known, the beat was not recorded, the call type was not recorded; "
        "it was within its hours"
    )
    assert told(weapon=None) == (
        f"{missing}, whether there was a weapon was not recorded; it was within its hours and beats"
    )
    assert told(weapon=True) == "Community Response Team: no, a weapon or violence was told of"
    assert told(beat="121") == "Community Response Team: no, outside its beats"


# -- Hours


@pytest.mark.parametrize(
    ("hour", "minute", "answer"),
    [(9, 59, ("no", ["hours"])), (10, 0, YES), (20, 59, YES), (21, 0, ("no", ["hours"]))],
)
def test_from_the_first_minute_to_the_last(hour, minute, answer) -> None:
    assert said("crt", at=local(2026, 5, 4, hour, minute)) == answer


def test_the_local_day_counts_not_that_of_greenwich() -> None:
    """Friday 20:30 in Durham is Saturday in UTC; the pilot works on Fridays only."""
    PilotHours.objects.filter(pilot="crt").exclude(weekday=4).delete()
    friday = local(2026, 5, 8, 20, 30)
    assert (friday.weekday(), said("crt", at=friday)) == (5, YES)


def test_a_day_may_last_until_midnight() -> None:
    PilotHours.objects.filter(pilot="crt", weekday=0).update(closes=time.max)
    assert said("crt", at=local(2026, 5, 4, 23, 59)) == YES
    assert said("crt", at=datetime(2026, 5, 5, 3, 59, 59, 999999, tzinfo=UTC)) == YES
    assert said("crt", at=local(2026, 5, 5, 0, 0)) == ("no", ["hours"])


def test_a_break_at_noon() -> None:
    PilotHours.objects.filter(pilot="crt", weekday=0).update(closes=time(12))
    PilotHours.objects.create(pilot="crt", weekday=0, opens=time(13), closes=time(21), valid_from=date(2022, 6, 28))
    answers = [said("crt", at=local(2026, 5, 4, hour, minute)) for hour, minute in [(11, 59), (12, 0), (13, 0)]]
    assert answers == [YES, ("no", ["hours"]), YES]


@pytest.fixture
def at_night() -> None:
    """On Sundays from 01:15 to 02:30."""
    PilotHours.objects.filter(pilot="crt", weekday=6).update(opens=time(1, 15), closes=time(2, 30))


def test_in_the_night_with_an_hour_twice_both_count(at_night) -> None:
    """1 November 2026: 01:00 to 02:00 comes twice."""
    first, second = datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    answers = [
        said("crt", at=at) for at in (first, first - timedelta(minutes=20), second, second - timedelta(minutes=20))
    ]
    assert answers == [YES, ("no", ["hours"]), YES, ("no", ["hours"])]


def test_in_the_night_without_an_hour_the_clock_decides(at_night) -> None:
    """8 March 2026: after 01:59 comes 03:00."""
    before, after = datetime(2026, 3, 8, 6, 59, tzinfo=UTC), datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
    assert (said("crt", at=before), said("crt", at=after)) == (YES, ("no", ["hours"]))


# -- What changes, changes from a day on


def test_hours_across_a_change() -> None:
    PilotHours.objects.filter(pilot="crt").update(valid_to=date(2026, 5, 3))
    PilotHours.objects.create(pilot="crt", weekday=0, opens=time(6), closes=time(8), valid_from=date(2026, 5, 4))
    answers = [said("crt", at=at) for at in (local(2026, 5, 3, 12), local(2026, 5, 4, 12), local(2026, 5, 4, 7))]
    assert answers == [YES, ("no", ["hours"]), YES]


def test_a_beat_on_its_first_and_last_day() -> None:
    Beat.objects.create(code="121", valid_from=date(2026, 5, 2), valid_to=date(2026, 5, 3))
    days = [local(2026, 5, day, 12) for day in (1, 2, 3, 4)]
    assert [said("crt", beat="121", at=at)[0] for at in days] == ["no", "yes", "yes", "no"]


def test_a_beat_of_one_pilot_only() -> None:
    Beat.objects.create(code="121", pilot="crt", valid_from=date(2022, 6, 28))
    assert (said("crt", beat="121"), said("cor", beat="121", weapon=True)) == (YES, ("no", ["beat"]))


def test_a_call_type_that_was_given_up() -> None:
    CallType.objects.filter(pilot="crt", name="Trespass").update(valid_to=date(2026, 5, 3))
    assert (said("crt", at=local(2026, 5, 3, 12)), said("crt")) == (YES, ("no", ["call_type"]))


def test_a_pilot_that_goes_everywhere_from_a_day_on() -> None:
    PilotService.objects.filter(pilot="crt").update(valid_to=date(2026, 5, 3))
    PilotService.objects.create(pilot="crt", everywhere=True, valid_from=date(2026, 5, 4))
    assert (said("crt", beat="121", at=local(2026, 5, 3, 12))[1], said("crt", beat="121")) == (["beat"], YES)


# -- Many calls


def test_a_month_is_read_once(django_assert_num_queries) -> None:
    calls = [MONDAY_9 + timedelta(hours=hours) for hours in range(24 * 28)]
    with django_assert_num_queries(4):
        programme = programme_between(date(2026, 5, 1), date(2026, 6, 30))
        answers = [
            answerable(programme, call_type="Trespass", beat="111", received_at=at, weapon=False) for at in calls
        ]
    crt = [answer for call in answers for answer in call if answer.pilot == Pilot.CRT]
    assert sum(answer.could == Could.YES for answer in crt) == 28 * 11
    assert sum(answer.whys == (Why.HOURS,) for answer in crt) == 28 * 13


def test_a_day_within_a_longer_reading_is_the_day_alone() -> None:
    Beat.objects.filter(code="111").update(valid_to=date(2026, 5, 3))
    PilotService.objects.filter(pilot="crt").update(valid_to=date(2026, 5, 10))
    PilotService.objects.create(pilot="crt", everywhere=True, valid_from=date(2026, 5, 11))
    programme = programme_between(date(2026, 5, 1), date(2026, 5, 31))
    for day in range(1, 31):
        call = {"call_type": "Trespass", "beat": "111", "received_at": local(2026, 5, day, 12), "weapon": None}
        assert answerable(programme, **call) == could_answer(**call)
