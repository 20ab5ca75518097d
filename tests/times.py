"""Instants that tests are told in: local wall clock of the programme, handed on in UTC."""

from datetime import UTC, datetime

from heart.lib.clock import ZONE


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """This wall-clock moment in Durham."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


# A plain week: no holiday and no daylight-saving night within the fortnight after it.
MONDAY_9 = local(2026, 5, 4, 9)
TUESDAY_9 = local(2026, 5, 5, 9)
WEDNESDAY_9 = local(2026, 5, 6, 9)
FRIDAY_9 = local(2026, 5, 8, 9)
NEXT_MONDAY_9 = local(2026, 5, 11, 9)
