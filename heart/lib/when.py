"""Times as people say them: local, short, in the reader's language. The exact time is for the hover and for print."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

HOUR = timedelta(hours=1)
EXACT_BELOW_HOURS = 3
# English format -> Spanish format: “lunes 16 de noviembre de 2026”.
IN_SPANISH = {"l j F Y": r"l j \d\e F \d\e Y", "l j F": r"l j \d\e F"}


def day(at: date | datetime, form: str = "j M Y") -> str:
    """A date in Django's format letters, as the active language writes it: “17 nov” in Spanish, not “17 Nov”."""
    local = timezone.localtime(at) if isinstance(at, datetime) and timezone.is_aware(at) else at
    if (get_language() or "").startswith("es"):
        return date_format(local, IN_SPANISH.get(form, form)).lower()
    return date_format(local, form)


def exact(at: datetime) -> str:
    """Mon 23 Nov 2026, 9:30 a.m."""
    local = timezone.localtime(at)
    return f"{day(local, 'D j M Y')}, {_clock(local)}"


def short(at: datetime, now: datetime) -> str:
    """today 9:30 a.m. · tomorrow 9:30 a.m. · Mon 23 Nov 9:30 a.m."""
    local = timezone.localtime(at)
    days = (local.date() - timezone.localdate(now)).days
    said = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get(days) or day(local, "D j M")
    return f"{said} {_clock(local)}"


def clock(at: datetime) -> str:
    """9:30 a.m."""
    return _clock(timezone.localtime(at))


def _clock(local: datetime) -> str:
    """9 a.m., 9:30 a.m.; “noon” and “midnight” as 12:00, which reads the same after “today” in every language."""
    return date_format(local, "P" if local.hour % 12 or local.minute else "g:i a")


def day_heading(at: datetime, now: datetime) -> str:
    local = timezone.localtime(at)
    days = (local.date() - timezone.localdate(now)).days
    return {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}.get(days) or day(local, "l j F Y")


def length(span: timedelta) -> str:
    """The largest unit that says enough: 25 min, 1 h 40 min, 7 h, 3 days. Never negative."""
    seconds = abs(span.total_seconds())
    hours, minutes = divmod(int(seconds // 60), 60)
    if not hours:
        return _("%(count)s min") % {"count": minutes}
    if hours < EXACT_BELOW_HOURS and minutes:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if seconds < 2 * 86400:
        return _("%(count)s h") % {"count": hours}
    days = int(seconds // 86400)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def working(span: timedelta) -> str:
    """Empty below one hour: nothing is said about nothing."""
    hours = int(abs(span.total_seconds()) // 3600)
    if not hours:
        return ""
    return ngettext("%(count)s working hour", "%(count)s working hours", hours) % {"count": hours}
