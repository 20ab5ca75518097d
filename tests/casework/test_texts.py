"""Texts with the neighbor: only what was agreed to, where it is safe, until STOP; what comes in interrupts the team."""

import json
from datetime import timedelta
from functools import partial
from importlib import import_module
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from casework.actions.cases import assign_case, close_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.follow_ups import mark_done
from casework.actions.inbound_texts import dismiss_text, meaning_of, place_text, receive_text
from casework.actions.neighbors import Person, get_to_know, say_what_is_safe
from casework.actions.texts import agree_to_texts, follow_up_on_undelivered, send_caring_texts, take_back_texts
from casework.models import AgreedHow, Case, ContactPoint, InboundText, Meaning, Safety, TextAgreement
from casework.states import CloseReason, ContactChannel, ContactResult, FollowUpKind
from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError, NotAllowed
from heart.notify import outbox
from heart.notify.channels.incoming import Incoming, gateway_signature, twilio_signature
from heart.notify.channels.text import text_of
from heart.notify.models import Channel, Delivery, Message, Stopped, Template
from tests.attempts import at_once
from tests.cast import assemble
from tests.factories import CaseFactory, ContactPointFactory, EncounterFactory, MessageFactory
from tests.times import MONDAY_9, NEXT_MONDAY_9, TUESDAY_9, local

PHONE, OTHER = "+19195550177", "+19195550178"
HOUR = timedelta(hours=1)
JUNE_4_10 = local(2026, 6, 4, 10)


def a_case(team, *, stage: str = "engaged", phone: str = PHONE, **words) -> Case:
    """With a telephone where texts are safe."""
    case = CaseFactory(stage=stage, team=None if stage == "intake" else team)
    ContactPointFactory(neighbor=case.neighbor, **({"value": phone, "text_ok": Safety.YES} | words))
    return case


def agree(case: Case, **words) -> TextAgreement:
    said = {"appointments": True, "caring": True, "how": AgreedHow.SPOKEN, "by": case.team.peer, "now": MONDAY_9}
    point = words.pop("contact_point", None) or case.neighbor.contact_points.get()
    return agree_to_texts(case=case, contact_point=point, **(said | words))


def incoming(body: str = "Can you call me?", number: str = PHONE, provider_id: str = "a1") -> Incoming:
    return Incoming(provider_id, number, body)


def refusal(act) -> str:
    try:
        act()
    except DomainError as refused:
        return str(refused.field or type(refused).__name__)
    return ""


def to_neighbors() -> list[Message]:
    return list(Message.objects.filter(recipient=None).order_by("pk"))


# -- Agreeing ------------------------------------------------------------------------------------------------------


def test_agreed_to_it_says_what_where_how_and_by_whom(cast) -> None:
    agreement = agree(a_case(cast.team))

    assert (agreement.appointments, agreement.caring, agreement.agreed_at, agreement.recorded_by) == (
        True,
        True,
        MONDAY_9,
        cast.ada,
    )
    assert agreement.next_caring_at == JUNE_4_10


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ({"text_ok": Safety.UNKNOWN}, "contact_point"),
        ({"text_ok": Safety.NO}, "contact_point"),
        ({"is_current": False}, "contact_point"),
        ({"kind": "email"}, "contact_point"),
        ({}, ""),
    ],
)
def test_only_where_a_text_is_safe(cast, words, refused) -> None:
    case = a_case(cast.team, **words)

    assert refusal(lambda: agree(case)) == refused


def test_not_at_somebody_elses_number(cast) -> None:
    case, other = a_case(cast.team), a_case(cast.team, phone=OTHER)

    assert refusal(lambda: agree(case, contact_point=other.neighbor.contact_points.get())) == "contact_point"


def test_to_something_at_least(cast) -> None:
    assert refusal(lambda: agree(a_case(cast.team), appointments=False, caring=False)) == "appointments"


def test_after_stop_only_the_neighbor_can_begin_again(cast) -> None:
    case = a_case(cast.team)
    receive_text(incoming=incoming("stop"), now=MONDAY_9)
    first = refusal(lambda: agree(case))
    receive_text(incoming=incoming("Start", provider_id="a2"), now=MONDAY_9)

    assert (first, refusal(lambda: agree(case))) == ("contact_point", "")


