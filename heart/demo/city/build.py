"""Build the city in an empty database: what the first pages show, then the rest.

Living through sixty days takes about a minute of one processor, since every step goes through the real actions. So
the doors open early: `build_first` makes staff, directory and the neighbors whose story is young, in seconds;
`build_rest` lives the others' days, and may do so while pages are served. It only meets its own neighbors, and all
that it writes appears at once, at its end.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from django.db import transaction
from django.db.models import Count

from casework.models import Case
from heart.accounts.calendar import working_calendar
from heart.accounts.models import User
from heart.audit.models import AuditEvent
from heart.audit.record import record
from heart.demo.city import again, days, messages, plans, staff
from heart.demo.city.hours import DAYS_BEHIND, Hours
from heart.demo.city.places import open_doors
from heart.demo.city.stories import FULL_SIZE, cast
from heart.demo.city.texts import dice_of
from heart.demo.city.town import Days, Town
from heart.lib.remember import remembering
from heart.notify.models import Delivery, Message
from referrals.models import Service

Progress = Callable[[str, int, int], None]
FIRST, REST = "city.first_built", "city.rest_built"
# The incidents of the two parts count from here.
INCIDENTS = {FIRST: 1, REST: 2001}


def build(progress: Progress, now: datetime, seed: int = 1, *, neighbors: int = FULL_SIZE) -> None:
    """Both parts, one after the other. The same seed and now give the same city.

    `progress(what, done, of)` is called for each made-up day.
    """
    build_first(progress, now, seed, neighbors=neighbors)
    build_rest(progress)


def build_first(progress: Progress, now: datetime, seed: int = 1, *, neighbors: int = FULL_SIZE) -> None:
    """All or nothing, so that a city that was interrupted here is not there at all."""
    now = now.astimezone(UTC)
    with transaction.atomic():
        staff.hire(now - timedelta(days=DAYS_BEHIND + 200))
        open_doors(dice_of(f"{seed} places"), Hours(now, working_calendar()).today)
        _live(FIRST, progress, now, seed, neighbors)
        staff.take_leave(staff.present(), Hours(now, working_calendar()).today)


def build_rest(progress: Progress) -> None:
    """The other neighbors, with the moment and the seed of the first part; nothing when they are there already."""
    if is_whole():
        return
    begun = AuditEvent.objects.get(event=FIRST).detail
    now = datetime.fromisoformat(begun["now"])
    with transaction.atomic():
        _live(REST, progress, now, begun["seed"], begun["neighbors"])
        _send_nothing_old(now)
        staff.want_email(staff.present())


def is_whole() -> bool:
    """True for a finished city, and for a database that has people of its own and never was a made-up city."""
    events = set(AuditEvent.objects.filter(event__in=[FIRST, REST]).values_list("event", flat=True))
    return REST in events or (FIRST not in events and User.objects.exists())


def _live(part: str, progress: Progress, now: datetime, seed: int, neighbors: int) -> None:
    with remembering():
        town = _town(part, now, seed, neighbors)
        days.plan(town, with_calls=part == REST)
        town.days.pass_by(Daily(progress, town))
        messages.agree(town)
        if part == FIRST:
            messages.come_in(town)
            messages.go_astray(town)
            plans.write_first(town)
            again.meet_again(town)
        else:
            plans.write(town)
    record(part, subject=None, by=None, at=now, now=now.isoformat(), seed=seed, neighbors=neighbors)


def _town(part: str, now: datetime, seed: int, neighbors: int) -> Town:
    """The fates of the part's neighbors, as on the morning of the first day."""
    hours = Hours(now, working_calendar())
    lives = [life for life in cast(hours, neighbors=neighbors, seed=seed) if life.story.first == (part == FIRST)]
    return Town(
        hours=hours,
        staff=staff.present(),
        services=list(Service.objects.select_related("organization").order_by("name", "pk")),
        lives=lives,
        days=Days(now),
        dice=dice_of(f"{seed} {part}"),
        open_cases=dict(Case.objects.open().filter(team__isnull=False).values_list("team__name").annotate(Count("pk"))),
        incidents=count(INCIDENTS[part]),
    )


def _send_nothing_old(now: datetime) -> None:
    """Nobody has reminders by mail or text in the made-up days, unless somebody signs in meanwhile and asks for them."""
    Message.objects.filter(delivery=Delivery.QUEUED, created_at__lt=now).update(delivery=Delivery.WITHDRAWN)


class Daily:
    """Tells `progress` whenever a new made-up day has come."""

    def __init__(self, progress: Progress, town: Town) -> None:
        self.progress, self.town, self.done = progress, town, -1

    def __call__(self, at: datetime) -> None:
        today = DAYS_BEHIND - (self.town.hours.today - self.town.hours.calendar.day_of(at)).days
        if today > self.done:
            self.done = today
            self.progress("Sixty made-up days", today, DAYS_BEHIND)
