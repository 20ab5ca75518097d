"""What stands around every page: where this person goes, how much is new, in which language."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from casework import access
from casework.models import Case
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.notify import watch
from heart.notify.models import Message

Place = tuple[str, Any, str]
TODAY: Place = ("today", _("Today"), "event")
CASES: Place = ("cases", _("Cases"), "people")
INTAKE: Place = ("intake", _("Intake"), "group_add")
BOARD: Place = ("board", _("Board"), "assessment")
INBOX: Place = ("inbox", _("Inbox"), "notifications")
ENCOUNTERS: Place = ("encounters", _("Encounters"), "support_agent")
CARDS: Place = ("cards", _("Cards"), "list")
ADMIN: Place = ("admin:index", _("Settings"), "settings")

PLACES: dict[str, list[Place]] = {
    Role.RESPONDER: [ENCOUNTERS, CARDS, INBOX],
    Role.PEER: [TODAY, CASES, INBOX, ENCOUNTERS],
    Role.CLINICIAN: [TODAY, CASES, INBOX, ENCOUNTERS],
    Role.SUPERVISOR: [BOARD, INTAKE, CASES, INBOX],
    Role.PROGRAMME_MANAGER: [BOARD, INTAKE, CASES, INBOX, ADMIN],
    Role.ANALYST: [INBOX],
    Role.INTEGRATION: [],
}


# First parts of the addresses of pages about a case.
ABOUT_CASES = ("cases", "neighbors", "referrals", "checks", "follow-ups", "neighbors", "plans", "familiar", "links")


def home_of(user: User) -> str:
    """The page that a person begins with."""
    places = PLACES.get(user.role) or [INBOX]
    return reverse(places[0][0])


@dataclass(frozen=True)
class NavItem:
    url: str
    label: str
    icon: str
    current: bool
    count: int
    name: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html. Small counts, asked only by a page that shows them; and for overseers whether the
    clockwork goes."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated or getattr(request, "htmx", False):
        return {}
    account = [{"url": reverse("my-settings"), "label": _("My settings"), "icon": "settings"}]
    return {
        "nav_items": SimpleLazyObject(lambda: _items(request, user)),
        "standing_still": SimpleLazyObject(lambda: watch.standing_still(user, timezone.now())),
        "account_items": account,
        "search_url": reverse("search") if access.can_search(user) else "",
        "ui_keys": "" if user.shortcuts else "off",
    }


def _items(request: HttpRequest, user: User) -> list[NavItem]:
    counts = _counts(user)
    return [_item(request, place, counts) for place in PLACES.get(user.role, [])]


def _counts(user: User) -> dict[str, int]:
    counts = {"inbox": Message.objects.visible_to(user).inbox().unread().count()}
    if user.is_overseer:
        counts["intake"] = Case.objects.visible_to(user).in_intake().count()
    return counts


def _item(request: HttpRequest, place: Place, counts: dict[str, int]) -> NavItem:
    name, label, icon = place
    url = reverse(name)
    return NavItem(url, str(label), icon, name == place_of(request), counts.get(name, 0), name)


def place_of(request: HttpRequest) -> str:
    """The place in the navigation that a page belongs to: what is about a case, to the cases; assigning, to where
    one came from (`?from=intake`)."""
    if request.GET.get("from") == "intake":
        return "intake"
    first = request.path.strip("/").split("/")[0]
    elsewhere = {"admin": "admin:index", "staff": "board", "matches": "intake"}
    return "cases" if first in ABOUT_CASES else elsewhere.get(first, first)
