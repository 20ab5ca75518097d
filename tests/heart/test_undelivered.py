"""What did not get out: an overseer sees it, and decides. A supervisor for their teams, a programme manager for all."""

import pytest

from heart.audit.models import AuditEvent
from heart.notify import outbox
from heart.notify.models import Channel, Delivery, Message
from tests.cast import Cast
from tests.factories import MessageFactory
from tests.times import MONDAY_9


@pytest.fixture
def letters(cast: Cast) -> dict[str, Message]:
    """To Ada, to Eve of another team, and to a neighbor."""
    return {
        "ada": MessageFactory(recipient=cast.ada, delivery=Delivery.FAILED, problem="SMTPConnectError", attempts=6),
        "eve": MessageFactory(recipient=cast.eve, delivery=Delivery.UNCLEAR),
        "neighbor": MessageFactory(
            recipient=None, address="+19195550100", channel=Channel.TEXT, delivery=Delivery.UNCLEAR
        ),
    }


def seen(client) -> list[str]:
    return [line["to"] for line in client.get("/undelivered/").context["lines"]]


@pytest.mark.parametrize(("person", "to"), [("sol", ["Ada"]), ("zoe", ["Eve"]), ("mia", ["Ada", "Eve", "a neighbor"])])
def test_who_sees_what(cast: Cast, as_, letters, person, to) -> None:
    client = as_(cast.people[person])

    assert (seen(client), client.get("/board/").context["undelivered"]) == (to, len(to))


@pytest.mark.parametrize("person", ["ada", "ben", "eve", "rex", "ana", "ira"])
def test_nobody_else_sees_or_decides(cast: Cast, as_, letters, person) -> None:
    client = as_(cast.people[person])
    answers = [
        client.get("/undelivered/").status_code,
        client.post(f"/undelivered/{letters['ada'].pk}/", {"what": "drop"}).status_code,
    ]
    letters["ada"].refresh_from_db()

    assert (answers, letters["ada"].delivery) == ([403, 403], Delivery.FAILED)


@pytest.mark.parametrize(("whose", "answer"), [("eve", 404), ("neighbor", 404), ("ada", 302)])
@pytest.mark.parametrize(("what", "becomes"), [("again", Delivery.QUEUED), ("drop", Delivery.WITHDRAWN)])
def test_a_supervisor_decides_for_their_own_teams(cast: Cast, as_, letters, whose, answer, what, becomes) -> None:
    message, before = letters[whose], letters[whose].delivery
    answered = as_(cast.sol).post(f"/undelivered/{message.pk}/", {"what": what})
    message.refresh_from_db()

    assert (answered.status_code, message.delivery) == (answer, becomes if answer == 302 else before)
    assert AuditEvent.objects.filter(subject_type="notify.message").count() == int(answer == 302)


def test_sent_again_it_leaves_also_when_it_is_no_longer_needed(cast: Cast, as_, letters) -> None:
    outbox.withdraw(letters["ada"].about)
    as_(cast.mia).post(f"/undelivered/{letters['ada'].pk}/", {"what": "again"})
    message = Message.objects.get(pk=letters["ada"].pk)
    outbox.send_batch(now=message.send_after)
    message.refresh_from_db()

    assert (message.delivery, message.problem) == (Delivery.SENT, "")


def test_two_who_decide_at_once_decide_once(cast: Cast, as_, letters) -> None:
    client = as_(cast.mia)
    client.post(f"/undelivered/{letters['ada'].pk}/", {"what": "drop"})
    answer = client.post(f"/undelivered/{letters['ada'].pk}/", {"what": "again"}, follow=True)

    words = [str(message) for message in answer.context["messages"]]
    assert words[-1:] == ["This message is neither given up nor unclear."]


def test_a_word_that_is_none_changes_nothing(cast: Cast, as_, letters) -> None:
    answer = as_(cast.mia).post(f"/undelivered/{letters['ada'].pk}/", {"what": "burn"})
    letters["ada"].refresh_from_db()

    assert (answer.status_code, letters["ada"].delivery) == (400, Delivery.FAILED)


def test_what_is_tried_again_by_itself_is_seen_too(cast: Cast, as_) -> None:
    MessageFactory(recipient=cast.ada, attempts=2, problem="SMTPConnectError", send_after=MONDAY_9)
    MessageFactory(recipient=cast.eve, attempts=2)
    MessageFactory(recipient=cast.ada)

    retries = as_(cast.sol).get("/undelivered/").context["retries"]

    assert [(line["to"], line["attempts"], line["problem"]) for line in retries] == [("Ada", 2, "SMTPConnectError")]


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_three_as_for_one(cast: Cast, as_, rows, django_assert_num_queries) -> None:
    for _ in range(rows):
        MessageFactory(recipient=cast.ada, delivery=Delivery.FAILED)
        MessageFactory(recipient=cast.ben, attempts=1)
    client = as_(cast.sol)

    # session, who, count, rows, retries, pauses; what stands around the page: pulses, inbox, intake
    with django_assert_num_queries(9):
        client.get("/undelivered/")
