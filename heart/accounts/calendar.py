"""The programme's working calendar, from its rows."""

from datetime import date

from heart.accounts.models import Closure, WorkingHours
from heart.lib.clock import Hours, WorkCalendar
from heart.lib.remember import remembered


@remembered
def working_calendar() -> WorkCalendar:
    """Care navigation's hours and closures as they stand now: two queries, once in an action."""
    hours = tuple(
        Hours(row.weekday, row.opens, row.closes, row.valid_from, row.valid_to or date.max)
        for row in WorkingHours.objects.filter(user=None).order_by("weekday", "opens", "valid_from")
    )
    return WorkCalendar(hours=hours, closures=frozenset(Closure.objects.values_list("date", flat=True)))
