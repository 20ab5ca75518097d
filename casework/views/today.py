"""Today: the navigator's home. Four groups, one query each, counts equal to the rows (SCREENS)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case as Choose
from django.db.models import When
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casework.explain.beside import absences
from casework.models import Case, FollowUp
from casework.models.follow_ups import FollowUpQuerySet, first_contact, first_contact_at_risk
from casework.states import INTERRUPTING
from casework.views.plans import plans_said
from casework.views.rows import Row, rows_of
from heart.accounts.calendar import working_calendar
from heart.accounts.models import Team, User
from heart.accounts.signed_in import person
from heart.audit.record import record_each
from heart.lib.clock import midnight_after
from heart.lib.pages import is_part

NEXT_DAYS = 7
MOST_ROWS = 200


@dataclass(frozen=True)
class Group:
    code: str
    title: str
    text: str
    tone: str
    rows: list[Row]


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """`?whose=team` shows both halves of the pair; else one's own. Answers the groups alone to a refresh."""
    user, now = person(request), timezone.now()
    whose = "team" if request.GET.get("whose") == "team" else "mine"
    mine = _whose(user, whose)
    groups, seen = _groups(mine, now)
    record_each("today.read", subjects=seen, by=user, at=now)
    context = {
        "groups": [group for group in groups if group.rows],
        "tabs": _tabs(whose),
        "banner": _banner(user, whose, now),
        "nothing": None if any(group.rows for group in groups) else _nothing(user),
        "refresh_url": request.get_full_path(),
        "plans_said": "" if is_part(request) else plans_said(user, now),
    }
    return render(request, "casework/_today.html" if is_part(request) else "casework/today.html", context)


def _whose(user: User, whose: str) -> FollowUpQuerySet:
    visible = FollowUp.objects.visible_to(user).for_rows().select_related("referral__service__organization")
    return visible if whose == "team" else visible.filter(owner=user)


def _groups(mine: FollowUpQuerySet, now: datetime) -> tuple[list[Group], list[Case]]:
    """The groups, and the cases that they show. A first contact is late when its 48 hours are over, whenever the cadence
    proposed it, and not before."""
    calendar, end_of_day = working_calendar(), midnight_after(now)
    rest = mine.exclude(kind__in=INTERRUPTING).order_by(_first_contacts_first(), "due_at", "pk")
    in_time = rest.not_late(now)
    asked = [
        (
            "interrupting",
            _("Interrupting"),
            _("A new crisis, or a text from a neighbor"),
            "danger",
            mine.interrupting().order_by("-created_at", "-pk"),
        ),
        ("overdue", _("Overdue"), "", "danger", rest.late(now)),
        ("today", _("Today"), "", "accent", in_time.filter(due_at__lt=end_of_day)),
        (
            "next",
            _("Next"),
            _("In the next 7 days"),
            "",
            in_time.due_between(end_of_day, end_of_day + timedelta(days=NEXT_DAYS)),
        ),
    ]
    found = [(code, title, text, tone, list(follow_ups[:MOST_ROWS])) for code, title, text, tone, follow_ups in asked]
    shown = [follow_up for *__, rows in found for follow_up in rows]
    away = absences(shown, calendar, now)
    groups = [
        Group(code, title, text, tone, rows_of(rows, calendar, now, away)) for code, title, text, tone, rows in found
    ]
    return groups, list({follow_up.case_id: follow_up.case for follow_up in shown}.values())


def _first_contacts_first() -> OrderBy:
    """The one whose 48 hours end first on top; then whatever is due first."""
    return Choose(When(first_contact(), then="case__clock_started_at")).asc(nulls_last=True)


def _tabs(whose: str) -> list[dict[str, object]]:
    url = reverse("today")
    return [
        {"url": url, "label": _("Mine"), "current": whose == "mine"},
        {"url": f"{url}?whose=team", "label": _("Our team's"), "current": whose == "team"},
    ]


def _banner(user: User, whose: str, now: datetime) -> dict[str, str]:
    """“7 first contacts pass 48 hours today”: those of this list; when it has none, those of the other half."""
    promises = (
        FollowUp.objects.visible_to(user)
        .working()
        .filter(first_contact_at_risk(now, until=midnight_after(now)))
        .order_by(_first_contacts_first(), "due_at", "pk")
    )
    at_risk = list(promises.values_list("pk", "owner_id", "owner__name"))
    shown = [pk for pk, owner, __ in at_risk if whose == "team" or owner == user.pk]
    if shown:
        text = ngettext(
            "%(count)s first contact passes 48 hours today. It comes first.",
            "%(count)s first contacts pass 48 hours today. They come first.",
            len(shown),
        )
        return {
            "text": text % {"count": len(shown)},
            "url": f"#follow-up-{shown[0]}",
            "label": _("Go to the first one"),
        }
    return _banner_of_others([name for __, ___, name in at_risk if name])


def _banner_of_others(names: list[str]) -> dict[str, str]:
    if not names:
        return {}
    text = ngettext(
        "%(count)s first contact of %(name)s’s passes 48 hours today.",
        "%(count)s first contacts of %(name)s’s pass 48 hours today.",
        len(names),
    )
    return {
        "text": text % {"count": len(names), "name": ", ".join(sorted(set(names)))},
        "url": f"{reverse('today')}?whose=team",
        "label": _("See our team’s"),
    }


def _nothing(user: User) -> dict[str, str]:
    """What an empty list says: what comes next, or why nothing will come."""
    if not (user.is_navigator or user.is_overseer):
        return {"heading": _("Your role has no cases"), "text": _("What is yours stands in the menu.")}
    if user.is_navigator and not Team.objects.visible_to(user).exists():
        return {
            "heading": _("You are in no team yet"),
            "text": _("Your supervisor adds you to one. Then your follow-ups appear here."),
        }
    return {
        "heading": _("All done for now"),
        "text": _("Nothing is due in the next 7 days. New cases appear here as soon as they are assigned."),
        "url": reverse("cases"),
        "label": _("See our cases"),
    }
