"""The frame around every action: one transaction, and history rows that say who, what, when and why."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

import pghistory
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from heart.lib.errors import AtOnce
from heart.lib.remember import remembering

P = ParamSpec("P")
R = TypeVar("R")

# The default of every action's `now`: replaced by the present moment, so that time can be passed in.
NOW = cast(datetime, None)

_running: ContextVar[bool] = ContextVar("running", default=False)


def action(func: Callable[P, R]) -> Callable[P, R]:
    """Run `func` in one transaction. `by` (a User, or None for the system) and `now` reach the history rows.

    An action that calls another shares its transaction and its history context: the outermost verb is
    what the person did. An inner failure spoils the whole transaction, so nothing is half-written even
    when the outer action swallows the error.
    """

    @wraps(func)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if kwargs.get("now") is None:
            kwargs["now"] = timezone.now()
        if _running.get():
            with transaction.atomic(savepoint=False):
                return func(*args, **kwargs)
        token = _running.set(True)
        try:
            with remembering(), transaction.atomic(), pghistory.context(**_context(func.__name__, kwargs)):
                return func(*args, **kwargs)
        except OperationalError as error:
            if isinstance(error.__cause__, DeadlockDetected):
                raise AtOnce(
                    _("Somebody changed the same at this moment. Nothing was saved. Please send it again.")
                ) from error
            raise
        finally:
            _running.reset(token)

    return run


def _context(verb: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    by = kwargs.get("by")
    return {"verb": verb, "by": by.pk if by else None, "at": kwargs["now"].isoformat()}


class Said(NamedTuple):
    """What the action said of a row of the history: when, by whom (a user's key, None for the system), and why."""

    at: datetime
    by: int | None
    why: str
    verb: str


def said(event: Any) -> Said:
    """Of a row with its `pgh_context` loaded; of one that no action wrote, when it was written."""
    told = event.pgh_context.metadata if event.pgh_context else {}
    at = datetime.fromisoformat(told["at"]) if told.get("at") else event.pgh_created_at
    return Said(at, told.get("by"), told.get("why") or "", told.get("verb") or "")


def because(why: str) -> None:
    """Put the reason onto the history rows that the running action still writes."""
    if why:
        pghistory.context(why=why)
