"""Link: records of one person linked and parted in random graphs; nobody is lost, nothing differs, no consent widens.

Made-up records in every state: cases, referrals, appointments, connections, consents given and taken back, texts,
numbers that several of them have. Each graph takes some of them, links them at random into one tree or several, and
parts them again in another order. Most graphs do nothing else, and every table must then be as it was, row for row,
apart from links, audit and history. In one of four life goes on meanwhile: encounters, texts, contacts, closings,
consents, and the clockwork. After every step it is looked at what was lost, changed, widened or said twice. The graph is
then rolled back, and the next one begins in the same town.

What a link itself wrote and ended (an interruption in place of one that rests) is not what was there before, and is left
out where rows are compared.
"""

import os
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from random import Random
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from casework import reminders
from casework.actions import links, resting
from casework.actions.cases import close_case, join_or_open_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.inbound_texts import receive_text
from casework.actions.texts import send_caring_texts
from casework.models import Case, Encounter, FollowUp, FollowUpWanted, Link, Neighbor, Source
from casework.models.follow_ups import FollowUpQuerySet
from casework.states import INTERRUPTING, NEVER_REST, CaseStatus, CloseReason, ContactChannel, ContactResult
from heart.demo import apart
from heart.demo.drills._persons import DAY, HOUR, TOLD, Town, random_consents
from heart.lib.clock import ZONE
from heart.lib.errors import DomainError
from heart.notify import outbox
from heart.notify.channels.incoming import Incoming
from heart.notify.models import Message, Template
from referrals import disclosures
from referrals.actions.appointments import remind_of_appointments
from referrals.models import Consent

FAULTS = ("orphaned", "different", "widened", "doubled")
BEGINS = datetime(2026, 5, 4, 11, tzinfo=ZONE)
RECORDS, LEAST, MOST = 45, 2, 6
LIVELY = 4
SHOWN = 3
APPS = ("casework_%", "referrals_%", "notify_message")
# Written by linking itself, or kept of everything that was ever done.
LEFT_OUT = ("%event", "casework_link", "casework_possiblematch")
TABLES = """
    SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
    AND table_name LIKE ANY (%s) AND NOT table_name LIKE ANY (%s) ORDER BY table_name
"""

MADE_BY_A_LINK = {
    "casework_followup": "WHERE stands_for_id IS NULL OR status <> 'cancelled'",
    "notify_message": "WHERE about NOT IN "
    "(SELECT 'follow_up:' || id FROM casework_followup WHERE stands_for_id IS NOT NULL)",
}

ENDED_BY_A_LINK = {"stands_for__isnull": False, "status": "cancelled"}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--graphs", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--processes", type=int, default=len(os.sched_getaffinity(0)), help="at once (default: one a processor)"
    )
    parser.add_argument("--naive", action="store_true", help="forget one thing of each kind")


def run(say: Callable[[str], None], graphs: int, seed: int, processes: int, naive: bool) -> dict[str, Any]:
    """Each process in a copy of the same town. Which graphs there are does not depend on how many they are."""
    with apart.database("link"):
        town = begin(seed)
        connection.close()
        share = partial(_share, say, town, graphs, seed, processes, naive)
        with get_context("fork").Pool(processes) as pool:
            found = sum(pool.map(share, range(processes)), Counter[str]())
    return told(graphs, found)


