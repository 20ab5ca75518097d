"""A hidden record answers exactly like one that does not exist: every address × everybody who is not named.

Twice the same pages, once with a restricted record in every table and a canary in each of its texts, once without it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from unittest.mock import patch

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from casework.actions.cases import assign_case
from casework.actions.inbound_texts import receive_text
from casework.actions.texts import agree_to_texts
from casework.models import AlsoKnownAs, Caller, Case, ContactPoint, EidoDocument, Encounter, PossibleMatch
from heart import frame
from heart.notify.channels.incoming import Incoming
from tests.attempts import sql
from tests.factories import (
    CaseFactory,
    ConnectionFactory,
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    EncounterFactory,
    PlanFactory,
    ReferralFactory,
    RestrictionFactory,
    ServiceFactory,
)
from tests.test_architecture import addresses
from tests.times import MONDAY_9

CANARY = "Zyxcanary"
NOT_NAMED = ("sol", "mia", "eve", "dan", "rex", "ana", "ira")
NOW = MONDAY_9 + timedelta(days=3, hours=2)

# Counts of the whole machine, for a monitor without a sign-in: of nobody in particular.
OF_THE_MACHINE = {"metrics", "healthz"}
ALSO = [
    "/cases/?show=all",
    "/cases/?status=outreach",
    "/board/follow-ups/?show=overdue",
    "/board/follow-ups/?show=escalated",
    "/board/follow-ups/?show=crises",
    "/admin/casework/neighbor/?q=KEY",
    "/admin/audit/auditevent/?q=KEY",
    "/admin/notify/message/?q=follow_up:KEY",
]


@pytest.fixture
def known(cast):
    """What everybody may see, in both worlds."""
    CaseFactory(stage="engaged", team=cast.team, neighbor__preferred_name="Walter Quill")
    CaseFactory(stage="outreach", team=cast.other_team)
    CaseFactory()
    EncounterFactory(by=cast.rex, source="responder")
    return ServiceFactory()


def hide(cast, service) -> int:
    """Somebody of Ada's and Ben's: Zoe, who is named, oversees it; Sol, who supervises the team, is not named, nor is
    Rex, who was there. (What somebody told in their own words stays theirs: tests/casework/test_told_of_hidden.py.)

    The first row of every table gets the same key, which is returned: one address stands for all of them.
    """
    key = _same_key_everywhere()
    encounter = EncounterFactory(incident_number=CANARY, beat="111")
    encounter.responders.add(cast.rex)
    case = encounter.case
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.zoe], by=cast.mia)
    case = assign_case(case=case, team=cast.team, by=cast.zoe, now=MONDAY_9)
    ContactFactory(case=case)
    case.refresh_from_db()
    AlsoKnownAs.objects.create(neighbor=case.neighbor, name=CANARY)
    number = ContactPointFactory(neighbor=case.neighbor, value="+19195550188", text_ok="yes")
    agree_to_texts(
        case=case, contact_point=number, appointments=True, caring=True, how="spoken", by=cast.ada, now=MONDAY_9
    )
    receive_text(incoming=Incoming("1", number.value, CANARY), by=None, now=MONDAY_9)
    referral = ReferralFactory(case=case, service=service)
    ConsentFactory(case=case)
    ConnectionFactory(case=case, referral=referral)
    PlanFactory(case=case, state="approved")
    encounter = EncounterFactory(person=None, follow_up_wanted="no", incident_number=f"{CANARY} 2")
    Encounter.objects.filter(pk=encounter.pk).update(neighbor=case.neighbor)
    Caller.objects.create(encounter=Encounter.objects.get(pk=key), name=CANARY, phone=CANARY)
    EidoDocument.objects.create(encounter_id=key, document_id=CANARY, updated_at=NOW, body={"a": CANARY}, digest="1")
    other = Case.objects.filter(team=cast.team).exclude(pk=case.pk).get().neighbor
    PossibleMatch.objects.create(first=other, second=case.neighbor, score=0.9)
    _mark(key)
    return key


def _same_key_everywhere() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(last_value), 0) FROM pg_sequences WHERE schemaname = 'public'")
        key = (cursor.fetchone()[0] // 1000 + 2) * 1000
        for table in connection.introspection.table_names(cursor):
            for one in connection.introspection.get_sequences(cursor, table):
                sql("SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)", one["table"], one["column"], key)
    return key


def _mark(key: int) -> None:
    """A canary in every text of the hidden rows."""
    for model in apps.get_models():
        if model._meta.app_label not in ("casework", "referrals") or not isinstance(model._meta.pk, models.AutoField):
            continue
        for field in model._meta.concrete_fields:
            free = isinstance(field, models.CharField | models.TextField) and not field.choices and not field.unique
            if free and (field.max_length or 99) >= len(CANARY):
                with _perhaps():
                    model._base_manager.filter(pk=key).update(**{field.name: CANARY})
    assert ContactPoint.objects.filter(value=CANARY).count() == 1


@contextmanager
def _perhaps() -> Iterator[None]:
    """What the database refuses is left as it was."""
    try:
        with transaction.atomic():
            yield
            connection.check_constraints()
    except DatabaseError:
        pass


def pages(key: int, *, admin: bool) -> list[tuple[str, str]]:
    """Every address, with the key of the hidden rows in its places; those also posted to. Those of Django admin only for
    who opens it: tests/heart/test_admin.py turns the others away before anything is looked up."""
    told = [path for path, name in addresses() if name not in OF_THE_MACHINE and "logout" not in path]
    keyed = dict.fromkeys(re.sub(r"(?<=/)1(?=/)", str(key), path) for path in told)
    looked_at = [*keyed, *(path.replace("KEY", str(key)) for path in ALSO)]
    looked_at = [path for path in looked_at if admin or not path.startswith("/admin/")]
    return [("get", path) for path in looked_at] + [("post", path) for path in looked_at if f"/{key}/" in path]


def world(client, key: int, *, admin: bool) -> dict[tuple[str, str], tuple[int, str, str]]:
    """What each page answers, without what differs each time. Nothing of it stays; so the counts beside every page are
    asked once."""
    found = {}
    with patch.object(frame, "_counts", cache(frame._counts)):
        for method, path in pages(key, admin=admin):
            found[method, path] = _answer(client, method, path)
    return found


def _answer(client, method: str, path: str) -> tuple[int, str, str]:
    with transaction.atomic():
        answer = getattr(client, method)(path, secure=True)
        html = (b"".join(answer) if answer.streaming else answer.content).decode(errors="replace")
        transaction.set_rollback(True)
    return answer.status_code, answer.headers.get("Location", ""), _plain(html)


def _plain(html: str) -> str:
    html = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": |csrf_token[^"]*"[^"]*|nonce=)"[^"]+"', "", html)
    return re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "", html)


@pytest.mark.parametrize("person", NOT_NAMED)
def test_who_is_not_named_sees_the_same_as_if_it_did_not_exist(cast, known, as_, person) -> None:
    with time_machine.travel(NOW, tick=False):
        client = as_(cast.people[person])
        with transaction.atomic():
            key = hide(cast, known)
            hidden = world(client, key, admin=person == "mia")
            transaction.set_rollback(True)
        without = world(client, key, admin=person == "mia")

    assert [page for page, (_status, _to, html) in hidden.items() if CANARY.lower() in html.lower()] == []
    different = [(page, _difference(hidden[page], without[page])) for page in hidden if hidden[page] != without[page]]
    assert different == [], different


def _difference(one: tuple[int, str, str], other: tuple[int, str, str]) -> object:
    if one[:2] != other[:2]:
        return one[:2], other[:2]
    lines = [(a.strip(), b.strip()) for a, b in zip(one[2].splitlines(), other[2].splitlines(), strict=False) if a != b]
    return lines[:3] or "longer"


def test_who_is_named_sees_it(cast, known, as_) -> None:
    """So that the test above looks where there is something to see."""
    with time_machine.travel(NOW, tick=False):
        key = hide(cast, known)
        client = as_(cast.zoe)
        html = [client.get(path).content.decode() for path in (f"/cases/{key}/", "/cases/")]

    assert [CANARY in one for one in html] == [True, True]
