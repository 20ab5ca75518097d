"""What messages and the audit tell about restricted neighbors, hidden like these themselves."""

from __future__ import annotations

from django.db.models import F, Func, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import In

from casework.models.cases import Case
from casework.models.contacts import Contact
from casework.models.encounters import Encounter
from casework.models.follow_ups import FollowUp
from casework.models.neighbors import Neighbor
from casework.models.restrictions import hidden_from
from casework.models.texts import InboundText, TextAgreement
from heart.accounts.models import User


def hidden_messages(user: User) -> Q:
    """Those that lead to a case of a hidden neighbor, and those to the neighbor."""
    cases = Case.objects.filter(neighbor__in=hidden_from(user))
    about = Q(In(_number_in("path", "^/cases/(\\d+)/"), _keys(cases)))
    return about | Q(In(_number_in("about", "^neighbor:(\\d+)"), _keys(Neighbor.objects.hidden_from(user))))


def _number_in(field: str, pattern: str) -> Coalesce:
    """What the pattern's group matches; empty, never NULL, when it does not."""
    found = Func(F(field), Value(pattern), function="SUBSTRING", output_field=TextField())
    return Coalesce(found, Value(""), output_field=TextField())


def hidden_audit(user: User) -> Q:
    cases = Case.objects.filter(neighbor__in=hidden_from(user)).values("pk")
    about = Q(neighbor_id__in=hidden_from(user))
    about |= hidden_subjects(Case.objects.filter(pk__in=cases))
    of_cases = (model._default_manager.filter(case__in=cases) for model in (FollowUp, Contact, InboundText))
    for rows in of_cases:
        about |= hidden_subjects(rows)
    about |= hidden_subjects(Encounter.objects.filter(neighbor__in=hidden_from(user)))
    return about | hidden_subjects(TextAgreement.objects.filter(neighbor__in=hidden_from(user)))


def hidden_subjects(rows: QuerySet[Model]) -> Q:
    """Lines of the audit about one of these."""
    return Q(subject_type=rows.model._meta.label_lower, subject_id__in=_keys(rows))


def _keys(rows: QuerySet[Model]) -> QuerySet[Model, str]:
    return rows.order_by().values_list(Cast("pk", TextField()), flat=True)