def _share(
    say: Callable[[str], None], town: Town, graphs: int, seed: int, processes: int, naive: bool, which: int
) -> Counter[str]:
    with apart.copy("link"):
        numbers = [number for number in range(graphs) if number // LIVELY % processes == which]
        return go_through(say, town, numbers, seed, naive)


def play(say: Callable[[str], None], *, graphs: int, seed: int, naive: bool) -> dict[str, Any]:
    """In whatever database is in use: it must be one to be thrown away, or a transaction to be rolled back."""
    return told(graphs, go_through(say, begin(seed), range(graphs), seed, naive))


def begin(seed: int) -> Town:
    town = Town.build(RECORDS, BEGINS, Random(seed))  # noqa: S311  made-up people, not secrets
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # of what was made just now; as empty tables they would be read from end to end
    reminders.sweep(now=BEGINS)  # some of what is said about them is on its way
    remind_of_appointments(now=BEGINS)
    connection.check_constraints()
    return town


def go_through(say: Callable[[str], None], town: Town, numbers: Iterable[int], seed: int, naive: bool) -> Counter[str]:
    found: Counter[str] = Counter()
    with forgetting() if naive else nullcontext():
        for done, number in enumerate(numbers, 1):
            graph = Graph(partial(_of_graph, say, number), town, Random(f"{seed} {number}"), found)  # noqa: S311
            with transaction.atomic():
                graph.live() if number % LIVELY == 0 else graph.link_and_part()
                transaction.set_rollback(True)
            if done % 250 == 0:
                say(f"{done} graphs, {found['links']} links, {sum(found[fault] for fault in FAULTS)} faults")
    return found


def _of_graph(say: Callable[[str], None], number: int, what: str) -> None:
    say(f"graph {number}: {what}")


def told(graphs: int, found: Counter[str]) -> dict[str, Any]:
    counts = ("links", "unlinks", "steps", "rested", "refused", *FAULTS)
    return {"graphs": graphs, "records": RECORDS, **{name: found[name] for name in counts}}


# -- One graph -----------------------------------------------------------------------------------------------------


class Graph:
    """Some records of the town, linked and parted, and what is found wrong on the way."""

    def __init__(self, say: Callable[[str], None], town: Town, dice: Random, found: Counter[str]) -> None:
        self.say, self.town, self.dice, self.found = say, town, dice, found
        self.now = town.now
        self.records = dice.sample(town.records, dice.randint(LEAST, MOST))
        self.resting: dict[int, list[tuple[Any, ...]]] = {}

    def link_and_part(self) -> None:
        """Nothing else happens meanwhile: every row is as it was."""
        before = dump()
        for first, second in self.tree():
            self.link(first, second)
        self.wide()
        self.part_all()
        after = dump()
        changed = {table for table in before if before[table] != after[table]}
        for table in sorted(changed):
            rows = before[table] ^ after[table]
            self.wrong("different", f"{table}: {sorted(rows)[:SHOWN]}", len(rows))

    def live(self) -> None:
        """Life goes on between the links."""
        ahead: list[Callable[[], None]] = [partial(self.link, *pair) for pair in self.tree()]
        for _ in range(self.dice.randint(2, 6)):
            ahead.insert(self.dice.randint(0, len(ahead)), self.something_happens)
        for step in ahead:
            step()
        self.clockwork()
        self.part_all()
        self.clockwork()

    def tree(self) -> Iterator[tuple[Neighbor, Neighbor]]:
        """Each record with an earlier one of the list; now and then with none."""
        for place, record in enumerate(self.records[1:], 1):
            if self.dice.random() < 0.85:
                yield record, self.dice.choice(self.records[:place])

    def link(self, first: Neighbor, second: Neighbor) -> None:
        working = list(Case.objects.working().filter(neighbor__person_number__in=self.numbers(first, second)))
        goes_on = self.dice.choice([*working, None, None])
        try:
            links.link_records(first=first, second=second, why="made up", goes_on=goes_on, by=None, now=self.now)
        except DomainError:
            self.found["refused"] += 1  # it had no team, and the other had one
            links.link_records(first=first, second=second, why="made up", by=None, now=self.now)
        self.found["links"] += 1
        self.look()

    def numbers(self, *records: Neighbor) -> list[int]:
        return list(Neighbor.objects.filter(pk__in=[r.pk for r in records]).values_list("person_number", flat=True))

    def part_all(self) -> None:
        standing = list(Link.objects.standing().order_by("pk"))
        self.dice.shuffle(standing)
        for link in standing:
            links.unlink_records(link=link, why="made up", by=self.town.manager, now=self.now)
            self.found["unlinks"] += 1
            self.look()
        strayed = Encounter.objects.exclude(case__neighbor__person_number=F("neighbor__person_number"))
        if strayed.filter(follow_up_wanted=FollowUpWanted.YES).exists():
            self.wrong("orphaned", "who was met is followed up in the case of somebody else")
        left = Case.objects.filter(goes_on_in__isnull=False).count() + FollowUp.objects.filter(rests=True).count()
        left += Message.objects.filter(rests=True).count() + Neighbor.objects.filter(one_with__isnull=False).count()
        if left:
            self.wrong("orphaned", "something rests, and nothing is linked", left)

    # -- What may happen meanwhile

    def something_happens(self) -> None:
        self.now += self.dice.choice([HOUR, DAY, DAY, 10 * DAY, 45 * DAY])
        self.found["steps"] += 1
        what = self.dice.choice([self.encounter, self.text, self.contact, self.close, self.consent, self.clockwork])
        what()
        self.look()
        self.wide()

    def encounter(self) -> None:
        neighbor = self.dice.choice(self.records)
        case = join_or_open_case(neighbor=neighbor, met_at=self.now - HOUR, by=None, now=self.now)
        self.resting.pop(case.pk, None)  # woken, and interrupted at once
        Encounter.objects.create(
            agency="Drill", incident_number=f"{self.dice.random()}", received_at=self.now - HOUR, neighbor=neighbor,
            case=case, follow_up_wanted=FollowUpWanted.YES, source=Source.CAD,
        )  # fmt: skip

    def text(self) -> None:
        point = self.dice.choice(self.records).contact_points.get()
        word = self.dice.choice(["call me", "STOP", "START"])
        receive_text(incoming=Incoming(f"graph {self.dice.random()}", point.value, word), now=self.now)

    def worked_on(self) -> Case | None:
        cases = Case.objects.working().filter(neighbor__in=self.records, team__isnull=False).order_by("pk")
        return self.dice.choice([*cases, None])

    def contact(self) -> None:
        case = self.worked_on()
        if case and case.team:
            tried = ContactDetails(ContactChannel.PHONE, ContactResult.NO_ANSWER)
            log_contact(case=case, details=tried, by=case.team.peer, now=self.now)

    def close(self) -> None:
        case, reason = self.worked_on(), self.dice.choice([CloseReason.DECLINED, CloseReason.DECEASED])
        if case and case.team and not case.follow_ups.working().filter(kind="confirm_connection").exists():
            close_case(case=case, reason=reason, note="made up", by=case.team.peer, now=self.now)

    def consent(self) -> None:
        for consent in random_consents(self.dice, self.town.organizations, self.now - 5 * DAY, self.now):
            consent.neighbor, consent.recorded_by = self.dice.choice(self.records), self.town.manager
            consent.revoked_by = self.town.manager if consent.revoked_at else None
            consent.save()

    def clockwork(self) -> None:
        """Everything that speaks by itself, and who of it spoke twice."""
        newest = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        reminders.sweep(now=self.now)
        send_caring_texts(now=self.now)
        remind_of_appointments(now=self.now)
        self.said(Message.objects.filter(pk__gt=newest))

    # -- What must be true after every step

    def look(self) -> None:
        connection.check_constraints()
        self.lost()
        self.kept()

    def lost(self) -> None:
        """Open promises that nobody is reminded of, though nobody else answers for them."""
        if Case.objects.without_next_step().exists():
            self.wrong("orphaned", "an open case without a next step")
        if Case.objects.working().exclude(follow_ups__in=FollowUp.objects.working()).exists():
            self.wrong("orphaned", "a case that is worked on has only promises at rest")
        for case in Case.objects.open().filter(goes_on_in__isnull=False):
            self.carried(case)

    def carried(self, case: Case) -> None:
        self.found["rested"] += 1
        goes_on, dead = case, False
        while goes_on.goes_on_in:
            goes_on = goes_on.goes_on_in
            dead = dead or goes_on.closed_reason == CloseReason.DECEASED
        for promise in case.follow_ups.open():
            if promise.kind in NEVER_REST and promise.rests and not dead:
                self.wrong("orphaned", f"{promise.kind} rests in case {case.pk}")
            if promise.kind in INTERRUPTING and goes_on.is_open and goes_on.status != CaseStatus.INTAKE:
                self.answered_for(promise, goes_on)

    def answered_for(self, promise: FollowUp, goes_on: Case) -> None:
        """By one that interrupts, or did, where the case goes on now or went on before."""
        alike = FollowUp.objects.filter(case__neighbor__person_number=goes_on.neighbor.person_number, kind=promise.kind)
        since = alike.exclude(pk=promise.pk).exclude(status="open", rests=True)
        if not since.filter(ended_at__isnull=True).exists() and not since.filter(ended_at__gte=self.town.now).exists():
            self.wrong("orphaned", f"nobody looks at {promise.kind} of case {promise.case_id}")

    def kept(self) -> None:
        """What rests is as it was when it began to, until it has woken."""
        now = promises_at_rest()
        for case, rows in self.resting.items():
            changed = {row[0] for row in set(rows).difference(promises_of(case))}
            if changed and FollowUp.objects.filter(pk__in=changed).exclude(**ENDED_BY_A_LINK).exists():
                self.wrong("different", f"promises of case {case} changed while it rested")
        self.resting = {case: self.resting.get(case, rows) for case, rows in now.items()}

    def wide(self) -> None:
        """Nothing may be told that the record's own consents do not allow."""
        keys = [record.pk for record in self.records]
        given: dict[int, list[Consent]] = {key: [] for key in keys}
        for consent in Consent.objects.filter(neighbor__in=keys):
            given[consent.neighbor_id].append(consent)
        everything = [consent for consents in given.values() for consent in consents]
        for organization in self.town.organizations:
            for information in TOLD:
                words: dict[str, Any] = {"organization": organization, "information": information, "now": self.now}
                if allows(everything, **words):
                    self.told([r for r in self.records if not allows(given[r.pk], **words)], words)

    def told(self, records: Iterable[Neighbor], words: dict[str, Any]) -> None:
        """To somebody to whom another record's consents may allow it."""
        for record in records:
            if disclosures.decide(neighbor=record, **words).allowed:
                self.wrong("widened", f"{sorted(words['information'])} of record {record.pk}")

    def said(self, messages: Iterable[Message]) -> None:
        """A person is looked after in one case, and hears a thing once."""
        cases: dict[int, set[int]] = {}
        heard: Counter[tuple[Any, ...]] = Counter()
        written = [(subject, key, m) for m in messages for subject, _, key in [m.about.partition(":")]]
        promises = FollowUp.objects.select_related("case__neighbor").exclude(kind__in=NEVER_REST)
        about = promises.in_bulk(
            {int(key.split(":")[0]) for subject, key, _message in written if subject == "follow_up"}
        )
        numbers = dict(Neighbor.objects.values_list("pk", "person_number"))
        for subject, key, message in written:
            promise = about.get(int(key.split(":")[0])) if subject == "follow_up" else None
            if promise:
                cases.setdefault(promise.case.neighbor.person_number, set()).add(promise.case_id)
            elif subject == "neighbor":
                number = numbers[int(key.split(":")[0])]
                to = "" if message.template == Template.CARING else message.address
                heard[number, message.template, to, message.params.get("at", "")] += 1
        for number, reminded in cases.items():
            if len(reminded) > 1:
                self.wrong("doubled", f"cases {sorted(reminded)} of person {number}", len(reminded) - 1)
        for words, times in heard.items():
            if times > 1:
                self.wrong("doubled", f"{words[1]} to person {words[0]}", times - 1)

    def wrong(self, fault: str, what: str, many: int = 1) -> None:
        self.found[fault] += many
        if self.found[fault] <= SHOWN:
            self.say(f"{fault}: {what}")


def allows(consents: Iterable[Consent], *, organization: Any, information: frozenset[Any], now: datetime) -> bool:
    """The record alone, reckoned without the product's own query."""
    today = timezone.localdate(now, ZONE)
    return any(
        information <= set(c.information)
        and c.organization_id in (None, organization.pk)
        and c.signed_at <= now
        and c.expires_on >= today
        and (c.revoked_at is None or c.revoked_at > now)
        for c in consents
    )


# -- Rows ----------------------------------------------------------------------------------------------------------


def dump() -> dict[str, frozenset[str]]:
    """Every relevant table, each row as text."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [list(APPS), list(LEFT_OUT)])
        tables = [name for (name,) in cursor.fetchall()]
        return {table: _rows(cursor, table) for table in tables}


def _rows(cursor: Any, table: str) -> frozenset[str]:
    cursor.execute(f'SELECT t::text FROM "{table}" AS t {MADE_BY_A_LINK.get(table, "")}')  # noqa: S608  our own names
    return frozenset(row for (row,) in cursor.fetchall())


KEPT = ("pk", "kind", "phase", "step", "owner", "queue", "status", "due_at", "next_reminder_at", "reminders_sent",
        "renewals", "snoozed_until", "seen_at", "why", "case")  # fmt: skip


def promises_at_rest() -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in FollowUp.objects.filter(rests=True).order_by("pk").values_list(*KEPT):
        found.setdefault(row[-1], []).append(row)
    return found


def promises_of(case: int) -> list[tuple[Any, ...]]:
    return list(FollowUp.objects.filter(case=case).order_by("pk").values_list(*KEPT))


# -- What is planted -----------------------------------------------------------------------------------------------


@contextmanager
def forgetting() -> Iterator[None]:
    """One thing of each kind: what nobody has looked at, messages that come back, whose consent it is, who rests."""
    with ExitStack() as planted:
        planted.enter_context(patch.object(resting, "_interrupt_instead", lambda *_: []))
        planted.enter_context(patch.object(outbox, "wake", lambda messages: None))
        planted.enter_context(patch.object(disclosures, "decide", of_anybody(disclosures.decide)))
        planted.enter_context(patch.object(FollowUpQuerySet, "to_remind", of_all))
        yield


def of_anybody(decide: Callable[..., Any]) -> Callable[..., Any]:
    """The consents of a person, whatever record they were given on."""

    def first_that_allows(*, neighbor: Neighbor, **words: Any) -> Any:
        number = Neighbor.objects.get(pk=neighbor.pk).person_number
        decisions = [decide(neighbor=n, **words) for n in Neighbor.objects.filter(person_number=number)]
        return next((decision for decision in decisions if decision.allowed), decisions[0])

    return first_that_allows


def of_all(self: FollowUpQuerySet, now: datetime) -> FollowUpQuerySet:
    return self.filter(next_reminder_at__lte=now).order_by("next_reminder_at", "pk")
