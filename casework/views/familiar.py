"""Familiar neighbors: whom responders met often in the last 365 days, and whether there is a plan for them."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casework.familiar import BANDS, DAYS, Familiar, band_of, count_by_band, familiar_to, times_met
from casework.models import Neighbor, ResponsePlan
from casework.views.rows import language_word
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record_each
from heart.lib import when
from heart.lib.clock import ZONE
from heart.lib.pages import PER_PAGE


@require_safe
def familiar_neighbors(request: HttpRequest) -> HttpResponse:
    """`?band=10` only whoever was met at least so often."""
    user, now = person(request), timezone.now()
    if not (user.is_navigator or user.is_overseer):
        raise PermissionDenied
    everybody = familiar_to(user, day=timezone.localdate(now, ZONE))
    band = _band(request.GET.get("band", ""))
    shown = [one for one in everybody if one.times >= band]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    records = _records(user, page)
    record_each("familiar.read", subjects=records.values(), by=user, at=now)
    context = {
        "page": page,
        "lines": _lines(page, records, _plans(user, page), now),
        "chips": _chips(count_by_band(everybody), band),
        "days": DAYS,
    }
    return render(request, "casework/familiar.html", context)


def _band(asked: str) -> int:
    return int(asked) if asked.isdecimal() and len(asked) < 4 and int(asked) in BANDS else BANDS[0]


def _records(user: User, page: Page) -> dict[int, Neighbor]:
    """Of each person on the page the earliest record that this reader sees, by `person_number`: one query."""
    people = [one.person for one in page.object_list]
    seen = Neighbor.objects.visible_to(user).filter(person_number__in=people).order_by("-pk")
    return {neighbor.person_number: neighbor for neighbor in seen}


def _plans(user: User, page: Page) -> dict[int, list[ResponsePlan]]:
    """One query."""
    people = [one.person for one in page.object_list]
    found: dict[int, list[ResponsePlan]] = {}
    plans = ResponsePlan.objects.visible_to(user).filter(neighbor__person_number__in=people, retired_at=None)
    for plan in plans.select_related("neighbor").newest_first():
        found.setdefault(plan.neighbor.person_number, []).append(plan)
    return found


def _lines(page: Page, records: dict[int, Neighbor], plans: dict[int, list[ResponsePlan]], now: datetime) -> list[Any]:
    return [
        _line(one, records[one.person], plans.get(one.person, []), now)
        for one in page.object_list
        if one.person in records
    ]


def _line(one: Familiar, neighbor: Neighbor, plans: list[ResponsePlan], now: datetime) -> dict[str, Any]:
    return {
        "name": neighbor.display_name,
        "language": language_word(neighbor),
        "times": one.times,
        "last": when.short(one.last_at, now),
        "exact": when.exact(one.last_at),
        "url": reverse("plan", args=[neighbor.pk]),
        "plan": plan_status(plans, timezone.localdate(now, ZONE)),
    }


def plan_status(plans: list[ResponsePlan], today: Any) -> dict[str, str]:
    """What stands, in one word; what is in work beside it is said on the plan's own page."""
    in_force = [plan for plan in plans if not plan.is_in_work]
    if in_force and in_force[0].is_out_of_date(today):
        return {"tone": "warn", "label": _("Plan out of date")}
    if in_force:
        return {"tone": "ok", "label": _("Plan in force")}
    if plans:
        return {"tone": "info", "label": _("Plan: %(state)s") % {"state": plans[0].get_state_display().lower()}}
    return {"tone": "neutral", "label": _("No plan yet")}


def _chips(counts: dict[int, int], chosen: int) -> list[dict[str, Any]]:
    url = reverse("familiar")
    return [
        {
            "url": url if least == BANDS[0] else f"{url}?band={least}",
            "label": _("%(count)s or more") % {"count": least},
            "count": counts[least],
            "current": least == chosen,
        }
        for least in BANDS
    ]


def familiar_words(times: int) -> str:
    """Empty below the first band. How well we know each other; a call can be a sign of trust."""
    if not band_of(times):
        return ""
    text = ngettext(
        "Familiar neighbor: %(count)s encounter in %(days)s days",
        "Familiar neighbor: %(count)s encounters in %(days)s days",
        times,
    )
    return text % {"count": times, "days": DAYS}


def familiar_of(neighbor: Neighbor, now: datetime) -> str:
    """One query."""
    return familiar_words(times_met(neighbor, day=timezone.localdate(now, ZONE)))
