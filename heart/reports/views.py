"""The supervisor's board, and the list behind every number on it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casework.explain.beside import absences
from casework.models import Case, FollowUp, InboundText
from casework.models.follow_ups import FollowUpQuerySet
from casework.views.plans import plans_said
from casework.views.rows import rows_of
from heart.accounts.calendar import working_calendar
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record_each
from heart.lib.pages import page_of
from heart.notify.models import Message, Pause
from heart.reports.board import BANDS, in_band, workers

# From this reminder on it has gone beyond the pair.
ESCALATED_FROM = 3


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    user, now = overseer(request), timezone.now()
    rows = workers(user, now)
    context = {
        "rows": rows,
        "stats": _stats(user, now, sum(row.overdue for row in rows)),
        "table": _table(rows),
        "unknown_texts": InboundText.objects.visible_to(user).of_nobody_known().count(),
        "plans_said": plans_said(user, now),
        "undelivered": Message.objects.overseen_by(user).undelivered().count(),
        "paused": [pause.get_channel_display() for pause in Pause.objects.order_by("channel")],
    }
    return render(request, "reports/board.html", context)


def overseer(request: HttpRequest) -> User:
    user = person(request)
    if not user.is_overseer:
        raise PermissionDenied
    return user


def _stats(user: User, now: datetime, overdue: int) -> list[dict[str, Any]]:
    waiting = Case.objects.visible_to(user).in_intake().count()
    escalated = FollowUp.objects.visible_to(user).escalated(ESCALATED_FROM).count()
    crises = FollowUp.objects.visible_to(user).new_crisis().count()
    url = reverse("board-list")
    return [
        {
            "number": waiting,
            "label": _("waiting for a team"),
            "url": reverse("intake"),
            "tone": "warn" if waiting else "",
        },
        {
            "number": crises,
            "label": ngettext("new crisis on an open case", "new crises on open cases", crises),
            "url": f"{url}?show=crises",
            "tone": "danger" if crises else "",
        },
        {
            "number": escalated,
            "label": ngettext("follow-up escalated to you", "follow-ups escalated to you", escalated),
            "url": f"{url}?show=escalated",
            "tone": "danger" if escalated else "",
        },
        {"number": overdue, "label": _("overdue"), "url": f"{url}?show=overdue", "tone": ""},
    ]


def _table(rows: list[Any]) -> dict[str, Any]:
    """See templates/components/table.html."""
    columns: list[dict[str, Any]] = [
        {"label": _("Worker")},
        {"label": _("Team")},
        {"label": _("Cases"), "num": True},
        {"label": _("Open"), "num": True},
        {"label": _("Late ≤ 1 day"), "num": True},
        {"label": _("≤ 3 days"), "num": True},
        {"label": _("> 3 days"), "num": True},
        {"label": _("48 h at risk"), "num": True},
        {"label": _("Away")},
        {"label": _("Caseload")},
    ]
    return {"columns": columns, "rows": [{"cells": _cells(row, columns)} for row in rows]}


def _cells(row: Any, columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    url = f"{reverse('board-list')}?owner={row.person.pk}"
    hand_over = reverse("hand-over", args=[row.person.pk])
    cells: list[dict[str, Any]] = [
        {"text": row.person.name, "head": True},
        {"text": row.team.name},
        {"text": row.cases, "num": True},
        {"text": row.open, "num": True, "url": url if row.open else ""},
        *(
            {"text": getattr(row, band), "num": True, "url": f"{url}&show={band}" if getattr(row, band) else ""}
            for band in BANDS
        ),
        {"text": row.at_risk, "num": True, "tone": "danger" if row.at_risk else ""},
        {"text": row.away or "—"},
        {"text": _("Hand over") if row.open else "—", "url": hand_over if row.open else ""},
    ]
    return [cell | {"label": column["label"]} for cell, column in zip(cells, columns, strict=True)]


@require_safe
def board_list(request: HttpRequest) -> HttpResponse:
    """`?owner=` one worker's; `?show=` overdue, a band of lateness, escalated or crises."""
    user, now = overseer(request), timezone.now()
    found = _chosen(request, FollowUp.objects.visible_to(user).working(), now)
    page = page_of(
        request,
        found.for_rows().select_related("referral__service__organization", "case__team").order_by("due_at", "pk"),
    )
    record_each("board.read", subjects={f.case_id: f.case for f in page.object_list}.values(), by=user, at=now)
    calendar = working_calendar()
    away = absences(page.object_list, calendar, now)
    rows = rows_of(page.object_list, calendar, now, away, owners=not request.GET.get("owner"))
    return render(request, "reports/board_list.html", {"page": page, "rows": rows, "title": _title(request)})


def _chosen(request: HttpRequest, follow_ups: FollowUpQuerySet, now: datetime) -> FollowUpQuerySet:
    show, owner = request.GET.get("show", ""), request.GET.get("owner", "")
    if owner.isdecimal():
        follow_ups = follow_ups.filter(owner=int(owner[:18]))
    if show == "escalated":
        return follow_ups.escalated(ESCALATED_FROM)
    if show == "crises":
        return follow_ups.new_crisis()
    return in_band(follow_ups, show, now) if show in (*BANDS, "overdue") else follow_ups


def _title(request: HttpRequest) -> str:
    return {
        "escalated": _("Escalated to you"),
        "crises": _("New crises on open cases"),
        "overdue": _("Overdue"),
        "day": _("Late by up to a day"),
        "days": _("Late by one to three days"),
        "longer": _("Late by more than three days"),
    }.get(request.GET.get("show", ""), _("Open follow-ups"))
