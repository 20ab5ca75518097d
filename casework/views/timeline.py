"""What happened on a case, the latest first, from the records themselves."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.eligibility import answers_of, programme_of
from casework.models import Case, Contact, Encounter, EndedWhy, FollowUp, Meaning, Neighbor
from casework.states import BESIDE, TWO_WAY, CaseStatus, ContactResult, FollowUpStatus
from casework.views.callers import called_by
from casework.views.changes import Item, changes_of_record, told_by
from casework.views.texts import agreed_to
from heart.accounts.models import User
from heart.lib import when
from heart.lib.phones import readable
from heart.notify.models import Message
from heart.notify.outbox import REMINDERS

FILTERS = {
    "": gettext_lazy("Everything"),
    "encounters": gettext_lazy("Encounters"),
    "contacts": gettext_lazy("Contacts"),
    "referrals": gettext_lazy("Referrals"),
    "changes": gettext_lazy("Changes"),
}


# Of a referral: its sending and the connection are lines of their own.
SAID_ELSEWHERE = ("draft", "requested", "completed")
REFUSED = ("rejected", "failed", "on-hold")


def timeline_of(
    case: Case,
    show: str,
    now: datetime,
    *,
    new_crisis: Encounter | None,
    others: Sequence[Neighbor] = (),
    reader: User,
) -> dict[str, Any]:
    """`show` is one of FILTERS; everything else shows everything. `new_crisis` waits for somebody to look at it.
    `others`: linked records, with their encounters loaded: of these only encounters are told.
    To a `reader` who oversees each encounter also says who could have answered."""
    wanted = show if show in FILTERS else ""
    found = [item for item in _all(case, now, new_crisis, others, reader) if wanted in ("", item.kind)]
    found.sort(key=lambda item: item.at, reverse=True)
    return {
        "timeline": [_shown(item, now) for item in found],
        "timeline_filters": [
            {"url": f"?show={code}#timeline" if code else "?#timeline", "label": label, "current": code == wanted}
            for code, label in FILTERS.items()
        ],
    }


def _shown(item: Item, now: datetime) -> dict[str, Any]:
    return vars(item) | {
        "when": item.at,
        "when_label": when.short(item.at, now),
        "exact": when.exact(item.at),
        "day": when.day_heading(item.at, now),
    }


def _all(
    case: Case, now: datetime, new_crisis: Encounter | None, others: Sequence[Neighbor], reader: User
) -> Iterator[Item]:
    people = dict(User.objects.values_list("pk", "name"))
    yield from _encounters(case, new_crisis, others, reader)
    yield from _contacts(case)
    yield from _texts(case)
    yield from _agreements(case, people)
    yield from _referrals(case, people, now)
    yield from _statuses(case, people)
    yield from changes_of_record(case, people, reader)
    yield from _follow_ups(case, now)


def _encounters(case: Case, new_crisis: Encounter | None, others: Sequence[Neighbor], reader: User) -> Iterator[Item]:
    found = {encounter.pk: encounter for record in others for encounter in record.encounters.all()}
    found |= {encounter.pk: encounter for encounter in case.encounters.all()}
    programme = programme_of(list(found.values())) if reader.is_overseer else None
    known = _known_incidents(found.values(), reader)
    for encounter in found.values():
        yield Item(
            kind="encounters",
            at=encounter.met_at,
            title=" · ".join(filter(None, [encounter.get_pilot_display() or _("Encounter"), encounter.call_type])),
            icon="support_agent",
            by=encounter.recorded_by.name if encounter.recorded_by else "",
            meta=" · ".join(
                filter(
                    None,
                    [
                        str(encounter),
                        encounter.location,
                        encounter.beat and _("beat %(beat)s") % {"beat": encounter.beat},
                        encounter.get_outcome_display() if encounter.outcome else "",
                        _("one with another incident, and counted with that")
                        if encounter.replaced_by_id in known
                        else "",
                        _("split from another incident") if encounter.split_from_id in known else "",
                    ],
                )
            ),
            body=encounter.note,
            flag=_("New crisis") if encounter == new_crisis else "",
            tone="danger",
            source=_("record %(number)s") % {"number": encounter.neighbor_id}
            if encounter.neighbor_id != case.neighbor_id
            else "",
            aside=called_by(encounter),
            answers=answers_of(encounter, programme) if programme else (),
        )


def _known_incidents(encounters: Iterable[Encounter], reader: User) -> set[int]:
    """Of those that took these ones' place, or of which these are parts: not those of somebody hidden."""
    bound = {pk for one in encounters for pk in (one.replaced_by_id, one.split_from_id) if pk}
    return set(Encounter.objects.not_hidden_from(reader).filter(pk__in=bound).values_list("pk", flat=True))


