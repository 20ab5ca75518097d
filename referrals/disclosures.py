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
    taken_back = _taken_back_elsewhere(neighbor, organization, now) if consents else []
    allowed = [(consent, set(consent.information) - _since(consent, taken_back)) for consent in consents]
    for consent, may_be_told in allowed:
        if information <= may_be_told:
            return Decision(consent)
    best = max((may_be_told & information for _consent, may_be_told in allowed), key=len, default=set())
    return Decision(None, tuple(sorted(information - best)))


def _taken_back_elsewhere(neighbor: Neighbor, organization: Organization, now: datetime) -> list[Consent]:
    """Consents towards this organization that the person took back by now on another of their linked records. What was
    given there allows nothing here; what was taken back there is taken back here too, for as long as they are linked."""
    elsewhere = Consent.objects.of_person(neighbor).exclude(neighbor=neighbor).towards(organization)
    return list(elsewhere.filter(revoked_at__lte=now))


def _since(consent: Consent, taken_back: list[Consent]) -> set[str]:
    """What was taken back after this was given; given again later it counts again."""
    later = (other for other in taken_back if other.revoked_at and other.revoked_at >= consent.signed_at)
    return {item for other in later for item in other.information}
