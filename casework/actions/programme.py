"""What programme managers keep: beats, call types, the cadence, the ladder."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from casework.models import Beat, CadencePolicy, CadenceStep, CallType, Clock, LadderStep
from casework.states import Phase
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed

ProgrammeRow = Beat | CallType | CadenceStep | LadderStep
# More than these is a slip of the keyboard, and would put a promise or a reminder off for good.
LONGEST_AFTER = {Clock.ELAPSED_HOURS: 365 * 24, Clock.WORKING_HOURS: 400, Clock.WORKING_DAYS: 120, Clock.MONTHS: 24}
LONGEST_AT_LEAST = 40  # working hours
LONGEST_WORKING_MINUTES = 10 * 8 * 60  # ten working days

Row = TypeVar("Row", Beat, CallType, CadenceStep, LadderStep)


@action
def save_programme(*, row: Row, by: User, now: datetime = NOW) -> Row:
    """Keep one row. Refuses what would leave a phase without a step, or the ladder without a rung."""
    _may(by, row, "add" if row._state.adding else "change")
    _check_size(row)
    row.save()
    _check_complete()
    record("programme.saved", subject=row, by=by, at=now)
    return row


@action
def remove_programme(*, rows: Sequence[ProgrammeRow], by: User, now: datetime = NOW) -> None:
    """All of them or, when something has to stay, none."""
    for row in rows:
        _may(by, row, "delete")
        record("programme.removed", subject=row, by=by, at=now)
        row.delete()
    _check_complete()


def _check_size(row: ProgrammeRow) -> None:
    if isinstance(row, CadenceStep):
        _at_most(LONGEST_AFTER[Clock(row.clock)], abs(row.after), field="after")
        _at_most(LONGEST_AT_LEAST, row.at_least, field="at_least")
    elif isinstance(row, LadderStep):
        _at_most(LONGEST_WORKING_MINUTES, row.working_minutes, field="working_minutes")


def _at_most(most: int, value: int, *, field: str) -> None:
    if value > most:
        raise DomainError(_("At most %(most)s.") % {"most": most}, field=field)


def _check_complete() -> None:
    """Every phase promises something, and somebody is reminded of it."""
    there = set(CadenceStep.objects.values_list("policy", "phase"))
    policies = CadencePolicy.objects.values_list("pk", flat=True)
    empty = [str(phase.label) for phase in Phase if any((pk, phase) not in there for pk in policies)]
    if empty:
        raise DomainError(
            _("Every phase needs a step, or its follow-ups would have no time. Without one: %(phases)s.")
            % {"phases": ", ".join(empty)},
            field="phase",
        )
    if not LadderStep.objects.exists():
        raise DomainError(_("The ladder needs a step, or nobody would be reminded."))


def _may(by: User, row: ProgrammeRow, verb: str) -> None:
    if not by.has_perm(f"{row._meta.app_label}.{verb}_{row._meta.model_name}"):
        raise NotAllowed(_("Only a programme manager may do this."))