def test_with_domestic_violence_only_after_making_sure(cast) -> None:
    case = a_case(cast.team)
    case.neighbor.domestic_violence = True
    case.neighbor.save()

    assert (refusal(lambda: agree(case)), refusal(lambda: agree(case, careful=True))) == ("careful", "")


@pytest.mark.parametrize("who", ["eve", "zoe", "rex", "ana"])
def test_strangers_may_neither_arrange_nor_end_texts(cast, who) -> None:
    case = a_case(cast.team)
    agree(case)

    with pytest.raises(NotAllowed):
        agree(case, by=cast.people[who])
    with pytest.raises(NotAllowed):
        take_back_texts(case=case, by=cast.people[who], now=MONDAY_9)


def test_said_again_it_changes_and_caring_contacts_go_on_as_counted(cast) -> None:
    case = a_case(cast.team)
    agree(case, appointments=False)

    again = agree(case, appointments=True, now=NEXT_MONDAY_9)

    assert (TextAgreement.objects.count(), again.appointments, again.next_caring_at) == (1, True, JUNE_4_10)


# -- Ending --------------------------------------------------------------------------------------------------------


def closed(case: Case) -> None:
    close_case(case=case, reason=CloseReason.DECEASED, by=case.team.peer, now=TUESDAY_9)


def taken_back(case: Case) -> None:
    take_back_texts(case=case, by=case.team.peer, now=TUESDAY_9)


def unsafe(case: Case) -> None:
    point = case.neighbor.contact_points.get()
    say_what_is_safe(case=case, contact_point=point, text_ok=Safety.NO, by=case.team.peer, now=TUESDAY_9)


def out_of_use(case: Case) -> None:
    words = {"text_ok": Safety.YES, "is_current": False}
    point = case.neighbor.contact_points.get()
    say_what_is_safe(case=case, contact_point=point, by=case.team.peer, now=TUESDAY_9, **words)


def stopped(case: Case) -> None:
    receive_text(incoming=incoming("¡Alto!"), now=TUESDAY_9)


ENDS = {"closed": closed, "taken_back": taken_back, "number": unsafe, "stop": stopped}


@pytest.mark.parametrize("why", ENDS)
def test_ended_nothing_more_goes_out_not_even_what_is_queued(cast, why) -> None:
    case = a_case(cast.team)
    agreement = agree(case)
    send_caring_texts(now=JUNE_4_10)

    ENDS[why](case)

    agreement.refresh_from_db()
    assert (agreement.ended_at, agreement.ended_why, agreement.next_caring_at) == (TUESDAY_9, why, None)
    assert [message.delivery for message in to_neighbors()] == ["withdrawn"]
    assert send_caring_texts(now=local(2026, 7, 6, 11)) == 0


def test_a_number_out_of_use_ends_it_too(cast) -> None:
    case = a_case(cast.team)
    agree(case)

    out_of_use(case)

    assert TextAgreement.objects.live().count() == 0


@pytest.mark.parametrize("told", [{"phone": PHONE, "text_ok": "no"}, {"domestic_violence": True}])
def test_an_encounter_that_says_it_is_not_safe_ends_it(cast, told) -> None:
    who = {"person__agency_person_id": "p1", "person__preferred_name": "Ruth"}
    first = EncounterFactory(person__phone=PHONE, person__text_ok="yes", **who)
    case = assign_case(case=first.case, team=cast.team, by=cast.mia, now=MONDAY_9)
    agree(case)

    EncounterFactory(**who, **{f"person__{name}": word for name, word in told.items()})

    assert TextAgreement.objects.live().count() == 0


# -- Caring contacts -----------------------------------------------------------------------------------------------


def test_a_friendly_word_in_the_months_of_the_cadence_and_then_no_more(cast) -> None:
    agreement = agree(a_case(cast.team), appointments=False)
    came = []

    while agreement.next_caring_at:
        came.append(agreement.next_caring_at)
        send_caring_texts(now=agreement.next_caring_at)
        agreement.refresh_from_db()

    months = [(at.month - 5) % 12 or 12 for at in came]
    assert (months, agreement.caring_sent, len(to_neighbors())) == ([1, 2, 3, 4, 6, 8, 10, 12], 8, 8)


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        (JUNE_4_10 - timedelta(minutes=1), 0),
        (JUNE_4_10, 1),
        (local(2026, 6, 4, 16), 0),  # late in the day
        (local(2026, 6, 6, 11), 0),  # a Saturday
        (local(2026, 6, 8, 15, 59), 1),
    ],
)
def test_on_a_working_day_between_ten_and_four(cast, now, sent) -> None:
    agree(a_case(cast.team))

    assert send_caring_texts(now=now) == sent


