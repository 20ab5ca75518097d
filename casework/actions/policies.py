"""Versions of the cadence: drafted from another, weighed, brought into force; running cases keep theirs or take it.

One version is in force. A case runs on the version that was in force when it was opened or last reopened, until a
programme manager says that running cases take the new one; a closed case keeps its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.follow_ups import renew_each
from casework.actions.programme import may_keep
from casework.cadence import Attempt, Cadence, Effect, Promise, due_under, effects
from casework.models import (
    CadencePolicy,
    CadenceStep,
    Case,
    Contact,
    Direction,
    FollowUp,
    PolicyState,
    cadences_of,
)
from casework.states import OPEN_STATUSES, FollowUpKind, Phase
from heart.accounts.models import User
from heart.audit.record import record, record_each
from heart.lib import when
from heart.lib.actions import NOW, action, because
from heart.lib.errors import DomainError, NotPossibleNow

PROTOCOL = ("attempts", "days", "channels", "parts_of_day", "in_person")
LONGEST_DAYS = 120
# A first contact is promised by these while nobody has tried.
FIRST_CONTACT = frozenset({FollowUpKind.ASSIGN, FollowUpKind.ATTEMPT})


class Running(TextChoices):
    """What becomes of the cases that run on another version."""

    KEEP = "keep", gettext_lazy("Running cases keep their version")
    TAKE = "take", gettext_lazy("Running cases take this version")


# -- Drafts ------------------------------------------------------------------------------------------------------------


@action
def copy_policy(*, draft: CadencePolicy, source: CadencePolicy, by: User, now: datetime = NOW) -> CadencePolicy:
    """`draft`, not saved yet, becomes the next version, with the steps and the protocol of `source`."""
    may_keep(by, draft, "add")
    _one_at_a_time()
    latest = CadencePolicy.objects.aggregate(Max("version"))["version__max"]
    draft.version, draft.state, draft.made_at, draft.made_by = latest + 1, PolicyState.DRAFT, now, by
    for name in PROTOCOL:
        setattr(draft, name, getattr(source, name))
    draft.save()
    steps = list(source.steps.all())
    for step in steps:
        step.pk, step.policy = None, draft
    CadenceStep.objects.bulk_create(steps)
    record("cadence.drafted", subject=draft, by=by, at=now, source=source.version)
    return draft


@action
def save_policy(*, policy: CadencePolicy, by: User, now: datetime = NOW) -> CadencePolicy:
    """What a draft is about, and its attempt protocol."""
    may_keep(by, policy, "change")
    _lock_draft(policy)
    if policy.days > LONGEST_DAYS:
        raise DomainError(_("At most %(most)s.") % {"most": LONGEST_DAYS}, field="days")
    policy.save(update_fields=["what", *PROTOCOL])
    record("cadence.changed", subject=policy, by=by, at=now)
    return policy


@action
def remove_policies(*, policies: Sequence[CadencePolicy], by: User, now: datetime = NOW) -> None:
    """Drafts, with their steps."""
    for policy in policies:
        may_keep(by, policy, "delete")
        _lock_draft(policy)
        record("cadence.removed", subject=policy, by=by, at=now, version=policy.version)
        policy.delete()


def lacking(policy: CadencePolicy) -> list[str]:
    """The phases without a step: their follow-ups would have no time."""
    there = set(policy.steps.values_list("phase", flat=True))
    return [str(phase.label) for phase in Phase if phase not in there]


# -- Weighing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """One field of one step, or of the protocol, in words; "" where there is no such step."""

    where: str
    what: str
    was: str
    becomes: str


def differences(old: CadencePolicy, new: CadencePolicy) -> list[Difference]:
    """What another version says otherwise: two queries."""
    was, becomes = _in_words(old), _in_words(new)
    keys = [*was, *(key for key in becomes if key not in was)]
    return [
        Difference(where, what, was.get((where, what), ""), becomes.get((where, what), ""))
        for where, what in keys
        if was.get((where, what)) != becomes.get((where, what))
    ]


def effect_of(policy: CadencePolicy, *, now: datetime) -> list[Effect]:
    """What happens to the open follow-ups when every running case takes this version: five queries, however many."""
    promises, cadences = _promises(FollowUp.objects.open(), policy)
    return effects((promise for _follow_up, promise in promises), cadences[policy.pk], now=now)


def weighed(policy: CadencePolicy, now: datetime) -> dict[str, Any]:
    """All of it, for the page that asks before a version comes into force."""
    in_force = CadencePolicy.objects.in_force()
    lacks = lacking(policy)
    return {
        "in_force": in_force,
        "lacks": lacks,
        "differences": differences(in_force, policy),
        "effects": [] if lacks else [_row(effect) for effect in effect_of(policy, now=now)],
    }


def _row(effect: Effect) -> dict[str, Any]:
    return {
        "phase": Phase(effect.phase).label if effect.phase else _("All open follow-ups"),
        "effect": effect,
        "most_earlier": when.length(effect.most_earlier) if effect.earlier else "",
        "most_later": when.length(effect.most_later) if effect.later else "",
    }


def _in_words(policy: CadencePolicy) -> dict[tuple[str, str], str]:
    protocol = str(_("Before “unable to contact”"))
    said = {(protocol, _label(CadencePolicy, name)): _said(getattr(policy, name)) for name in PROTOCOL}
    for step in policy.steps.in_order():
        said |= {(str(step), what): value for what, value in step.in_words().items()}
    return said


def _said(value: Any) -> str:
    return str({True: _("yes"), False: _("no")}[value]) if isinstance(value, bool) else str(value)


def _label(model: type[CadencePolicy], name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


# -- In force ----------------------------------------------------------------------------------------------------------


@action
def put_in_force(*, policy: CadencePolicy, running: Running, why: str, by: User, now: datetime = NOW) -> CadencePolicy:
    """The draft is what new and reopened cases run on from now; the version before it retires."""
    may_keep(by, policy, "change")
    _need_reason(why)
    because(why)
    _one_at_a_time()
    locked = _lock_draft(policy)
    if lacks := lacking(locked):
        raise DomainError(
            _("Every phase needs a step, or its follow-ups would have no time. Without one: %(phases)s.")
            % {"phases": ", ".join(lacks)}
        )
    former = CadencePolicy.objects.in_force()
    former.state = PolicyState.RETIRED
    former.save(update_fields=["state"])
    locked.state, locked.in_force_at = PolicyState.IN_FORCE, now
    locked.save(update_fields=["state", "in_force_at"])
    record("cadence.in_force", subject=locked, by=by, at=now, before=former.version, running=str(running), why=why)
    if running == Running.TAKE:
        _take(locked, why, by, now)
    return locked


def _one_at_a_time() -> None:
    """Until the transaction ends. All rows, since whoever waits for one may find that another is in force by then."""
    list(CadencePolicy.objects.select_for_update().order_by("pk"))


@action
def move_running_cases(*, why: str, by: User, now: datetime = NOW) -> int:
    """Running cases that kept an earlier version take the one in force. Returns how many cases."""
    policy = CadencePolicy.objects.in_force()
    may_keep(by, policy, "change")
    _need_reason(why)
    because(why)
    return _take(policy, why, by, now)


def _take(policy: CadencePolicy, why: str, by: User, now: datetime) -> int:
    """Cases first, then their follow-ups, as everywhere. Who owns a promise and which channel it suggests stays; a
    promise whose time stays is not made anew, so its reminders go on."""
    cases = list(Case.objects.open().exclude(policy=policy).select_for_update().order_by("pk"))
    follow_ups = FollowUp.objects.open().filter(case__in=cases).select_for_update(of=("self",))
    promises, cadences = _promises(follow_ups, policy)
    new = cadences[policy.pk]
    found = {follow_up: due_under(promise, new, now=now) for follow_up, promise in promises}
    renew_each({follow_up: due_at for follow_up, due_at in found.items() if due_at != follow_up.due_at}, new)
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(policy=policy)
    record_each("case.cadence_taken", subjects=cases, by=by, at=now, version=policy.version, why=why)
    return len(cases)


def _promises(follow_ups: Any, policy: CadencePolicy) -> tuple[list[tuple[FollowUp, Promise]], dict[int, Cadence]]:
    """Each open follow-up as the arithmetic needs it, and the cadences they hang on with that of `policy`."""
    rows = list(follow_ups.select_related("case").order_by("pk"))
    tried = _attempts(Contact.objects.filter(case__status__in=OPEN_STATUSES))
    cadences = cadences_of({policy.pk, *(row.case.policy_id for row in rows)})
    return [(row, _promise(row, cadences[row.case.policy_id], tried[row.case_id])) for row in rows], cadences


def _attempts(contacts: Any) -> dict[int, tuple[Attempt, ...]]:
    """By case, since the clock of its episode started."""
    found: dict[int, tuple[Attempt, ...]] = defaultdict(tuple)
    since = contacts.filter(direction=Direction.OUT, at__gte=F("case__clock_started_at")).order_by("at", "pk")
    for case, at, channel in since.values_list("case", "at", "channel"):
        found[case] += (Attempt(at, channel),)
    return found


def _promise(follow_up: FollowUp, cadence: Cadence, attempts: Iterable[Attempt]) -> Promise:
    case = follow_up.case
    first = case.first_attempt_at is None and follow_up.kind in FIRST_CONTACT
    return Promise(
        cadence=cadence,
        phase=follow_up.phase,
        step=follow_up.step,
        anchor=follow_up.anchor_at,
        made_at=follow_up.created_at,
        due_at=follow_up.due_at,
        by_hand=follow_up.by_hand,
        first_contact_by=case.promise_due_at if first else None,
        attempts=tuple(attempts),
    )


def _lock_draft(policy: CadencePolicy) -> CadencePolicy:
    locked = CadencePolicy.objects.select_for_update().get(pk=policy.pk)
    if not locked.is_draft:
        raise NotPossibleNow(_("Cases run on this version: it stays as it is. Make a draft of it."))
    return locked


def _need_reason(why: str) -> None:
    if not why.strip():
        raise DomainError(_("Say why."), field="why")
