"""When who works, around the moment at which the city is made."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from heart.lib.clock import ZONE, WorkCalendar

# DOMAIN 1: Community Response Teams ten to nine every day; Crisis Call Diversion and Co-Response nine to five on weekdays.
CRT = (time(10), time(21))
OTHERS = (time(9), time(17))
DAYS_BEHIND = 60


@dataclass(frozen=True)
class Hours:
    now: datetime
    calendar: WorkCalendar

    @property
    def today(self) -> date:
        return timezone.localdate(self.now, ZONE)

    @staticmethod
    def others_work(at: datetime) -> bool:
        local = at.astimezone(ZONE)
        return local.weekday() < 5 and OTHERS[0] <= local.time() < OTHERS[1]

    @staticmethod
    def crt_works(at: datetime) -> bool:
        return CRT[0] <= at.astimezone(ZONE).time() < CRT[1]

    def crt_time(self, dice: Random, newest: timedelta, oldest: timedelta) -> datetime:
        """A moment between `oldest` and `newest` ago at which a Community Response Team is out."""
        span = max((oldest - newest).total_seconds(), 60.0)
        for _ in range(200):
            at = self.now - newest - timedelta(seconds=dice.randrange(int(span)))
            if self.crt_works(at):
                return at.replace(second=0, microsecond=0)
        return self.into_crt(self.now - oldest)

    def into_crt(self, at: datetime) -> datetime:
        """`at`, or the hour before the last closing when no team is out then."""
        while not self.crt_works(at):
            at -= timedelta(hours=1)
        return at.replace(second=0, microsecond=0)

    def left_since(self, working_hours: float) -> datetime:
        """The moment since which so many of care navigation's working hours have passed, to the hour."""
        wanted = timedelta(hours=working_hours)
        at = self.now
        oldest = self.now - timedelta(days=DAYS_BEHIND)
        while at > oldest and self.calendar.working_between(at, self.now) < wanted:
            at -= timedelta(hours=1)
        return at
