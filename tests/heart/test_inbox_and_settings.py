"""The inbox is one's own; the language is remembered for the person; home is where one's work is."""

import pytest

from casework.actions.inbound_texts import receive_text
from casework.models import Case
from heart.accounts.actions import change_my_settings, save_staff
from heart.notify import outbox
from heart.notify.channels.incoming import Incoming
from heart.notify.models import Channel, Message
from tests.factories import CaseFactory, MessageFactory
from tests.times import MONDAY_9


def told_of_a_case(cast) -> Message:
    """Ada's message about a case that came to her team."""
    CaseFactory(stage="outreach", team=cast.team)
    return Message.objects.visible_to(cast.ada).inbox().get()


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_shows_ones_own_messages(cast, as_, django_assert_num_queries, count) -> None:
    for _ in range(count):
        CaseFactory(stage="outreach", team=cast.team)
    CaseFactory(stage="outreach", team=cast.other_team)
    client = as_(cast.ada)
    with django_assert_num_queries(7):
        answer = client.get("/inbox/")
    assert [(line["unread"], bool(line["name"])) for line in answer.context["lines"]] == [(True, True)] * count


def test_whose_case_it_is_stands_there_for_who_may_see_it_now(cast, as_) -> None:
    case = CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name="Canary Jones")
    client = as_(cast.ada)
    named = [line["name"] for line in client.get("/inbox/").context["lines"]]
    Case.objects.filter(pk=case.pk).update(team=cast.other_team)
    assert (named, [line["name"] for line in client.get("/inbox/").context["lines"]]) == (["Canary Jones"], [""])
    assert "Canary" not in str(Message.objects.values_list("params", "path", "about").first())


def test_opening_a_message_marks_it_read_and_goes_where_it_leads(cast, as_) -> None:
    message = told_of_a_case(cast)
    answer = as_(cast.ada).post(f"/inbox/{message.pk}/")
    assert (answer.status_code, answer.url) == (302, message.path)
    assert not Message.objects.visible_to(cast.ada).inbox().unread().exists()


def test_nobody_opens_or_reads_anothers(cast, as_) -> None:
    message = told_of_a_case(cast)
    client = as_(cast.mia)
    assert client.post(f"/inbox/{message.pk}/").status_code == 404
    client.post("/inbox/read/")
    assert Message.objects.visible_to(cast.ada).inbox().unread().count() == 1


def test_the_language_goes_with_the_person(cast, as_) -> None:
    client = as_(cast.ada)
    client.post("/language/", {"language": "es", "next": "/inbox/"})
    client.cookies.pop("django_language", None)
    assert '<html lang="es"' in client.get("/inbox/").content.decode()


def test_an_unknown_language_changes_nothing(cast, as_) -> None:
    as_(cast.ada).post("/language/", {"language": "xx"})
    cast.ada.refresh_from_db()
    assert cast.ada.language == "en"


def test_settings_are_saved_for_oneself_only(cast, as_) -> None:
    told = {
        "language": "es",
        "phone": "919-555-0100",
        "remind_by_text": "on",
        "role": "programme_manager",
        "is_active": "",
    }
    as_(cast.ada).post("/me/", told)
    cast.ada.refresh_from_db()
    assert (cast.ada.language, cast.ada.phone, cast.ada.remind_by_text, cast.ada.remind_by_email, cast.ada.role) == (
        "es",
        "+19195550100",
        True,
        False,
        "peer",
    )


@pytest.mark.parametrize("phone", ["(919) 555-0177", "919-555-0177", "+1 919 555 0177"])
@pytest.mark.parametrize("kept_by", ["oneself", "admin"])
def test_stop_counts_for_a_work_phone_however_it_was_typed(cast, phone, kept_by) -> None:
    if kept_by == "oneself":
        change_my_settings(
            language="en", phone=phone, remind_by_email=True, remind_by_text=True, shortcuts=True, by=cast.ada
        )
    else:
        cast.ada.phone, cast.ada.remind_by_text = phone, True
        save_staff(staff=cast.ada, by=cast.mia, now=MONDAY_9)
    message = MessageFactory(recipient=cast.ada, channel=Channel.TEXT)
    receive_text(incoming=Incoming("1", "+19195550177", "STOP"), now=MONDAY_9)
    later = MessageFactory(recipient=cast.ada, channel=Channel.TEXT)
    outbox.send_batch(now=MONDAY_9)

    assert [m.delivery for m in Message.objects.filter(pk__in=[message.pk, later.pk])] == ["withdrawn"] * 2


@pytest.mark.parametrize("phone", ["call me", "12", "919-555-01000", "+1 (919) 555"])
def test_what_is_no_phone_number_is_not_kept(cast, as_, phone) -> None:
    told = {"language": "en", "phone": phone}
    answer = as_(cast.ada).post("/me/", told)
    cast.ada.refresh_from_db()
    assert (answer.status_code, list(answer.context["form"].errors), cast.ada.phone) == (422, ["phone"], "")


@pytest.mark.parametrize(
    ("person", "url"),
    [
        ("ada", "/today/"),
        ("ben", "/today/"),
        ("sol", "/board/"),
        ("mia", "/board/"),
        ("rex", "/encounters/"),
        ("ana", "/inbox/"),
        ("ira", "/inbox/"),
    ],
)
def test_home_is_where_ones_work_is(cast, as_, person, url) -> None:
    assert as_(cast.people[person]).get("/").url == url


def test_reminders_by_text_need_a_number(cast, as_) -> None:
    answer = as_(cast.ada).post("/me/", {"language": "en", "phone": "", "remind_by_text": "on"})
    cast.ada.refresh_from_db()
    assert (answer.status_code, dict(answer.context["form"].errors), cast.ada.remind_by_text) == (
        422,
        {"phone": ["Reminders by text need a phone number."]},
        False,
    )


@pytest.mark.parametrize("wanted", [True, False])
def test_the_morning_mail_is_ones_own_choice(cast, as_, wanted) -> None:
    as_(cast.ada).post("/me/", {"language": "en", "morning_digest": "on"} if wanted else {"language": "en"})
    cast.ada.refresh_from_db()
    assert cast.ada.morning_digest == wanted


@pytest.mark.parametrize(
    ("person", "asked"), [("ada", True), ("sol", True), ("mia", True), ("rex", False), ("ana", False)]
)
def test_only_who_has_follow_ups_is_asked_about_the_morning_mail(cast, as_, person, asked) -> None:
    client = as_(cast.people[person])
    form = client.get("/me/").context["form"]
    client.post("/me/", {"language": "en"})
    cast.people[person].refresh_from_db()
    assert ("morning_digest" in form.fields, cast.people[person].morning_digest) == (asked, not asked)
