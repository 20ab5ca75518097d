"""Times as people say them: local, short, in the reader's language. The exact time is for the hover and for print."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOUR = timedelta(hours=1)


def exact(at: datetime) -> str:
    """Mon 23 Nov 2026, 9:30 a.m."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'D j M Y')}, {date_format(local, 'P')}"


def short(at: datetime, now: datetime) -> str:
    """today 9:30 a.m. · tomorrow 9:30 a.m. · Mon 23 Nov 9:30 a.m."""
    local = timezone.localtime(at)
    days = (local.date() - timezone.localdate(now)).days
    day = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get(days) or date_format(local, "D j M")
    return f"{day} {date_format(local, 'P')}"


def day_heading(at: datetime, now: datetime) -> str:
    local = timezone.localtime(at)
    days = (local.date() - timezone.localdate(now)).days
    return {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}.get(days) or date_format(local, "l j F Y")


def length(span: timedelta) -> str:
    """The largest unit that says enough: 25 min, 7 h, 3 days. Never negative."""
    seconds = abs(span.total_seconds())
    if seconds < 3600:
        return _("%(count)s min") % {"count": int(seconds // 60)}
    if seconds < 2 * 86400:
        return _("%(count)s h") % {"count": int(seconds // 3600)}
    days = int(seconds // 86400)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def working(span: timedelta) -> str:
    hours = int(abs(span.total_seconds()) // 3600)
    return ngettext("%(count)s working hour", "%(count)s working hours", hours) % {"count": hours}
