"""Two records side by side, field by field: the same, similar, different, or not known, in words."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz

from casework.models import Case, ContactPointKind
from casework.views.person import OnePerson
from heart.lib import when
from heart.lib.phones import readable

# From here on two words are similar to the eye.
SIMILAR_FROM = 80


@dataclass(frozen=True)
class Verdict:
    """A word, and a tone that has a shape as well as a colour (components/status.html)."""

    code: str
    label: str | Promise
    tone: str


SAME = Verdict("same", gettext_lazy("the same"), "ok")
SIMILAR = Verdict("similar", gettext_lazy("similar"), "info")
DIFFERENT = Verdict("different", gettext_lazy("different"), "danger")
MISSING = Verdict("missing", gettext_lazy("not known"), "neutral")
NO_MATTER = Verdict("", "", "")


@dataclass(frozen=True)
class Compared:
    term: str
    ours: str
    theirs: str
    verdict: Verdict


def side_by_side(
    ours: OnePerson, theirs: OnePerson, now: datetime, *, speaks_for: Collection[str] = ()
) -> list[Compared]:
    """Everything that helps to tell, over all records of each person. `speaks_for`: codes of the matcher's reasons, who
    knows of nicknames and of what sounds alike. No query: reads what `people_of` loaded."""
    lines = [
        _words(_("Name"), _names(ours), _names(theirs)),
        _words(_("Other names"), _aliases(ours), _aliases(theirs), beside=(_names(ours), _names(theirs))),
        _birth(ours, theirs),
        _exact(_("Phone"), _points(ours, ContactPointKind.PHONE), _points(theirs, ContactPointKind.PHONE), readable),
        _words(_("Address"), _points(ours, ContactPointKind.ADDRESS), _points(theirs, ContactPointKind.ADDRESS)),
        _words(_("Where to find"), _each(ours, "where_to_find"), _each(theirs, "where_to_find")),
        _words(_("Description"), _each(ours, "description"), _each(theirs, "description")),
        _exact(_("Agency number"), _agency(ours), _agency(theirs), str),
        Compared(_("Last encounter"), _last(ours, now), _last(theirs, now), NO_MATTER),
        Compared(_("Case"), _case(ours), _case(theirs), NO_MATTER),
    ]
    likened = {_field_of(code) for code in speaks_for}
    return [
        replace(line, verdict=SIMILAR) if line.verdict is DIFFERENT and line.term in likened else line
        for line in lines
        if line.ours or line.theirs
    ]


def _field_of(code: str) -> str:
    fields = {"birth": _("Birth date"), "phone": _("Phone"), "agency": _("Agency number")}
    if "name" in code:
        return _("Name")
    return fields.get(code.split("_")[0], _("Address"))


def plain(text: str) -> str:
    """Without accents, capitals and signs: what two spellings have in common."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in bare if not unicodedata.combining(c))))


def compared_words(ours: Iterable[str], theirs: Iterable[str]) -> Verdict:
    one, other = [{plain(word) for word in words} - {""} for words in (ours, theirs)]
    if not one or not other:
        return MISSING
    if one & other:
        return SAME
    best = max(fuzz.token_sort_ratio(a, b) for a in one for b in other)
    return SIMILAR if best >= SIMILAR_FROM else DIFFERENT


def compared_days(ours: Iterable[date], theirs: Iterable[date]) -> Verdict:
    """Similar: day and month the other way round, or only one of day, month and year is another."""
    one, other = set(ours), set(theirs)
    if not one or not other:
        return MISSING
    if one & other:
        return SAME
    return SIMILAR if any(_near(a, b) for a in one for b in other) else DIFFERENT


def _near(a: date, b: date) -> bool:
    swapped = (a.year, a.month, a.day) == (b.year, b.day, b.month)
    return swapped or [a.year == b.year, a.month == b.month, a.day == b.day].count(True) == 2


def _words(
    term: str, ours: list[str], theirs: list[str], beside: tuple[list[str], list[str]] | None = None
) -> Compared:
    """`beside`: what else each side is compared with: an alias may be the other's name."""
    verdict = compared_words(ours, theirs)
    if beside and verdict is not SAME:
        across = [compared_words(ours, beside[1]), compared_words(beside[0], theirs)]
        verdict = next((v for v in (SAME, SIMILAR) if v in (verdict, *across)), verdict)
    return Compared(term, "\n".join(ours), "\n".join(theirs), verdict)


def _exact(term: str, ours: list[str], theirs: list[str], shown: Callable[[str], str]) -> Compared:
    verdict = MISSING if not ours or not theirs else SAME if set(ours) & set(theirs) else DIFFERENT
    return Compared(term, "\n".join(map(shown, ours)), "\n".join(map(shown, theirs)), verdict)


def _birth(ours: OnePerson, theirs: OnePerson) -> Compared:
    one, other = ([r.birth_date for r in who.records if r.birth_date] for who in (ours, theirs))
    first, second = ["\n".join(when.day(day) for day in dict.fromkeys(days)) for days in (one, other)]
    verdict = compared_days(one, other)
    if verdict is SIMILAR:
        verdict = replace(verdict, label=_what_agrees(one, other))
    return Compared(_("Birth date"), first, second, verdict)


def _what_agrees(ours: Iterable[date], theirs: Iterable[date]) -> str:
    """Of two days that are near: what is alike, not how much."""
    one, other = next((a, b) for a in ours for b in theirs if _near(a, b))
    if (one.month, one.day) == (other.day, other.month) and one.year == other.year and one.month != other.month:
        return _("day and month the other way round")
    if one.day != other.day:
        return _("same month and year")
    return _("same day and year") if one.month != other.month else _("same day and month")


def _once(words: Iterable[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word]


def _names(who: OnePerson) -> list[str]:
    return _once(n for r in who.records for n in (r.preferred_name, f"{r.first_name} {r.last_name}".strip()))


def _aliases(who: OnePerson) -> list[str]:
    return _once(other.name for record in who.records for other in record.also_known_as.all())


def _points(who: OnePerson, kind: str) -> list[str]:
    return _once(p.value for record in who.records for p in record.contact_points.all() if p.kind == kind)


def _each(who: OnePerson, field: str) -> list[str]:
    return _once(getattr(record, field) for record in who.records)


def _agency(who: OnePerson) -> list[str]:
    return _once(str(number) for record in who.records for number in record.agency_persons.all())


def _last(who: OnePerson, now: datetime) -> str:
    met = [encounter for record in who.records for encounter in record.encounters.all()]
    if not met:
        return ""
    last = max(met, key=lambda e: e.received_at)
    said = [when.short(last.met_at, now), last.get_pilot_display() if last.pilot else "", last.location]
    return " · ".join(filter(None, said))


def _case(who: OnePerson) -> str:
    """The one that is worked on, else the latest."""
    case = working_case(who) or max(_cases(who), key=lambda c: (c.opened_at, c.pk), default=None)
    if case is None:
        return _("none")
    said = [_("Case %(number)s") % {"number": case.pk}, case.get_status_display()]
    said += [str(case.team) if case.team else "", case.get_closed_reason_display() if case.closed_reason else ""]
    return " · ".join(filter(None, said))


def working_case(who: OnePerson) -> Case | None:
    return next((case for case in _cases(who) if case.is_open and not case.rests), None)


def _cases(who: OnePerson) -> list[Any]:
    return [case for record in who.records for case in record.cases.all()]
