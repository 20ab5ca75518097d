"""What was done is on record or was not done; and the record cannot be changed."""

from collections.abc import Callable
from functools import partial

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from casework.actions import cases, contacts, follow_ups
from casework.actions.contacts import ContactDetails
from casework.actions.encounters import record_encounter
from casework.models import Case, FollowUp, Neighbor, Source
from casework.states import CloseReason, ContactChannel, ContactResult
from heart.accounts.models import User
from heart.audit.models import AuditEvent
from heart.audit.record import record, record_each
from heart.lib.errors import NotAllowed
from heart.notify.models import Message
from referrals.actions import connections, consents, referrals
from referrals.actions.consents import ConsentDetails
from referrals.states import Evidence, ReferralStatus
from tests.attempts import refused, sql
from tests.cast import Cast
from tests.factories import (
    CaseFactory,
    ConnectionFactory,
    ConsentFactory,
    EncounterDetailsFactory,
    NeedFactory,
    PersonFactory,
    ReferralFactory,
    ServiceFactory,
)
from tests.times import MONDAY_9, TUESDAY_9

BREAK_THE_AUDIT = """
CREATE FUNCTION pg_temp.broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit is full'; END $$;
CREATE TRIGGER broken BEFORE INSERT ON audit_auditevent FOR EACH ROW EXECUTE FUNCTION pg_temp.broken();
"""


