"""Which services fit a neighbor's need, in which order, and why in words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from casework.models import Neighbor
from referrals.models import Service


@dataclass(frozen=True)
class Fit:
    """`order` sorts: smaller fits better. `reasons` speak for it, `doubts` against."""

    service: Service
    order: tuple[int, ...]
    reasons: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def ranked(services: Iterable[Service], neighbor: Neighbor, today: date) -> list[Fit]:
    """Best first: speaks the language, has room, details confirmed lately, then by name."""
    fits = [_fit(service, neighbor, today) for service in services]
    return sorted(fits, key=lambda fit: (fit.order, fit.service.name))


def _fit(service: Service, neighbor: Neighbor, today: date) -> Fit:
    reasons: list[str] = []
    doubts: list[str] = []
    speaks = neighbor.language in ("", "en") or neighbor.language in service.languages
    if neighbor.language not in ("", "en"):
        (reasons if speaks else doubts).append(
            _("speaks the neighbor's language") if speaks else _("does not say that it speaks the neighbor's language")
        )
    if service.has_room:
        reasons.append(_("has room"))
    elif service.has_room is False:
        doubts.append(_("has no room at the moment"))
    assured = service.is_assured_on(today)
    (reasons if assured else doubts).append(
        _("details confirmed lately") if assured else _("details not confirmed for 90 days")
    )
    room = {True: 0, None: 1, False: 2}[service.has_room]
    return Fit(service, (not speaks, room, not assured), reasons, doubts)