def _contacts(case: Case) -> Iterator[Item]:
    for contact in case.contacts.select_related("by"):
        yield Item(
            kind="contacts",
            at=contact.at,
            title=_contact_title(contact),
            icon="phone" if contact.channel == "phone" else "person",
            by=contact.by.name,
            meta=" · ".join(
                filter(
                    None,
                    [
                        contact.get_channel_display(),
                        _("the neighbor came to us") if contact.direction == "in" else "",
                        contact.get_interpreter_display() if contact.interpreter else "",
                    ],
                )
            ),
            body=contact.note,
            tone="ok" if contact.result in TWO_WAY else "",
        )


def _texts(case: Case) -> Iterator[Item]:
    """What came in. Nobody spoke yet, so it is no contact; it stands among them."""
    titles = {Meaning.STOP: _("Wants no more texts"), Meaning.START: _("Wants texts again")}
    for text in case.inbound_texts.all():
        yield Item(
            kind="contacts",
            at=text.received_at,
            title=titles.get(Meaning(text.meaning), _("A text from the neighbor")),
            icon="chat",
            meta=readable(text.number),
            body=text.body,
            tone="info",
        )


def _agreements(case: Case, people: dict[int, str]) -> Iterator[Item]:
    """From the history: texts agreed to, arranged otherwise and ended, as long as this case was open."""
    agreements: Any = list(case.neighbor.text_agreements.prefetch_related("events__pgh_context"))
    numbers = {p.pk: readable(p.value) for p in case.neighbor.contact_points.all()} if agreements else {}
    for agreement in agreements:
        for event in sorted(agreement.events.all(), key=lambda event: event.pgh_id):
            at, by = told_by(event, people)
            if case.opened_at <= at <= (case.closed_at or at):
                ended = event.ended_at is not None
                yield Item(
                    kind="contacts",
                    at=at,
                    title=_("Texts ended") if ended else _("Texts agreed to: %(what)s") % {"what": agreed_to(event)},
                    icon="chat",
                    by=by,
                    meta=str(EndedWhy(event.ended_why).label) if ended else numbers.get(event.contact_point_id, ""),
                    minor=True,
                )


def _contact_title(contact: Contact) -> str:
    if contact.answer:
        return f"{contact.get_result_display()}: {contact.get_answer_display().lower()}"
    return str(ContactResult(contact.result).label)


def _referrals(case: Case, people: dict[int, str], now: datetime) -> Iterator[Item]:
    """Read up through the reverse accessor, for display only (HOUSE 6)."""
    for referral in case.referrals.all():
        yield from _answers(referral, people, now)
        yield Item(
            kind="referrals",
            at=referral.requested_at or referral.created_at,
            title=_("Referred to %(service)s") % {"service": referral.service.name},
            icon="send",
            by=people.get(referral.created_by_id, ""),
            meta=f"{referral.service.organization.name} · {referral.get_status_display()}",
            url=reverse("referral", args=[referral.pk]),
            tone="info",
        )
    for connection in case.connections.select_related("referral__service", "recorded_by"):
        yield Item(
            kind="referrals",
            at=connection.recorded_at,
            title=_("Connected: %(service)s") % {"service": connection.referral.service.name},
            icon="check_circle",
            by=connection.recorded_by.name,
            meta=str(connection.get_evidence_display()),
            tone="ok",
        )


