"""Familiar neighbors: how often responders met a person in the last 365 days (DOMAIN 1, 8).

Counted anew each time, from an index. A person counts once, over all linked records; an encounter that its agency
replaced by another does not count. Whoever calls again may do so because they trust us: the bands say how well we know
each other, and nothing about failure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max, QuerySet

from casework.models import Encounter, Neighbor
from casework.models.encounters import EncounterQuerySet
from heart.accounts.models import User
from heart.lib.clock import ZONE

DAYS = 365
# The least number of encounters in each.
BANDS = (5, 10, 20, 40)


@dataclass(frozen=True)
class Familiar:
    """One person, by `person_number`."""

    person: int
    times: int
    last_at: datetime

    @property
    def band(self) -> int:
        """0 below the first."""
        return band_of(self.times)


def band_of(times: int) -> int:
    return max((least for least in BANDS if least <= times), default=0)


def days_up_to(day: date) -> tuple[datetime, datetime]:
    """The 365 local days that end with this one: from the first moment of the earliest to the end of this one, which
    does not belong to it. What was 365 days before this day is out, leap year or not."""
    first, after = day - timedelta(days=DAYS - 1), day + timedelta(days=1)
    return datetime.combine(first, time.min, ZONE), datetime.combine(after, time.min, ZONE)


def counted(day: date) -> EncounterQuerySet:
    """The one definition of what counts, as of this local day."""
    start, end = days_up_to(day)
    return Encounter.objects.filter(
        neighbor__isnull=False, replaced_by__isnull=True, received_at__gte=start, received_at__lt=end
    )


def times_met(neighbor: Neighbor, *, day: date) -> int:
    """Of the person whose record this is: one query."""
    return counted(day).filter(neighbor__person_number=neighbor.person_number).count()


def times_each(neighbors: Iterable[Neighbor], *, day: date) -> dict[int, int]:
    """By `person_number`, for a list of records: one query, however many."""
    people = {neighbor.person_number for neighbor in neighbors}
    found = _by_person(counted(day).filter(neighbor__person_number__in=people))
    return dict(found.values_list("neighbor__person_number", "times"))


def familiar(*, day: date, of: QuerySet[Neighbor] | None = None, least: int = BANDS[0]) -> list[Familiar]:
    """Everybody met at least so often, the most often first; `of`: only people with one of these records. One query."""
    encounters = counted(day)
    if of is not None:
        encounters = encounters.filter(neighbor__person_number__in=of.order_by().values("person_number"))
    found = _by_person(encounters).annotate(last_at=Max("received_at")).filter(times__gte=least)
    rows = found.order_by("-times", "-last_at", "neighbor__person_number")
    return [Familiar(*row) for row in rows.values_list("neighbor__person_number", "times", "last_at")]


def familiar_to(user: User, *, day: date) -> list[Familiar]:
    """Those whom this person sees."""
    return familiar(day=day, of=Neighbor.objects.visible_to(user))


def count_by_band(people: Iterable[Familiar]) -> dict[int, int]:
    """How many were met at least so often: whoever is in one band is in those below it too, as the city counts."""
    times = [person.times for person in people]
    return {least: sum(least <= number for number in times) for least in BANDS}


def _by_person(encounters: EncounterQuerySet) -> QuerySet:
    return encounters.order_by().values("neighbor__person_number").annotate(times=Count("pk"))