def everything() -> dict[str, list[str]]:
    """Every row of every table of ours, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("casework_", "referrals_", "accounts_", "notify_", "audit_", "pghistory_")):
                cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
                found[table] = [row for (row,) in cursor.fetchall()]
    return found


VOICEMAIL = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.VOICEMAIL)
YEAR = {"information": ("contact",), "purpose": "help", "signed": "paper", "expires_on": TUESDAY_9.date()}

Prepare = Callable[[Cast], Callable]


def _check(cast: Cast) -> Callable:
    connection_ = ConnectionFactory(case=CaseFactory(stage="engaged", team=cast.team))
    check = connection_.case.follow_ups.open().get(kind="connection_check", step=2)
    return partial(connections.confirm_still_connected, connection=connection_, follow_up=check, close=True)


def _send(cast: Cast) -> Callable:
    case = CaseFactory(stage="engaged", team=cast.team)
    ConsentFactory(case=case)
    return partial(referrals.send_referral, case=case, need=NeedFactory(case=case), service=ServiceFactory())


def _revoke(cast: Cast) -> Callable:
    case = CaseFactory(stage="engaged", team=cast.team)
    return partial(consents.revoke_consent, consent=ConsentFactory(case=case), case=case)


def _on_referral(act: Callable, **words) -> Prepare:
    return lambda cast: partial(
        act, referral=ReferralFactory(case=CaseFactory(stage="engaged", team=cast.team)), **words
    )


def _on_case(stage: str, act: Callable, **words) -> Prepare:
    return lambda cast: partial(act, case=CaseFactory(stage=stage, team=cast.team), **words)


AUDITED: dict[str, Prepare] = {
    "encounter": lambda cast: partial(
        record_encounter, details=EncounterDetailsFactory(), person=PersonFactory(), source=Source.RESPONDER
    ),
    "open": lambda cast: partial(cases.open_case, neighbor=Neighbor.objects.create(), met_at=MONDAY_9),
    "assign": lambda cast: partial(cases.assign_case, case=CaseFactory(), team=cast.team),
    "hand over": lambda cast: partial(
        cases.assign_case, case=CaseFactory(stage="engaged", team=cast.team), team=cast.other_team
    ),
    "interrupt": _on_case("engaged", cases.interrupt_case),
    "contact": _on_case("outreach", contacts.log_contact, details=VOICEMAIL),
    "close": _on_case("engaged", cases.close_case, reason=CloseReason.MOVED),
    "reopen": _on_case("closed", cases.reopen_case, met_at=MONDAY_9),
    "move": lambda cast: partial(
        follow_ups.move_follow_up,
        follow_up=CaseFactory(stage="outreach", team=cast.team).follow_ups.open().get(),
        due_at=TUESDAY_9.replace(day=20),
        why="asked to wait",
    ),
    "need": _on_case("engaged", referrals.record_need, category="legal"),
    "consent": _on_case("engaged", consents.record_consent, details=ConsentDetails(organization=None, **YEAR)),
    "revoke": _revoke,
    "refer": _send,
    "answer": _on_referral(referrals.record_answer, status=ReferralStatus.REJECTED, reason="no capacity"),
    "chase": _on_referral(referrals.chase_provider),
    "confirm": _on_referral(connections.confirm_connection, attended_on=MONDAY_9.date(), evidence=Evidence.PROVIDER),
    "check": _check,
    "lose": lambda cast: partial(
        connections.record_lost_connection,
        connection=ConnectionFactory(case=CaseFactory(stage="engaged", team=cast.team)),
        why="moved",
    ),
    "close together": lambda cast: partial(
        referrals.end_referral_case,
        case=ReferralFactory(case=CaseFactory(stage="engaged", team=cast.team)).case,
        reason=CloseReason.MOVED,
    ),
}


@pytest.mark.parametrize("prepare", AUDITED.values(), ids=AUDITED)
def test_what_cannot_be_audited_does_not_happen(cast: Cast, prepare: Prepare) -> None:
    act = prepare(cast)
    before = everything()
    sql(BREAK_THE_AUDIT)

    with pytest.raises(DatabaseError, match="the audit is full"), transaction.atomic():
        act(by=cast.mia, now=TUESDAY_9)

    assert everything() == before


@pytest.mark.parametrize("prepare", AUDITED.values(), ids=AUDITED)
def test_whatever_is_done_says_who_and_when(cast: Cast, prepare: Prepare) -> None:
    act = prepare(cast)
    known = set(AuditEvent.objects.values_list("pk", flat=True))

    act(by=cast.mia, now=TUESDAY_9)

    new = AuditEvent.objects.exclude(pk__in=known)
    assert {(event.actor_id, event.at) for event in new} == {(cast.mia.pk, TUESDAY_9)}
    assert all(event.subject_type and event.subject_id for event in new)


def test_an_event_knows_the_neighbor_whom_it_is_about(cast: Cast) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)

    record("case.read", subject=case, by=cast.ada, at=TUESDAY_9, page="case")
    record_each("case.listed", subjects=[case], by=cast.ada, at=TUESDAY_9)
    record("neighbor.read", subject=case.neighbor, by=None, at=TUESDAY_9)

    found = [
        (e.event, e.actor_id, e.subject_type, e.subject_id, e.neighbor_id, e.detail)
        for e in AuditEvent.objects.order_by("-pk")[:3]
    ]
    assert found == [
        ("neighbor.read", None, "casework.neighbor", str(case.neighbor_id), case.neighbor_id, {}),
        ("case.listed", cast.ada.pk, "casework.case", str(case.pk), case.neighbor_id, {}),
        ("case.read", cast.ada.pk, "casework.case", str(case.pk), case.neighbor_id, {"page": "case"}),
    ]


# -- Nothing on record changes -------------------------------------------------------------------------------------

EVENTS = [
    model
    for model in apps.get_models()
    if model.__name__.endswith("Event") and model._meta.app_label in ("casework", "referrals", "accounts")
]


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: AuditEvent.objects.update(actor_id=None),
        lambda: AuditEvent.objects.all().delete(),
        lambda: sql("UPDATE audit_auditevent SET detail = '{}'"),
        lambda: sql("DELETE FROM audit_auditevent"),
        lambda: AuditEvent.objects.first().save(),
    ],
    ids=["bulk update", "bulk delete", "SQL update", "SQL delete", "save again"],
)
def test_the_audit_cannot_be_changed(db: None, attempt: Callable) -> None:
    CaseFactory()
    before = list(AuditEvent.objects.order_by("pk").values())

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        attempt()

    assert list(AuditEvent.objects.order_by("pk").values()) == before


def test_every_record_has_a_history() -> None:
    tracked = {model._meta.get_field("pgh_obj").related_model.__name__ for model in EVENTS}

    assert tracked >= {
        "User", "Team", "WorkingHours", "Closure", "TimeOff", "Beat", "CallType", "CadenceStep", "LadderStep",
        "Neighbor", "AlsoKnownAs", "AgencyPerson", "ContactPoint", "Encounter", "Case", "FollowUp", "Contact",
        "Organization", "Service", "Need", "Consent", "Referral", "Connection",
    }  # fmt: skip


@pytest.mark.parametrize("model", EVENTS, ids=lambda model: model.__name__)
def test_history_cannot_be_changed(cast: Cast, model) -> None:
    """Asked of the catalogue, as not every table has rows here: a trigger refuses both."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bit_or(tgtype::int) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
            [model._meta.db_table, "pgtrigger_append_only%"],
        )
        (events,) = cursor.fetchone()

    delete, update = 8, 16
    assert events is not None and events & (delete | update) == delete | update