def test_after_an_outage_of_months_one_comes_not_all_that_were_missed(cast) -> None:
    agree(a_case(cast.team))

    assert [send_caring_texts(now=local(2026, 8, 6, 11)) for _ in range(2)] == [1, 0]


def test_agreed_to_in_a_daylight_saving_night_it_comes_by_the_wall(cast) -> None:
    agreement = agree(a_case(cast.team), now=local(2026, 10, 8, 12))

    assert agreement.next_caring_at == local(2026, 11, 9, 10)  # 8 November is a Sunday; the hour has changed


def test_two_sweeps_at_once_write_one(commits: None) -> None:
    agree(a_case(assemble().team))

    at_once(*[partial(send_caring_texts, now=JUNE_4_10)] * 4)

    assert len(to_neighbors()) == 1


@pytest.mark.parametrize(
    ("language", "heart", "said"),
    [
        ("en", Safety.UNKNOWN, "Thinking of you and wishing you well. No need to answer. Reply STOP to end."),
        (
            "es",
            Safety.YES,
            "HEART Care Navigation: pensamos en usted y le deseamos lo mejor. No hace falta responder. "
            "Responda ALTO para terminar.",
        ),
    ],
)
def test_what_it_says(cast, language, heart, said) -> None:
    case = a_case(cast.team, may_say_heart=heart)
    case.neighbor.language = language
    case.neighbor.save()
    agree(case)
    send_caring_texts(now=JUNE_4_10)

    assert [(text_of(m), m.address, m.params) for m in to_neighbors()] == [
        (said, PHONE, {"say_heart": heart == Safety.YES})
    ]


# -- What may not have arrived -------------------------------------------------------------------------------------


@pytest.mark.parametrize("delivery", [Delivery.FAILED, Delivery.UNCLEAR])
def test_what_may_not_have_arrived_becomes_a_promise_once_and_done_it_is_not_owed_any_more(cast, delivery) -> None:
    case = a_case(cast.team)
    agree(case)
    send_caring_texts(now=JUNE_4_10)
    Message.objects.filter(recipient=None).update(delivery=delivery)

    for _ in range(2):
        follow_up_on_undelivered(now=JUNE_4_10)

    promise = case.follow_ups.open().get(kind=FollowUpKind.UNDELIVERED)
    assert (promise.owner, promise.due_at, promise.message) == (cast.ada, JUNE_4_10 + 2 * HOUR, to_neighbors()[0])
    mark_done(follow_up=promise, note="told her at the shelter", by=cast.ada, now=JUNE_4_10)
    assert (Message.objects.undelivered().count(), follow_up_on_undelivered(now=JUNE_4_10)) == (0, 0)


def test_when_the_case_is_closed_nobody_is_left_to_tell(cast) -> None:
    case = a_case(cast.team)
    about = f"neighbor:{case.neighbor_id}:referral:7"
    words = {"recipient": None, "address": PHONE, "template": Template.CARING, "about": about}
    MessageFactory(delivery=Delivery.UNCLEAR, channel=Channel.TEXT, **words)
    close_case(case=case, reason=CloseReason.DECLINED, by=cast.ada, now=MONDAY_9)

    follow_up_on_undelivered(now=MONDAY_9)

    assert [m.delivery for m in to_neighbors()] == ["withdrawn"]


def test_a_message_to_staff_is_no_promise_on_a_case(cast) -> None:
    MessageFactory(delivery=Delivery.UNCLEAR)

    assert follow_up_on_undelivered(now=MONDAY_9) == 0


# -- What comes in -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "meaning"),
    [
        *((word, "stop") for word in ("STOP", " stop. ", "Stop All", "¡Alto!", "párár", "CANCELAR", "quit\n", "“end”")),
        *((word, "start") for word in ("START", "unstop", "Iniciar!")),
        *((word, "text") for word in ("stop by tomorrow?", "please stop", "", "🙂", "no", "alto ahí", "x" * 5000)),
    ],
)
def test_one_word_alone_means_stop_or_start(body, meaning) -> None:
    assert meaning_of(body) == meaning


