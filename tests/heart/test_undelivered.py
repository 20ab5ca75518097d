"""What did not get out: an overseer sees it, and decides. A supervisor for their teams, a programme manager for all."""

import pytest

from casework.actions.texts import about as texts_about
from casework.actions.texts import agree_to_texts, take_back_texts
from casework.models import AgreedHow
from heart.accounts.models import User
from heart.audit.models import AuditEvent
from heart.notify import outbox
from heart.notify.models import Channel, Delivery, Message, Stopped
from tests.cast import Cast
from tests.factories import CaseFactory, ContactPointFactory, MessageFactory
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


def test_sent_again_it_leaves(cast: Cast, as_, letters) -> None:
    as_(cast.mia).post(f"/undelivered/{letters['ada'].pk}/", {"what": "again"})
    message = Message.objects.get(pk=letters["ada"].pk)
    outbox.send_batch(now=message.send_after)
    message.refresh_from_db()

    assert (message.delivery, message.problem) == (Delivery.SENT, "")


NOBODY = "It goes to nobody: the person has left, wants no texts, or the number said STOP."


def refused(client, message: Message) -> list[str]:
    """What the page says to “Send again”; nothing has changed then."""
    before = Message.objects.filter(pk=message.pk).values().get()
    answer = client.post(f"/undelivered/{message.pk}/", {"what": "again"}, follow=True)
    assert Message.objects.filter(pk=message.pk).values().get() == before
    return [str(words) for words in answer.context["messages"]]


def test_what_is_no_longer_needed_is_not_sent_again_and_not_offered(cast: Cast, as_, letters) -> None:
    outbox.withdraw_below(letters["ada"].about)
    client = as_(cast.mia)
    offered = client.get("/undelivered/").content.decode().count(">Send again<")

    assert (offered, refused(client, letters["ada"])) == (0, ["This message is no longer needed."])


def test_a_neighbor_who_took_texts_back_gets_none_again(cast: Cast, as_) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    point = ContactPointFactory(neighbor=case.neighbor, text_ok="yes")
    agree_to_texts(
        case=case, contact_point=point, appointments=True, caring=False, how=AgreedHow.SPOKEN, by=cast.ada, now=MONDAY_9
    )
    words = {"recipient": None, "channel": Channel.TEXT, "template": "appointment", "address": point.value}
    about = f"{texts_about(case.neighbor_id)}:referral:1"
    lost = [MessageFactory(delivery=how, about=about, **words) for how in (Delivery.FAILED, Delivery.UNCLEAR)]

    take_back_texts(case=case, by=cast.ada, now=MONDAY_9)

    client = as_(cast.mia)
    assert [refused(client, message) for message in lost] == [["This message is no longer needed."]] * 2


def test_nothing_is_sent_again_to_a_number_that_said_stop(cast: Cast, as_, letters) -> None:
    Stopped.objects.create(address=letters["neighbor"].address, word="STOP")

    assert refused(as_(cast.mia), letters["neighbor"]) == [NOBODY]


@pytest.mark.parametrize(
    ("channel", "gone"),
    [("email", {"is_active": False}), ("text", {"remind_by_text": False}), ("text", {"phone": ""})],
)
def test_nothing_is_sent_again_to_who_has_left_or_wants_no_texts(cast: Cast, as_, channel, gone) -> None:
    reachable = {"is_active": True, "remind_by_text": True, "phone": "+19195550101"}
    User.objects.filter(pk=cast.eve.pk).update(**reachable | gone)
    message = MessageFactory(recipient=cast.eve, channel=channel, delivery=Delivery.FAILED)

    assert refused(as_(cast.mia), message) == [NOBODY]


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
