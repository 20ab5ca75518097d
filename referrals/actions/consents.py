"""Consent given and taken back."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.cases import tell_pair
from casework.models import Case, Neighbor
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify.models import Template
from referrals import access
from referrals.models import Consent, Organization
from referrals.states import Information, Signed


@dataclass(frozen=True)
class ConsentDetails:
    """`organization` None: any provider. `information`: Information codes."""

    organization: Organization | None
    information: tuple[str, ...]
    purpose: str
    signed: str
    expires_on: date
    witness: str = ""


@action
def record_consent(*, case: Case, details: ConsentDetails, by: User, now: datetime = NOW) -> Consent:
    """The neighbor of this case allows something to be told."""
    if not access.can_record_consent(by, case):
        raise NotAllowed(_("Only the team of this case may record a consent."))
    _check(details, now)
    fields = asdict(details) | {"organization": details.organization, "information": list(details.information)}
    consent = Consent.objects.create(neighbor=case.neighbor, signed_at=now, recorded_by=by, **fields)
    record("consent.given", subject=consent, by=by, at=now, information=list(details.information))
    return consent


@action
def revoke_consent(*, consent: Consent, case: Case, by: User, now: datetime = NOW) -> Consent:
    """Taken back: from this moment nothing more is told on it, and the pair hears of it."""
    if not access.can_record_consent(by, case):
        raise NotAllowed(_("Only the team of this case may record that."))
    records = Neighbor.objects.hold_persons(consent.neighbor_id)
    locked = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk, neighbor=case.neighbor_id)
    if locked.revoked_at:
        raise NotPossibleNow(_("This consent is revoked already."))
    locked.revoked_at, locked.revoked_by = now, by
    locked.save(update_fields=["revoked_at", "revoked_by"])
    elsewhere = (
        Case.objects.open().filter(neighbor__in=records).exclude(pk=case.pk).select_related("team").order_by("pk")
    )
    for told in (case, *elsewhere):  # it counts for all records of the person
        tell_pair(told, Template.CONSENT_REVOKED, f"consent:{locked.pk}:revoked", now, about=f"consent:{locked.pk}")
    record("consent.revoked", subject=locked, by=by, at=now)
    return locked


def _check(details: ConsentDetails, now: datetime) -> None:
    if not details.information:
        raise DomainError(_("Choose what may be told."), field="information")
    if details.expires_on < timezone.localdate(now):
        raise DomainError(_("This day is over already."), field="expires_on")
    if details.signed == Signed.VERBAL and not details.witness.strip():
        raise DomainError(_("Say who witnessed it."), field="witness")
    if Information.SUBSTANCE_USE in details.information:
        _check_part2(details)


def _check_part2(details: ConsentDetails) -> None:
    if details.signed == Signed.VERBAL:
        raise DomainError(_("Substance use information needs a signature (42 CFR Part 2)."), field="signed")
    if details.organization is None:
        raise DomainError(_("Substance use information needs a named recipient (42 CFR Part 2)."), field="organization")
