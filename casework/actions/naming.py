"""Later naming: whom we met without a name gets one. Nothing of what was known before is lost (DOMAIN 7)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from casework import access
from casework.actions.matching import look_for_matches
from casework.actions.neighbors import SAME_FIELDS
from casework.models import Case, Neighbor
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow

NAMES = ("preferred_name", "first_name", "last_name")


@action
def name_neighbor(
    *,
    case: Case,
    told: Mapping[str, Any],
    also_known_as: Collection[str] = (),
    version: int | None = None,
    by: User,
    now: datetime = NOW,
) -> Neighbor:
    """Write down who it is: `told` holds fields of SAME_FIELDS, those that differ are changed. Case, contacts and
    promises stay as they are; a name that is replaced stays as another name, and every change in the history. Who else
    it may be is looked for again.

    `version`: what `version_of` said when the page was shown. NotPossibleNow when somebody wrote meanwhile.
    """
    if not access.can_work_on(by, case):
        raise NotAllowed(_("Only the team of this case may change this."))
    neighbor = next(n for n in Neighbor.objects.hold_persons(case.neighbor_id) if n.pk == case.neighbor_id)
    changed = [field for field in SAME_FIELDS if field in told and told[field] != getattr(neighbor, field)]
    new_names = _new_names(neighbor, also_known_as, told)
    if version is not None and changed and version != version_of(neighbor):
        raise NotPossibleNow(_("Somebody changed this meanwhile. What stands there now is shown below."))
    for field in changed:
        setattr(neighbor, field, told[field])
    if not (neighbor.is_named or neighbor.description):
        raise DomainError(_("Say who is meant: a name, or how one recognizes the person."), field="preferred_name")
    if changed:
        neighbor.save(update_fields=changed)
    for name in new_names:
        neighbor.also_known_as.get_or_create(name=name)
    if changed or new_names:
        record("neighbor.named", subject=neighbor, by=by, at=now, fields=changed)
        look_for_matches(neighbor=neighbor, by=by, now=now)
    return neighbor


def version_of(neighbor: Any) -> int:
    """The number of the latest row in the history of this record; 0 without any."""
    latest: int | None = neighbor.events.order_by("-pgh_id").values_list("pgh_id", flat=True).first()
    return latest or 0


def _new_names(neighbor: Neighbor, also_known_as: Collection[str], told: Mapping[str, Any]) -> list[str]:
    """Names to remember beside the one that stands: those that were said, and those that are replaced."""
    before = {field: getattr(neighbor, field) for field in NAMES}
    after = {field: told.get(field, before[field]) for field in NAMES}
    replaced = {field for field in NAMES if before[field] not in ("", after[field])}
    old = [before["preferred_name"]] if "preferred_name" in replaced else []
    old += [_legal(before)] if replaced & {"first_name", "last_name"} else []
    known = {*neighbor.also_known_as.values_list("name", flat=True), after["preferred_name"], _legal(after)}
    wanted = dict.fromkeys([*(name.strip() for name in also_known_as), *old])
    return [name for name in wanted if name and name not in known]


def _legal(names: Mapping[str, str]) -> str:
    return f"{names['first_name']} {names['last_name']}".strip()
