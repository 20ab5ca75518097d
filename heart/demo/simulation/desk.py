"""One person's working day: a row, its minutes, the next row, until the day is over."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from casework.models import FollowUp
from heart.demo.simulation import rates
from heart.demo.simulation.office import Desk, Office, Row, in_order
from heart.demo.simulation.work import take

MINUTE = timedelta(minutes=1)


def look(at: datetime, office: Office, desk: Desk, turn: int) -> None:
    """Take the first row of the list, if the person is there; then look again when it is done."""
    if turn != desk.turn:
        return
    desk.idle = False
    calendar = office.hours.calendar
    if not calendar.is_working(at) or office.is_away(desk.person, calendar.day_of(at)):
        _look_again(office, desk, _next_morning(at, office))
        return
    rows = in_order((row for row in office.list_of(desk, at) if desk.time_for(row) <= at), at)
    if not rows:
        desk.idle = True
        _look_again(office, desk, _when_there_is_something(at, office, desk))
        return
    minutes = _take(at, office, desk, rows[0])
    share = rates.FOR_THE_LIST["supervisor" if desk.is_supervisors else "navigator"]
    _look_again(office, desk, at + minutes / share * MINUTE)


def _take(at: datetime, office: Office, desk: Desk, row: Row) -> int:
    follow_up = FollowUp.objects.select_related("case__neighbor").get(pk=row.pk)
    minutes = take(at, office, desk, follow_up)
    wake(at, office, office.refresh(row.case))
    return minutes


def wake(at: datetime, office: Office, rows: Iterable[Row]) -> None:
    """Something happened on a case: whoever owns a row of it and sits idle looks at their list."""
    owners = {row.owner for row in rows}
    for desk in office.desks.values():
        half = desk.half.pk if desk.half else desk.person.pk
        if desk.idle and owners & ({None} if desk.is_supervisors else {desk.person.pk, half}):
            _look_again(office, desk, at + MINUTE)


def _look_again(office: Office, desk: Desk, at: datetime) -> None:
    desk.turn += 1
    office.days.add(at, look, office, desk, desk.turn)


def _when_there_is_something(at: datetime, office: Office, desk: Desk) -> datetime:
    """Or the next morning: a half may be away from then on."""
    times = [desk.time_for(row) for row in office.list_of(desk, at)]
    return max(min([*times, _next_morning(at, office)]), at + MINUTE)


def _next_morning(at: datetime, office: Office) -> datetime:
    """Not all begin on the stroke of the opening."""
    calendar = office.hours.calendar
    day = calendar.day_of(at)
    opening = calendar.opening(day) if calendar.is_working_day(day) else at
    if opening <= at:
        opening = calendar.opening(calendar.next_working_day(day))
    return opening + office.dice.randrange(rates.LATE_START) * MINUTE
