"""The referral's states, verbatim HL7 FHIR Task's as Gravity SDOH Clinical Care 3.0.0 uses them (DOMAIN 5). Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from heart.lib.errors import NotPossibleNow


class ReferralStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    REQUESTED = "requested", _("Sent, no answer yet")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Declined by the provider")
    CANCELLED = "cancelled", _("Cancelled")
    IN_PROGRESS = "in-progress", _("In progress")
    ON_HOLD = "on-hold", _("On hold")
    FAILED = "failed", _("Failed")
    COMPLETED = "completed", _("Completed")
    ENTERED_IN_ERROR = "entered-in-error", _("Entered in error")


S = ReferralStatus
# A referral somebody still owes an answer or a service on.
LIVE = (S.REQUESTED, S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD)
NEEDS_REASON = frozenset({S.REJECTED, S.CANCELLED, S.ON_HOLD, S.FAILED})
# Who sets which status: the requester (us), the target (the provider), or either.
BY_TARGET = frozenset({S.ACCEPTED, S.REJECTED, S.IN_PROGRESS, S.ON_HOLD, S.FAILED, S.COMPLETED})
BY_REQUESTER = frozenset({S.DRAFT, S.REQUESTED, S.ENTERED_IN_ERROR})

# The verb is the status that is set: TRANSITIONS[(state, verb)] = state, as for a case.
_MOVES: dict[ReferralStatus, tuple[ReferralStatus, ...]] = {
    S.DRAFT: (S.REQUESTED,),
    S.REQUESTED: (S.ACCEPTED, S.REJECTED, S.CANCELLED),
    S.ACCEPTED: (S.IN_PROGRESS, S.ON_HOLD, S.CANCELLED, S.COMPLETED, S.FAILED),
    S.IN_PROGRESS: (S.ON_HOLD, S.CANCELLED, S.COMPLETED, S.FAILED),
    S.ON_HOLD: (S.IN_PROGRESS, S.CANCELLED, S.COMPLETED, S.FAILED),
}
TRANSITIONS: dict[tuple[ReferralStatus, ReferralStatus], ReferralStatus] = {
    (state, verb): verb for state, verbs in _MOVES.items() for verb in verbs
} | {(state, S.ENTERED_IN_ERROR): S.ENTERED_IN_ERROR for state in ReferralStatus if state != S.ENTERED_IN_ERROR}
del S


def next_status(status: str, verb: ReferralStatus) -> ReferralStatus:
    """The state that `verb` leads to; NotPossibleNow for a pair the table does not know."""
    known = TRANSITIONS.get((ReferralStatus(status), verb))
    if known is None:
        raise NotPossibleNow(
            _("This referral is “%(status)s” and cannot become “%(verb)s”. Somebody may have changed it meanwhile.")
            % {"status": ReferralStatus(status).label, "verb": verb.label}
        )
    return known


class NeedCategory(TextChoices):
    """Gravity SDOH categories, and the programme's own (DOMAIN 5)."""

    MENTAL_HEALTH = "mental-health", _("Mental health care")
    SUBSTANCE_USE = "substance-use", _("Substance use care")
    MEDICAL = "medical", _("Medical care")
    HOMELESSNESS = "homelessness", _("A place to live")
    HOUSING_INSTABILITY = "housing-instability", _("Keeping the home")
    FOOD_INSECURITY = "food-insecurity", _("Food")
    TRANSPORTATION_INSECURITY = "transportation-insecurity", _("Transport")
    UTILITY_INSECURITY = "utility-insecurity", _("Power, water, phone")
    FINANCIAL_INSECURITY = "financial-insecurity", _("Money and benefits")
    EMPLOYMENT_STATUS = "employment-status", _("Work")
    SOCIAL_CONNECTION = "social-connection", _("Company and community")
    INTIMATE_PARTNER_VIOLENCE = "intimate-partner-violence", _("Safety at home")
    ID_DOCUMENTS = "id-documents", _("ID and documents")
    LEGAL = "legal", _("Legal help")


class Evidence(TextChoices):
    PROVIDER = "provider_confirmed", _("The provider confirmed it")
    NEIGHBOR = "neighbor_reported", _("The neighbor told us")
    NAVIGATOR = "navigator_was_there", _("A navigator was there")


class Information(TextChoices):
    """What may be disclosed (consent), category by category."""

    CONTACT = "contact", _("Name and how to reach")
    NEED = "need", _("What help is wanted")
    MENTAL_HEALTH = "mental_health", _("Mental health information")
    SUBSTANCE_USE = "substance_use", _("Substance use information (42 CFR Part 2)")
    ENCOUNTER = "encounter", _("That there was a crisis response")


# What a referral for this need tells the provider at least, beyond CONTACT and NEED.
SENSITIVE_NEEDS = {
    NeedCategory.MENTAL_HEALTH: Information.MENTAL_HEALTH,
    NeedCategory.SUBSTANCE_USE: Information.SUBSTANCE_USE,
}


class Signed(TextChoices):
    PAPER = "paper", _("Signed on paper")
    DRAWN = "drawn", _("Signed on a screen")
    VERBAL = "verbal", _("Said before a witness")