def test_a_text_interrupts_the_team_within_a_working_hour_and_tells_the_pair_nothing_of_it(cast) -> None:
    case = a_case(cast.team)
    Message.objects.all().delete()

    receive_text(incoming=incoming("My secret canary"), now=MONDAY_9)

    (promise,) = case.follow_ups.interrupting()
    assert (promise.kind, promise.due_at, promise.owner) == (FollowUpKind.NEW_TEXT, MONDAY_9 + HOUR, cast.ada)
    told = Message.objects.filter(template=Template.NEW_TEXT)
    assert {m.recipient for m in told} == {cast.ada, cast.ben}
    assert [m for m in told if "canary" in f"{m.params}{m.key}{m.about}{m.path}"] == []


def test_the_same_call_twice_is_one_text(cast) -> None:
    case = a_case(cast.team)

    first, again = [receive_text(incoming=incoming(), now=MONDAY_9) for _ in range(2)]

    assert (first, InboundText.objects.count(), case.follow_ups.interrupting().count()) == (again, 1, 1)


def test_the_same_call_twice_at_once_is_one_text(commits: None) -> None:
    case = a_case(assemble().team)

    results = at_once(*[partial(receive_text, incoming=incoming(), now=MONDAY_9)] * 3)

    assert ({str(r) for r in results}, case.follow_ups.interrupting().count()) == (
        {str(InboundText.objects.get())},
        1,
    )


def test_more_texts_are_one_promise_and_one_that_was_put_off_comes_back(cast) -> None:
    case = a_case(cast.team)
    receive_text(incoming=incoming(), now=MONDAY_9)
    details = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.NO_ANSWER)
    log_contact(
        case=case, details=details, by=cast.ada, now=MONDAY_9 + HOUR / 2, follow_up=case.follow_ups.interrupting().get()
    )
    put_off = case.follow_ups.interrupting().get().due_at

    receive_text(incoming=incoming(provider_id="a2"), now=MONDAY_9 + HOUR)

    assert (put_off, case.follow_ups.interrupting().get().due_at) == (TUESDAY_9 + HOUR / 2, MONDAY_9 + 2 * HOUR)


def test_speaking_with_the_neighbor_answers_it(cast) -> None:
    case = a_case(cast.team)
    receive_text(incoming=incoming(), now=MONDAY_9)

    details = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.REACHED, answer="agreed")
    log_contact(case=case, details=details, by=cast.ada, now=MONDAY_9)

    assert (case.follow_ups.interrupting().count(), case.follow_ups.open().count()) == (0, 1)


def test_a_crisis_and_a_text_interrupt_beside_each_other(cast) -> None:
    who = {"person__agency_person_id": "p1", "person__preferred_name": "Ruth"}
    first = EncounterFactory(person__phone=PHONE, **who)
    case = assign_case(case=first.case, team=cast.team, by=cast.mia, now=MONDAY_9)
    receive_text(incoming=incoming(), now=MONDAY_9)

    EncounterFactory(**who)

    assert {f.kind for f in case.follow_ups.interrupting()} == {FollowUpKind.NEW_TEXT, FollowUpKind.NEW_CRISIS}


def test_closing_over_an_unanswered_text_needs_a_word(cast) -> None:
    case = a_case(cast.team)
    receive_text(incoming=incoming(), now=MONDAY_9)

    assert refusal(lambda: close_case(case=case, reason=CloseReason.DECLINED, by=cast.ada, now=MONDAY_9)) == "note"


def test_what_came_while_nobody_had_the_case_waits_for_the_team(cast) -> None:
    case = a_case(cast.team, stage="intake")
    receive_text(incoming=incoming(), now=MONDAY_9)
    assert case.follow_ups.interrupting().count() == 0

    assign_case(case=case, team=cast.team, by=cast.mia, now=MONDAY_9)

    assert case.follow_ups.interrupting().get().owner == cast.ada


@pytest.mark.parametrize("phones", [(), (PHONE, PHONE)])
def test_from_nobody_known_or_from_one_of_several_it_waits_for_an_overseer(cast, phones) -> None:
    cases = [a_case(cast.team, phone=phone) for phone in phones] or [a_case(cast.team, phone=OTHER)]

    text = receive_text(incoming=incoming(), now=MONDAY_9)

    seen = {name: text in InboundText.objects.visible_to(user) for name, user in cast.people.items()}
    assert (text.case, {name for name, sees in seen.items() if sees}) == (None, {"sol", "zoe", "mia"})
    place_text(text=text, case=cases[0], by=cast.sol, now=MONDAY_9)
    assert [case.follow_ups.interrupting().count() for case in cases] == [1, 0][: len(cases)]


