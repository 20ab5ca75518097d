"""Roles, and what Django admin lets each of them do. Who sees which record is `visible_to` on each QuerySet."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    RESPONDER = "responder", _("Responder")
    PEER = "peer", _("Peer support specialist")
    CLINICIAN = "clinician", _("Licensed clinician")
    SUPERVISOR = "supervisor", _("Supervisor")
    PROGRAMME_MANAGER = "programme_manager", _("Programme manager")
    ANALYST = "analyst", _("Analyst")
    INTEGRATION = "integration", _("Integration (another system)")


NAVIGATORS = frozenset({Role.PEER, Role.CLINICIAN})
OVERSEERS = frozenset({Role.SUPERVISOR, Role.PROGRAMME_MANAGER})

# Models that a programme manager keeps in Django admin: "app.model" -> the verbs there.
# Records about neighbors are read there, never typed over: their status moves through actions only.
_KEEP = frozenset({"view", "add", "change", "delete"})
_READ = frozenset({"view"})
ADMIN_PERMISSIONS: dict[str, frozenset[str]] = {
    "accounts.user": frozenset({"view", "add", "change"}),
    "accounts.team": frozenset({"view", "add", "change"}),
    "accounts.workinghours": _KEEP,
    "accounts.closure": _KEEP,
    "accounts.timeoff": _KEEP,
    "casework.beat": _KEEP,
    "casework.calltype": _KEEP,
    "casework.pilotservice": _KEEP,
    "casework.pilothours": _KEEP,
    "casework.beatoutline": frozenset({"view", "add"}),
    "casework.cadencepolicy": _KEEP,
    "casework.cadencestep": _KEEP,
    "casework.ladderstep": _KEEP,
    "casework.nickname": _KEEP,
    "casework.matchthresholds": frozenset({"view", "change"}),
    "casework.neighbor": _READ,
    "casework.contactpoint": _READ,
    "casework.alsoknownas": _READ,
    "casework.encounter": _READ,
    "casework.case": _READ,
    "casework.followup": _READ,
    "casework.contact": _READ,
    "casework.job": frozenset({"view", "add"}),
    "casework.restriction": _READ,
    "casework.responseplan": _READ,
    "referrals.organization": frozenset({"view", "add", "change"}),
    "referrals.service": frozenset({"view", "add", "change"}),
    "referrals.need": _READ,
    "referrals.consent": _READ,
    "referrals.referral": _READ,
    "referrals.connection": _READ,
    "notify.message": _READ,
    "notify.pause": frozenset({"view", "add", "delete"}),
    "audit.auditevent": _READ,
    "knox.authtoken": frozenset({"view", "delete"}),
}


def admin_allows(role: str, permission: str) -> bool:
    """`permission` as Django admin asks for it: "casework.change_beat"."""
    if role != Role.PROGRAMME_MANAGER:
        return False
    app, _dot, codename = permission.partition(".")
    verb, _underscore, model = codename.partition("_")
    return verb in ADMIN_PERMISSIONS.get(f"{app}.{model}", frozenset())


def admin_shows(role: str, app_label: str) -> bool:
    return role == Role.PROGRAMME_MANAGER and any(key.startswith(f"{app_label}.") for key in ADMIN_PERMISSIONS)
