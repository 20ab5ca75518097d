"""The city's beats, drawn anew."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.programme import may_keep
from casework.models import Beat, BeatOutline
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.clock import ZONE
from heart.lib.errors import NotPossibleNow
from heart.lib.polygons import Shape, box

LONGEST_CODE = 12


@dataclass(frozen=True)
class Outline:
    """A beat and where it lies: the coordinates of a GeoJSON MultiPolygon."""

    code: str
    shape: Shape


@dataclass(frozen=True)
class Redrawn:
    """Codes of beats. A map is whole: what it no longer has ends. `missing`: beats of pilots that it does not show."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    ended: tuple[str, ...]
    missing: tuple[str, ...]


class LacksBeats(NotPossibleNow):
    """The map does not show beats in which pilots work, and nobody said that this is so."""

    def __init__(self, redrawn: Redrawn) -> None:
        self.redrawn = redrawn
        words = _("The map does not show beats in which pilots work: %(codes)s.")
        super().__init__(words % {"codes": ", ".join(redrawn.missing)})


def compared(outlines: Sequence[Outline], *, since: date) -> Redrawn:
    """What the map would change from that day on; nothing is written."""
    standing = {row.code: row.shape for row in BeatOutline.objects.in_force(since)}
    told = {outline.code: outline.shape for outline in outlines}
    pilots = set(Beat.objects.in_force(since).values_list("code", flat=True))
    both = standing.keys() & told.keys()
    changed = {code for code in both if standing[code] != told[code]}
    found = (
        told.keys() - standing.keys(),
        changed,
        both - changed,
        standing.keys() - told.keys(),
        pilots - told.keys(),
    )
    return Redrawn(*(tuple(sorted(codes)) for codes in found))


def last_redrawn() -> date | None:
    """The first day of the latest map, which may only have ended beats; it may be still to come."""
    found = BeatOutline.objects.aggregate(begun=Max("valid_from"), ended=Max("valid_to"))
    days = [found["begun"], found["ended"] and found["ended"] + timedelta(days=1)]
    return max(filter(None, days), default=None)


@action
def redraw_beats(
    *,
    outlines: Sequence[Outline],
    since: date,
    without: Collection[str] | None = None,
    by: User | None,
    now: datetime = NOW,
) -> Redrawn:
    """From `since` on the beats lie as the map shows them; until the day before as they did. The same map again
    changes nothing. `without`: the beats of pilots that it may lack, LacksBeats of any other; None: whichever."""
    if by is not None:
        may_keep(by, BeatOutline(), "add")
    last = last_redrawn()
    if last and last > since:
        raise NotPossibleNow(_("A map of a later day is in force already: choose a later day."), field="since")
    redrawn = compared(outlines, since=since)
    if without is not None and not set(redrawn.missing) <= set(without):
        raise LacksBeats(redrawn)
    _end(BeatOutline.objects.in_force(since).filter(code__in=[*redrawn.changed, *redrawn.ended]), since)
    anew = {*redrawn.new, *redrawn.changed}
    BeatOutline.objects.bulk_create([_row(outline, since) for outline in outlines if outline.code in anew])
    counts = {name: len(codes) for name, codes in vars(redrawn).items()}
    record("beats.redrawn", subject=None, by=by, at=now, since=since.isoformat(), **counts)
    return redrawn


@action
def take_back_map(*, since: date, by: User, now: datetime = NOW) -> None:
    """The map that was to be in force from `since` on, the latest: what was in force before stays so. Its first day has
    not begun, so no call was placed by it."""
    may_keep(by, BeatOutline(), "add")
    if since != last_redrawn():
        raise NotPossibleNow(_("There is no such map, or one of a later day came after it: take that one back first."))
    if since <= timezone.localdate(now, ZONE):
        raise NotPossibleNow(_("The map is in force already. Bring another one into force instead."))
    drawn, __ = BeatOutline.objects.filter(valid_from=since).delete()
    ended = BeatOutline.objects.filter(valid_to=since - timedelta(days=1)).update(valid_to=None)
    record("beats.taken_back", subject=None, by=by, at=now, since=since.isoformat(), drawn=drawn, ended=ended)


def _end(rows: QuerySet[BeatOutline], since: date) -> None:
    """What began on that very day was in force on no other: it goes."""
    rows.filter(valid_from=since).delete()
    rows.update(valid_to=since - timedelta(days=1))


def _row(outline: Outline, since: date) -> BeatOutline:
    west, south, east, north = box(outline.shape)
    return BeatOutline(
        code=outline.code, shape=outline.shape, valid_from=since, west=west, south=south, east=east, north=north
    )