def test_whose_text_it_is_says_no_navigator_and_no_stranger(cast) -> None:
    case, text = a_case(cast.team, phone=OTHER), receive_text(incoming=incoming(), now=MONDAY_9)

    for who in ("ada", "eve", "zoe", "rex"):
        with pytest.raises(NotAllowed):
            place_text(text=text, case=case, by=cast.people[who], now=MONDAY_9)


def test_odd_input_is_kept_as_far_as_it_can_be(cast) -> None:
    a_case(cast.team)

    text = receive_text(incoming=incoming("a\0b" + "ñ" * 20_000, provider_id="x" * 300), now=MONDAY_9)

    assert (text.body, len(text.provider_id)) == ("ab" + "ñ" * 9_998, 64)


def test_stop_is_honoured_while_a_text_is_being_sent(cast, settings, tmp_path) -> None:
    settings.TEXT_URL = (tmp_path / "texts").as_uri()
    case = a_case(cast.team)
    agree(case)
    send_caring_texts(now=JUNE_4_10)
    Message.objects.exclude(recipient=None).delete()
    claimed = outbox._claim(JUNE_4_10)

    receive_text(incoming=incoming("STOP"), now=JUNE_4_10)
    with outbox.opened() as channel_of:
        outbox._send_each(claimed, channel_of, JUNE_4_10)

    assert ([m.delivery for m in to_neighbors()], (tmp_path / "texts").exists()) == (["withdrawn"], False)


def test_stop_reaches_texts_to_staff_at_that_number_and_leaves_their_mail(cast) -> None:
    cast.ada.phone = PHONE
    cast.ada.save()
    text, mail = MessageFactory(channel=Channel.TEXT, recipient=cast.ada), MessageFactory(recipient=cast.ada)

    receive_text(incoming=incoming("STOP"), now=MONDAY_9)

    text.refresh_from_db(), mail.refresh_from_db()
    assert (text.delivery, mail.delivery, Stopped.objects.get().word) == ("withdrawn", "queued", "STOP")


# -- The provider's call -------------------------------------------------------------------------------------------


@pytest.fixture
def gateway(settings, client):
    """`gateway(words, signature=…)`: the call of a provider that shares the secret `open-sesame`. The answer's number."""
    settings.TEXT_URL = "https://open-sesame@gateway.example/texts"

    def call(words: object, signature: str | None = None) -> int:
        body = words if isinstance(words, bytes) else json.dumps(words).encode()
        signed = gateway_signature(body) if signature is None else signature
        headers = {"X-Signature": signed}
        answer = client.post("/texts/in/", body, content_type="application/json", headers=headers, secure=True)
        return answer.status_code

    return call


WORDS = {"id": "g1", "from": PHONE, "text": "hello"}


def test_a_signed_call_is_written_down_once(cast, gateway) -> None:
    case = a_case(cast.team)

    assert [gateway(WORDS), gateway(WORDS)] == [204, 204]
    assert list(case.inbound_texts.values_list("provider_id", "body", "meaning")) == [("g1", "hello", Meaning.TEXT)]


@pytest.mark.parametrize(
    ("words", "signature", "answer"),
    [
        (WORDS, "", 403),
        (WORDS, "0" * 64, 403),
        (WORDS, "ñ", 403),
        (b"{", None, 400),
        (b"[" * 60_000, None, 400),
        ([], None, 400),
        ({"id": "g1", "from": PHONE}, None, 400),
        ({"id": "g\x001", "from": PHONE, "text": ""}, None, 400),
        ({"id": 1, "from": PHONE, "text": ""}, None, 400),
        (WORDS | {"text": "x" * 70_000}, None, 413),
    ],
)
def test_whatever_else_is_refused_and_nothing_is_written(db, gateway, words, signature, answer) -> None:
    assert (gateway(words, signature), InboundText.objects.count()) == (answer, 0)


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * 10_000, ""])
def test_odd_texts_are_written_all_the_same(db, gateway, text) -> None:
    assert (gateway(WORDS | {"text": text}), InboundText.objects.count()) == (204, 1)


