"""What messages and the audit tell about restricted neighbors, hidden like these themselves."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Func, Model, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import In

from casework.models.cases import Case
from casework.models.contacts import Contact
from casework.models.encounters import Encounter
from casework.models.follow_ups import FollowUp
from casework.models.links import PossibleMatch
from casework.models.neighbors import Neighbor
from casework.models.plans import ResponsePlan
from casework.models.restrictions import hidden_from
from casework.models.texts import InboundText, TextAgreement
from heart.accounts.models import User


def hidden_messages(user: User) -> Q:
    """Those that lead to a hidden neighbor or a case or plan of theirs, those to the neighbor, and those that tell of a
    text that may be theirs."""
    neighbors = Neighbor.objects.hidden_from(user)
    cases = Case.objects.filter(neighbor__in=hidden_from(user))
    plans = ResponsePlan.objects.filter(neighbor__in=hidden_from(user))
    matches = PossibleMatch.objects.filter(Q(first__in=hidden_from(user)) | Q(second__in=hidden_from(user)))
    texts = InboundText.objects.hidden_from(user)
    leads_to = {"/cases/": cases, "/neighbors/": neighbors, "/matches/": matches}
    about: dict[str, QuerySet[Any]] = {"neighbor:": neighbors, "plan:": plans, "text:": texts}
    found = [Q(In(_number_in("path", f"^{start}(\\d+)/"), _keys(rows))) for start, rows in leads_to.items()]
    found += [Q(In(_number_in("about", f"^{start}(\\d+)"), _keys(rows))) for start, rows in about.items()]
    return reduce(or_, found)


def _number_in(field: str, pattern: str) -> Coalesce:
    """What the pattern's group matches; empty, never NULL, when it does not."""
    found = Func(F(field), Value(pattern), function="SUBSTRING", output_field=TextField())
    return Coalesce(found, Value(""), output_field=TextField())


def hidden_audit(user: User) -> Q:
    """Lines about a hidden neighbor, or that name one, or a case or incident of one, beside their subject."""
    neighbors = Neighbor.objects.hidden_from(user)
    cases = Case.objects.filter(neighbor__in=hidden_from(user))
    incidents = Encounter.objects.filter(neighbor__in=hidden_from(user))
    of_cases = (model._default_manager.filter(case__in=cases) for model in (FollowUp, Contact))
    agreements = TextAgreement.objects.filter(neighbor__in=hidden_from(user))
    subjects = (cases, incidents, *of_cases, InboundText.objects.hidden_from(user), agreements)
    named = {"other": neighbors, "goes_on_in": cases, "rested_in": cases, "incident": incidents}
    about = Q(neighbor_id__in=hidden_from(user))
    about |= reduce(or_, map(hidden_subjects, subjects))
    return about | reduce(or_, (Q(In(_told(name), _keys(rows))) for name, rows in named.items()))


def _told(name: str) -> Coalesce:
    """What a line of the audit says beside its subject; empty, never NULL."""
    return Coalesce(KeyTextTransform(name, "detail"), Value(""), output_field=TextField())


def hidden_subjects(rows: QuerySet[Model]) -> Q:
    """Lines of the audit about one of these."""
    return Q(subject_type=rows.model._meta.label_lower, subject_id__in=_keys(rows))


def _keys(rows: QuerySet[Model]) -> QuerySet[Model, str]:
    return rows.order_by().values_list(Cast("pk", TextField()), flat=True)
