"""The one function that decides whether something may be told to somebody (DOMAIN 6). Deny is the default."""

from dataclasses import dataclass
from datetime import datetime

from casework.models import Neighbor
from referrals.models import Consent, Organization, Service
from referrals.states import SENSITIVE_NEEDS, Information, NeedCategory


@dataclass(frozen=True)
class Decision:
    """`consent` is the one that allows it; None means no. `missing`: categories that nothing allows."""

    consent: Consent | None
    missing: tuple[Information, ...] = ()

    @property
    def allowed(self) -> bool:
        return self.consent is not None


def told_by_referral(category: str, service: Service) -> frozenset[Information]:
    """What a referral for this need tells this service: sending somebody to a Part 2 programme says it all."""
    told = {Information.CONTACT, Information.NEED}
    sensitive = SENSITIVE_NEEDS.get(NeedCategory(category))
    if sensitive:
        told.add(sensitive)
    if service.is_part2:
        told.add(Information.SUBSTANCE_USE)
    return frozenset(told)


def decide(
    *, neighbor: Neighbor, organization: Organization, information: frozenset[Information], now: datetime
) -> Decision:
    """Whether all of `information` about `neighbor` may go to `organization` at `now`, and by which consent."""
    consents = list(
        Consent.objects.in_force(now).towards(organization).filter(neighbor=neighbor).order_by("-signed_at", "-pk")
    )
    for consent in consents:
        if information <= set(consent.information):
            return Decision(consent)
    best = max((set(c.information) & information for c in consents), key=len, default=set())
    return Decision(None, tuple(sorted(information - best)))