@pytest.mark.parametrize("url", ["", "file:///tmp/texts", "https://gateway.example/without-a-secret"])
def test_without_a_secret_nobody_is_believed(db, settings, client, url) -> None:
    settings.TEXT_URL = url
    body = json.dumps(WORDS).encode()
    headers = {"X-Signature": gateway_signature(body)}

    answer = client.post("/texts/in/", body, content_type="application/json", headers=headers, secure=True)

    assert (answer.status_code, InboundText.objects.count()) == (403, 0)


def test_twilio_signs_the_address_and_its_fields(cast, settings, client) -> None:
    settings.TEXT_URL, settings.SITE_URL = "twilio://AC7:secret@/?from=%2B1919", "https://care.example"
    fields = {"MessageSid": "SM1", "From": PHONE, "Body": "¿Mañana?", "NumMedia": "0"}
    signed = twilio_signature("https://care.example/texts/in/", list(fields.items()))

    def answer(signature: str) -> int:
        words = {"content_type": "application/x-www-form-urlencoded", "headers": {"X-Twilio-Signature": signature}}
        return client.post("/texts/in/", urlencode(fields), secure=True, **words).status_code

    assert [answer("AAA=" + signed[4:]), answer(signed), answer(signed)] == [403, 204, 204]
    assert InboundText.objects.get().body == "¿Mañana?"


def test_twilios_own_example_of_a_signature(settings) -> None:
    """As their documentation works it out."""
    settings.TEXT_URL = "twilio://AC7:12345@/?from=%2B1919"
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }

    signature = twilio_signature("https://mycompany.com/myapp.php?foo=1&bar=2", list(fields.items()))

    assert signature == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


# -- Pages ---------------------------------------------------------------------------------------------------------


def test_arranged_on_the_page_it_stands_on_the_case_and_can_be_ended_there(cast, as_) -> None:
    case = a_case(cast.team, text_ok=Safety.UNKNOWN, may_say_heart=Safety.NO)
    point, client = case.neighbor.contact_points.get(), as_(cast.ada)
    page, words = reverse("case-texts", args=[case.pk]), {"contact_point": point.pk, "how": "spoken", "caring": "on"}

    answers = [client.post(page, words | {"text_ok": ok}).status_code for ok in ("no", "yes")]
    shown = client.get(reverse("case", args=[case.pk])).content.decode()
    point.refresh_from_db()

    assert (answers, "919-555-0177 · since" in shown, point.may_say_heart) == ([302, 302], True, Safety.NO)
    client.post(reverse("case-texts-end", args=[case.pk]))
    assert "919-555-0177 · since" not in client.get(reverse("case", args=[case.pk])).content.decode()


def test_the_only_number_and_what_is_known_of_it_are_chosen_already(cast, as_) -> None:
    case, client = a_case(cast.team, may_say_heart=Safety.NO), as_(cast.ada)
    page = reverse("case-texts", args=[case.pk])

    one = client.get(page).context["form"].initial
    ContactPointFactory(neighbor=case.neighbor, value=OTHER)
    two = client.get(page).context["form"].initial

    point = case.neighbor.contact_points.get(value=PHONE)
    assert (one, two) == ({"contact_point": point, "text_ok": "yes", "may_say_heart": "no"}, {})


def test_ending_asks_once_says_it_was_done_and_both_stand_in_the_timeline(cast, as_) -> None:
    case, client = a_case(cast.team), as_(cast.ada)
    with time_machine.travel(MONDAY_9 + HOUR, tick=False):
        agree(case, now=MONDAY_9 + HOUR / 2)
        asked = client.get(reverse("case-texts", args=[case.pk])).content.decode()
        ended = [client.post(reverse("case-texts-end", args=[case.pk]), follow=True) for _ in range(2)]

    said = [[str(message) for message in answer.context["messages"]] for answer in ended]
    told = [(i["title"], i["by"], i["meta"]) for i in ended[0].context["timeline"] if "Texts" in i["title"]]
    assert ("<summary" in asked.split("Yes, end them")[0][-900:], said) == (
        True,
        [["All texts are ended. Nothing more goes out."], []],
    )
    assert told == [
        ("Texts ended", "Ada", "Does not want them any more"),
        ("Texts agreed to: reminders of appointments, a friendly word now and then", "Ada", "919-555-0177"),
    ]


