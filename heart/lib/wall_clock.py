"""What other systems write down: a wall-clock time without an offset. Which instant is meant?"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


class NoSuchTime(ValueError):
    """The clocks were put forward over this time: no clock has shown it."""


def instant(wall: datetime, zone: ZoneInfo, *, not_before: datetime | None = None) -> datetime:
    """The UTC instant at which a clock in `zone` showed the naive `wall`.

    The hour that comes twice in autumn is taken the first time, unless that is before `not_before`
    (what must have happened earlier) and the second time is not. The hour skipped in spring is
    NoSuchTime.
    """
    ahead = zone.utcoffset(wall.replace(tzinfo=zone, fold=0))
    if ahead is not None and ahead == zone.utcoffset(wall.replace(tzinfo=zone, fold=1)):  # once, like nearly every time
        return (wall - ahead).replace(tzinfo=UTC, fold=0)
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        raise NoSuchTime
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return second if not_before is not None and first < not_before <= second else first