def _answers(referral: Any, people: dict[int, str], now: datetime) -> Iterator[Item]:
    """From the history: what the provider said, when, and who wrote it down. Sent and connected stand by themselves."""
    before = None
    for event in sorted(referral.events.all(), key=lambda event: event.pgh_id):
        answer = (event.status, event.appointment_at)
        if answer == before or event.status in SAID_ELSEWHERE:
            continue
        before, (at, by) = answer, told_by(event, people)
        appointment = event.appointment_at and when.short(event.appointment_at, now)
        yield Item(
            kind="referrals",
            at=at,
            title=f"{referral.service.name}: {event.get_status_display().lower()}",
            icon="send",
            by=by,
            meta=_("Appointment: %(time)s") % {"time": appointment} if appointment else "",
            body=event.status_reason,
            url=reverse("referral", args=[referral.pk]),
            tone="warn" if event.status in REFUSED else "info",
        )


def _statuses(case: Any, people: dict[int, str]) -> Iterator[Item]:
    """From the history: who moved the case, when and why. Consecutive rows of one state are one."""
    before = None
    for event in case.events.select_related("pgh_context").order_by("pgh_id"):
        if event.status == before:
            continue
        before, (at, by) = event.status, told_by(event, people)
        yield Item(
            kind="changes",
            at=at,
            title=_("Case: %(status)s") % {"status": CaseStatus(event.status).label.lower()},
            icon="flag",
            by=by,
            meta=event.get_closed_reason_display() if event.closed_reason else "",
            body=event.closing_note if event.status == CaseStatus.CLOSED else "",
            minor=True,
        )


def _follow_ups(case: Case, now: datetime) -> Iterator[Item]:
    """Promises that were cancelled, reminded of, or kept in a way that is no contact; the others stand as contacts."""
    follow_ups = list(case.follow_ups.select_related("ended_by"))
    reminded = _last_reminded([f for f in follow_ups if f.is_open and f.reminders_sent])
    for follow_up in follow_ups:
        if follow_up.status == FollowUpStatus.CANCELLED and follow_up.ended_at:
            yield _cancelled(follow_up, follow_up.ended_at)
        elif follow_up.status == FollowUpStatus.DONE and follow_up.kind in BESIDE and follow_up.why:
            yield _done_otherwise(follow_up, follow_up.ended_at or now)
        elif follow_up.is_open and follow_up.reminders_sent:
            yield _reminded(follow_up, reminded.get(follow_up.message_key, follow_up.due_at))


def _last_reminded(follow_ups: Sequence[FollowUp]) -> dict[str, datetime]:
    """When the latest reminder of each went out, by its message key: one query for all."""
    if not follow_ups:
        return {}
    about = Message.objects.filter(about__in=[f.message_key for f in follow_ups], template__in=REMINDERS)
    return dict(about.order_by().values_list("about").annotate(Max("created_at")))


def _cancelled(follow_up: FollowUp, at: datetime) -> Item:
    return Item(
        kind="changes",
        at=at,
        title=_("No longer needed: %(what)s") % {"what": follow_up.get_kind_display()},
        icon="close",
        meta=follow_up.why,
        minor=True,
    )


def _done_otherwise(follow_up: FollowUp, at: datetime) -> Item:
    return Item(
        kind="contacts",
        at=at,
        title=_("Done: %(what)s") % {"what": follow_up.get_kind_display()},
        icon="check",
        by=follow_up.ended_by.name if follow_up.ended_by else "",
        body=follow_up.why,
    )


def _reminded(follow_up: FollowUp, last: datetime) -> Item:
    text = ngettext("%(count)s reminder sent: %(what)s", "%(count)s reminders sent: %(what)s", follow_up.reminders_sent)
    return Item(
        kind="changes",
        at=last,
        title=text % {"count": follow_up.reminders_sent, "what": follow_up.get_kind_display()},
        icon="notifications",
        minor=True,
    )