def test_what_is_not_possible_stands_at_its_field(cast, as_) -> None:
    case = a_case(cast.team)
    words = {"contact_point": case.neighbor.contact_points.get().pk, "how": "spoken", "text_ok": "yes"}

    answer = as_(cast.ada).post(reverse("case-texts", args=[case.pk]), words)

    assert (answer.status_code, "Say what the texts are for." in answer.content.decode()) == (422, True)


def test_a_text_stands_in_the_timeline_on_top_of_today_and_is_done_with_a_word(cast, as_) -> None:
    case, client = a_case(cast.team), as_(cast.ada)
    with time_machine.travel(MONDAY_9 + HOUR / 2, tick=False):
        receive_text(incoming=incoming("Is Tuesday fine?"), now=MONDAY_9)
        promise = case.follow_ups.interrupting().get()
        today, page = [client.get(url).content.decode() for url in ("/today/", f"/cases/{case.pk}/")]
        done = client.post(reverse("follow-up-done", args=[promise.pk]), {"note": "texted back"})

    assert ("New text" in today, "Is Tuesday fine?" in page, done.status_code) == (True, True, 302)
    promise.refresh_from_db()
    assert (promise.status, promise.why, promise.ended_by) == ("done", "texted back", cast.ada)
    assert "texted back" in client.get(f"/cases/{case.pk}/").content.decode()


def test_a_first_contact_cannot_be_called_done_with_a_word(cast, as_) -> None:
    promise = CaseFactory(stage="outreach", team=cast.team).follow_ups.open().get()

    answer = as_(cast.ada).post(reverse("follow-up-done", args=[promise.pk]), {"note": "sure"})

    promise.refresh_from_db()
    assert (answer.status_code, promise.status) == (422, "open")


def test_the_overseers_page_of_texts_of_nobody_known(cast, as_) -> None:
    case, text = a_case(cast.team, phone=OTHER), receive_text(incoming=incoming("canary"), now=MONDAY_9)

    statuses = {name: as_(user).get("/texts/").status_code for name, user in cast.people.items()}
    client = as_(cast.sol)
    shown = ["canary" in client.get("/texts/").content.decode(), "/texts/" in client.get("/board/").content.decode()]
    placed = [
        client.post(reverse("text-place", args=[text.pk]), {"case": n}).status_code for n in ("x", 10**30, case.pk)
    ]

    assert {name for name, status in statuses.items() if status == 200} == {"sol", "zoe", "mia"}
    assert (shown, placed, case.inbound_texts.get()) == ([True, True], [302, 302, 302], text)
    assert "canary" not in client.get("/texts/").content.decode()


def lines_of(answer) -> list[list[int]]:
    """The keys of the cases that each line of the page offers."""
    return [[case.pk for case in line["cases"]] for line in answer.context["lines"]]


def test_it_may_be_anybody_who_has_or_had_the_number_as_far_as_the_overseer_may_see(cast, as_) -> None:
    has, had = a_case(cast.team), a_case(cast.team, is_current=False)
    another = a_case(cast.other_team)
    a_case(cast.team, phone=OTHER), a_case(cast.team, kind="email")
    close_case(case=a_case(cast.team), reason=CloseReason.DECLINED, note="No.", by=cast.ada)
    text = receive_text(incoming=incoming(), now=MONDAY_9)

    offered = {name: lines_of(as_(cast.people[name]).get("/texts/")) for name in ("sol", "zoe", "mia")}

    assert offered == {
        "sol": [[has.pk, had.pk]],
        "zoe": [[another.pk]],
        "mia": [[has.pk, had.pk, another.pk]],
    }
    as_(cast.sol).post(reverse("text-place", args=[text.pk]), {"case": had.pk})
    assert had.inbound_texts.get() == text


def test_by_name_or_number_it_offers_whom_it_may_mean_and_changes_nothing(cast, as_) -> None:
    case, hidden = a_case(cast.team, phone=OTHER), a_case(cast.other_team, phone=OTHER)
    for which in (case, hidden):
        which.neighbor.first_name, which.neighbor.last_name = "Ramón", "Cruz"
        which.neighbor.save()
    case.neighbor.also_known_as.create(name="Moncho")
    text, client = receive_text(incoming=incoming(), now=MONDAY_9), as_(cast.sol)
    place = reverse("text-place", args=[text.pk])

    said = ("cruz ram", "MONCHO", str(case.pk), str(hidden.pk), "%", "c", "cruz moe", "a\0b", "9" * 30)
    found = {who: client.post(place, {"who": who}) for who in said}

    shown = {who: lines_of(answer) for who, answer in found.items() if answer.status_code == 200}
    text.refresh_from_db()
    assert (shown, text.case) == ({who: [[case.pk]] for who in ("cruz ram", "MONCHO", str(case.pk))}, None)