@pytest.mark.parametrize(
    "statement", ["UPDATE casework_caseevent SET status = 'closed'", "DELETE FROM casework_caseevent"]
)
def test_history_refuses_sql(db: None, statement: str) -> None:
    CaseFactory()

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        sql(statement)


@pytest.mark.parametrize("model", EVENTS, ids=lambda model: model.__name__)
def test_neither_history_nor_what_it_tells_of_can_be_emptied(cast: Cast, model) -> None:
    tables = [model._meta.db_table, model._meta.get_field("pgh_obj").related_model._meta.db_table]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = ANY (%s::regclass[]) AND tgname = 'not_emptied'", [tables]
        )
        assert cursor.fetchone() == (2,)


@pytest.mark.parametrize(
    "table",
    [
        "audit_auditevent", "pghistory_context", "casework_neighborevent", "casework_neighbor", "casework_encounter",
        "casework_case", "casework_restriction", "casework_namedreader", "referrals_consent", "accounts_user",
    ],
)  # fmt: skip
def test_no_table_on_record_is_emptied_at_one_stroke(cast: Cast, table: str) -> None:
    CaseFactory(stage="closed", team=cast.team)
    before = everything()
    connection.check_constraints()

    assert refused(lambda: sql(f"TRUNCATE {table} CASCADE")) == "not_emptied"
    assert everything() == before


def test_history_says_who_what_when_and_why(cast: Cast) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)

    cases.close_case(case=case, reason=CloseReason.MOVED, by=cast.ada, now=TUESDAY_9)

    last = case.events.latest("pgh_id")
    assert (last.status, last.pgh_context.metadata) == (
        "closed",
        {"verb": "close_case", "by": cast.ada.pk, "at": TUESDAY_9.isoformat(), "why": "moved"},
    )


def test_bulk_and_sql_writes_are_in_the_history_too(cast: Cast) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    follow_up = case.follow_ups.open().get()

    FollowUp.objects.filter(pk=follow_up.pk).update(owner=cast.ben)
    sql("UPDATE casework_followup SET due_at = %s WHERE id = %s", TUESDAY_9, follow_up.pk)
    Neighbor.objects.bulk_create([Neighbor(preferred_name="In bulk")])
    sql("UPDATE accounts_user SET role = 'supervisor' WHERE id = %s", cast.ada.pk)

    told = list(follow_up.events.order_by("pgh_id").values_list("owner_id", "due_at"))
    assert told == [(cast.ada.pk, MONDAY_9), (cast.ben.pk, MONDAY_9), (cast.ben.pk, TUESDAY_9)]
    assert Neighbor.objects.get(preferred_name="In bulk").events.count() == 1
    assert [event.role for event in User.objects.get(pk=cast.ada.pk).events.order_by("pgh_id")] == [
        "peer",
        "supervisor",
    ]


def test_the_history_of_staff_keeps_no_password(cast: Cast) -> None:
    fields = {field.name for field in cast.ada.events.model._meta.get_fields()}

    assert {"password", "last_login"} & fields == set()


def test_an_action_inside_another_shares_its_transaction_and_its_context(cast: Cast) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    agreed = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.REACHED, answer="agreed")

    contacts.log_contact(case=case, details=agreed, by=cast.ada, now=TUESDAY_9)

    contexts = {
        case.events.latest("pgh_id").pgh_context_id,
        Case.objects.get(pk=case.pk).contacts.get().events.get().pgh_context_id,
    }
    assert len(contexts) == 1
    assert case.events.latest("pgh_id").pgh_context.metadata["verb"] == "log_contact"


def test_a_refused_action_tells_nobody(cast: Cast) -> None:
    before = Message.objects.count()
    case = CaseFactory(stage="outreach", team=cast.team)
    sent = Message.objects.count()

    with pytest.raises(NotAllowed), transaction.atomic():
        cases.assign_case(case=case, team=cast.other_team, by=cast.ada, now=TUESDAY_9)

    assert (before, Message.objects.count()) == (0, sent)
