"""A paused channel: nothing leaves over it, what is written for it waits, and goes out when it goes on."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError, NotAllowed
from heart.notify import outbox
from heart.notify.actions import pause_channel, resume_channels
from heart.notify.models import Channel, Delivery, Message, Pause
from tests.cast import Cast
from tests.factories import MessageFactory
from tests.times import MONDAY_9, TUESDAY_9


def pause(cast: Cast, channel: Channel = Channel.EMAIL, by=None, why: str = "The provider is down.") -> Pause:
    return pause_channel(pause=Pause(channel=channel, why=why), by=by or cast.mia, now=MONDAY_9)


def test_what_is_paused_waits_and_goes_out_after(cast: Cast) -> None:
    message = MessageFactory()
    paused = pause(cast)
    assert (outbox.send_batch(now=MONDAY_9), len(mail.outbox)) == (0, 0)

    resume_channels(pauses=[paused], by=cast.mia, now=TUESDAY_9)
    outbox.send_batch(now=TUESDAY_9)
    message.refresh_from_db()

    assert (message.delivery, message.sent_at, message.attempts, len(mail.outbox)) == (Delivery.SENT, TUESDAY_9, 1, 1)


def test_the_other_channels_go_on(cast: Cast, settings, tmp_path) -> None:
    settings.TEXT_URL = f"file://{tmp_path / 'texts'}"
    pause(cast)
    MessageFactory()
    MessageFactory(channel=Channel.TEXT, recipient__phone="+19195550100", recipient__remind_by_text=True)

    outbox.send_batch(now=MONDAY_9)

    waiting = Message.objects.order_by("pk").values_list("channel", "delivery")
    assert list(waiting) == [(Channel.EMAIL, Delivery.QUEUED), (Channel.TEXT, Delivery.SENT)]


def test_what_ended_meanwhile_is_not_sent_after(cast: Cast) -> None:
    MessageFactory(about="follow_up:7")
    paused = pause(cast)
    outbox.withdraw("follow_up:7")
    resume_channels(pauses=[paused], by=cast.mia, now=TUESDAY_9)

    assert (outbox.send_batch(now=TUESDAY_9), len(mail.outbox)) == (0, 0)


def test_it_says_who_when_and_why(cast: Cast) -> None:
    resume_channels(pauses=[pause(cast)], by=cast.mia, now=TUESDAY_9)

    told = AuditEvent.objects.filter(subject_type="notify.pause").order_by("pk")
    assert list(told.values_list("event", "subject_id", "actor_id", "at")) == [
        ("channel.paused", "email", cast.mia.pk, MONDAY_9),
        ("channel.resumed", "email", cast.mia.pk, TUESDAY_9),
    ]
    assert told[0].detail == {"why": "The provider is down."}


@pytest.mark.parametrize("name", ["ada", "sol", "rex", "ira", "ana", "eve", "zoe"])
def test_only_a_programme_manager_pauses_and_resumes(cast: Cast, name) -> None:
    paused = pause(cast)

    with pytest.raises(NotAllowed):
        pause(cast, Channel.TEXT, by=cast.people[name])
    with pytest.raises(NotAllowed):
        resume_channels(pauses=[paused], by=cast.people[name], now=TUESDAY_9)

    assert list(Pause.objects.values_list("channel", flat=True)) == [Channel.EMAIL]


def test_a_pause_has_a_reason(cast: Cast) -> None:
    with pytest.raises(DomainError, match="Say why"):
        pause(cast, why=" ")


def test_the_inbox_is_never_paused(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(channel=Channel.IN_APP, by=cast.mia, why="Quiet")


def test_in_admin_adding_pauses_and_deleting_goes_on(cast: Cast, as_) -> None:
    client = as_(cast.mia)
    client.post(reverse("admin:notify_pause_add"), {"channel": "text", "why": "Too many at once."})
    row = Pause.objects.get()
    assert (row.channel, row.by, row.why) == (Channel.TEXT, cast.mia, "Too many at once.")

    listed = client.get(reverse("admin:notify_pause_changelist")).content.decode()
    client.post(reverse("admin:notify_pause_delete", args=["text"]), {"post": "yes"})

    assert ("Too many at once." in listed, Pause.objects.count()) == (True, 0)


def test_in_admin_the_inbox_is_not_offered(cast: Cast, as_) -> None:
    form = as_(cast.mia).get(reverse("admin:notify_pause_add")).context["adminform"].form

    assert [value for value, _ in form.fields["channel"].choices] == ["", "email", "text"]


def test_a_supervisor_has_no_such_page(cast: Cast, as_) -> None:
    answer = as_(cast.sol).post(reverse("admin:notify_pause_add"), {"channel": "text", "why": "No."})

    assert (answer.status_code, Pause.objects.count()) == (302, 0)


def test_the_board_says_what_is_paused(cast: Cast, as_) -> None:
    pause(cast)

    assert as_(cast.sol).get("/board/").context["paused"] == ["E-mail"]


def test_in_admin_it_is_let_go_on_and_no_page_speaks_of_deleting(cast: Cast, as_) -> None:
    pause(cast)
    client, page = as_(cast.mia), reverse("admin:notify_pause_changelist")
    chosen = {"action": "delete_selected", "_selected_action": ["email"]}

    one = [client.get(reverse(f"admin:notify_pause_{name}", args=["email"])) for name in ("change", "delete")]
    asked = [client.get(page), client.post(page, chosen), *one]
    seen = Pause.objects.count()
    done = client.post(page, chosen | {"post": "yes"}, follow=True).content.decode()

    words = [answer.content.decode().split("</head>")[1] for answer in asked]
    assert [("Let it go on" in word, "delete</" in word.lower(), "selected paused" in word) for word in words] == [
        (True, False, False)
    ] * 4
    assert (seen, Pause.objects.count(), "It goes on." in done, "deleted" in done) == (1, 0, True, False)