def test_about_none_of_our_cases_it_is_put_away_and_it_says_who_did(cast, as_) -> None:
    text = receive_text(incoming=incoming("canary"), now=MONDAY_9)
    page = reverse("text-dismiss", args=[text.pk])

    answers = {name: as_(cast.people[name]).post(page).status_code for name in ("ada", "rex", "ira", "sol", "zoe")}

    text.refresh_from_db()
    told = AuditEvent.objects.get(event="text.dismissed")
    assert answers == {"ada": 403, "rex": 403, "ira": 403, "sol": 302, "zoe": 404}
    assert (text.dismissed_by, text.dismissed_at, told.actor_id) == (cast.sol, told.at, cast.sol.pk)
    assert [
        as_(cast.sol).get(url).context.get(name) for url, name in (("/texts/", "lines"), ("/board/", "unknown_texts"))
    ] == [[], 0]


@pytest.mark.parametrize("first", [place_text, dismiss_text])
@pytest.mark.parametrize("then", [place_text, dismiss_text])
def test_once_said_it_is_said(cast, first, then) -> None:
    case, text = a_case(cast.team, phone=OTHER), receive_text(incoming=incoming(), now=MONDAY_9)

    def say(act) -> None:
        act(text=text, by=cast.sol, now=MONDAY_9, **({"case": case} if act is place_text else {}))

    say(first)

    assert refusal(lambda: say(then)) == "NotPossibleNow"


# -- The same number, however it was written -----------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["919-555-0177", "(919) 555 0177", "1 919 555 0177", PHONE])
def test_a_text_finds_the_number_however_it_was_typed_and_handed_on(cast, typed) -> None:
    case = a_case(cast.team, phone=OTHER)
    get_to_know(neighbor=case.neighbor, person=Person(phone=typed), agency="durham", by=cast.ada)

    texts = [receive_text(incoming=incoming(number=n, provider_id=n), now=MONDAY_9) for n in (PHONE, "919-555-0177")]

    assert [(text.case, text.number) for text in texts] == [(case, PHONE)] * 2


@pytest.mark.parametrize("typed", ["72345", "call the shelter", "919-555-0177 x12", "+442079460000"])
def test_what_is_no_number_to_text_stays_as_it_was_typed(cast, typed) -> None:
    case = CaseFactory()

    get_to_know(neighbor=case.neighbor, person=Person(phone=typed), agency="durham", by=None)

    assert case.neighbor.contact_points.get().value == typed


def test_numbers_from_before_come_into_the_one_shape_and_no_neighbor_gets_one_twice(cast) -> None:
    was = [
        "919-555-0177",
        "(919) 555 0177",
        "1 919-555-0178",
        "+1 919 555 0179",
        "+4930123456",
        "555-0177",
        "9195550177 x2",
    ]
    case = CaseFactory()
    for value in was:
        ContactPointFactory(neighbor=case.neighbor, value=value)
    ContactPointFactory(value="919 555 0177")
    cast.ada.phone = "919-555-0101"
    cast.ada.save()

    with connection.cursor() as cursor:
        cursor.execute(import_module("casework.migrations.0011_numbers_in_one_shape").SQL)

    now = list(case.neighbor.contact_points.order_by("pk").values_list("value", flat=True))
    cast.ada.refresh_from_db()
    assert now == [PHONE, "(919) 555 0177", OTHER, "+19195550179", *was[4:]]
    assert (ContactPoint.objects.exclude(neighbor=case.neighbor).get().value, cast.ada.phone) == (PHONE, "+19195550101")


@pytest.mark.parametrize("count", [1, 3])
def test_that_page_asks_as_often_for_three_as_for_one(cast, as_, django_assert_num_queries, count) -> None:
    for n in range(count):
        number = f"+1919555018{n}"
        for _ in range(2):
            a_case(cast.team, phone=number)
        receive_text(incoming=incoming(provider_id=f"a{n}", number=number), now=MONDAY_9)
    client = as_(cast.sol)

    with django_assert_num_queries(10):
        client.get("/texts/")
