"""What programme managers keep: pilots and their hours, beats, call types, the steps of a draft of the cadence, the ladder."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from unicodedata import combining, normalize

from django.db.models import Model
from django.utils.translation import gettext as _

from casework.models import (
    Beat,
    CadencePolicy,
    CadenceStep,
    CallType,
    Clock,
    LadderStep,
    MatchThresholds,
    Nickname,
    PilotHours,
    PilotService,
)
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow

ProgrammeRow = Beat | CallType | CadenceStep | LadderStep | MatchThresholds | Nickname | PilotHours | PilotService
# More than these is a slip of the keyboard, and would put a promise or a reminder off for good.
LONGEST_AFTER = {Clock.ELAPSED_HOURS: 365 * 24, Clock.WORKING_HOURS: 400, Clock.WORKING_DAYS: 120, Clock.MONTHS: 24}
LONGEST_AT_LEAST = 40  # working hours
LONGEST_WORKING_MINUTES = 10 * 8 * 60  # ten working days

Row = TypeVar("Row", Beat, CallType, CadenceStep, LadderStep, MatchThresholds, Nickname, PilotHours, PilotService)


@action
def save_programme(*, row: Row, by: User, now: datetime = NOW) -> Row:
    """Keep one row. Refuses a step that cases run on, and what would leave the ladder without a rung."""
    may_keep(by, row, "add" if row._state.adding else "change")
    _check_size(row)
    _as_names_are_compared(row)
    _only_of_a_draft([row])
    row.save()
    _check_ladder()
    record("programme.saved", subject=row, by=by, at=now)
    return row


@action
def remove_programme(*, rows: Sequence[ProgrammeRow], by: User, now: datetime = NOW) -> None:
    """All of them or, when something has to stay, none."""
    _only_of_a_draft(rows)
    for row in rows:
        may_keep(by, row, "delete")
        record("programme.removed", subject=row, by=by, at=now)
        row.delete()
    _check_ladder()


def _as_names_are_compared(row: ProgrammeRow) -> None:
    """Lower case, without accents: “José” is what “jose” finds."""
    if isinstance(row, Nickname):
        row.name, row.nickname = _plain(row.name), _plain(row.nickname)
        if row.name == row.nickname:
            raise DomainError(_("A name is not short for itself."), field="nickname")


def _plain(name: str) -> str:
    letters = "".join(letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))
    return " ".join(letters.split())


def _check_size(row: ProgrammeRow) -> None:
    if isinstance(row, CadenceStep):
        _at_most(LONGEST_AFTER[Clock(row.clock)], abs(row.after), field="after")
        _at_most(LONGEST_AT_LEAST, row.at_least, field="at_least")
    elif isinstance(row, LadderStep):
        _at_most(LONGEST_WORKING_MINUTES, row.working_minutes, field="working_minutes")


def _at_most(most: int, value: int, *, field: str) -> None:
    if value > most:
        raise DomainError(_("At most %(most)s.") % {"most": most}, field=field)


def _only_of_a_draft(rows: Sequence[ProgrammeRow]) -> None:
    """Of a step that moves to another version, both. The versions are held, so that none comes into force meanwhile."""
    steps = [row for row in rows if isinstance(row, CadenceStep)]
    stored = CadenceStep.objects.filter(pk__in=[step.pk for step in steps]).values_list("policy", flat=True)
    policies = CadencePolicy.objects.filter(pk__in={*stored, *(step.policy_id for step in steps)})
    if steps and not all(policy.is_draft for policy in policies.select_for_update().order_by("pk")):
        raise NotPossibleNow(_("Cases run on this version: it stays as it is. Change the steps of a draft."))


def _check_ladder() -> None:
    if not LadderStep.objects.exists():
        raise DomainError(_("The ladder needs a step, or nobody would be reminded."))


def may_keep(by: User, row: Model, verb: str) -> None:
    if not by.has_perm(f"{row._meta.app_label}.{verb}_{row._meta.model_name}"):
        raise NotAllowed(_("Only a programme manager may do this."))
