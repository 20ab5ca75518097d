"""Pairs: made, changed, dissolved, with the promises that they have made."""

from datetime import datetime

from django.utils.translation import gettext as _

from casework.actions.follow_ups import hand_over_follow_ups
from casework.models import Case
from heart.accounts.models import Team, User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed

PEOPLE = ("peer_id", "clinician_id", "supervisor_id")


@action
def save_team(*, team: Team, by: User, now: datetime = NOW) -> Team:
    """When somebody else comes into the pair, the open follow-ups of its cases go to them. A team with open
    cases is not dissolved."""
    if not by.has_perm(f"accounts.{'add' if team.pk is None else 'change'}_team"):
        raise NotAllowed(_("Only a programme manager may do this."))
    before = Team.objects.select_for_update().filter(pk=team.pk).first()
    _check(team, before)
    team.save()
    if before and any(getattr(before, name) != getattr(team, name) for name in PEOPLE):
        for case in Case.objects.open().filter(team=team).order_by("pk"):
            hand_over_follow_ups(case=case, by=by, now=now)
    record("team.saved", subject=team, by=by, at=now)
    return team


def _check(team: Team, before: Team | None) -> None:
    if not team.is_active and before and Case.objects.open().filter(team=before).exists():
        raise DomainError(_("This team has open cases: assign them to another team first."), field="is_active")
    for name in ("peer", "clinician", "supervisor"):
        if team.is_active and not getattr(team, name).is_active:
            raise DomainError(_("This person is not active."), field=name)
