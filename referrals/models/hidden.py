"""What the audit tells about referrals of restricted neighbors, hidden like these themselves."""

from __future__ import annotations

from django.db.models import Q

from casework.models.hidden import hidden_subjects
from casework.models.restrictions import hidden_from
from heart.accounts.models import User
from referrals.models.consents import Consent
from referrals.models.referrals import Connection, Need, Referral


def hidden_audit(user: User) -> Q:
    about = hidden_subjects(Consent.objects.filter(neighbor__in=hidden_from(user)))
    for model in (Need, Referral, Connection):
        about |= hidden_subjects(model._default_manager.filter(case__neighbor__in=hidden_from(user)))
    return about
