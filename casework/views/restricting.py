"""Who may see a record: restricted, changed and ended on one page (DOMAIN 6)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework import access
from casework.actions.restrictions import choose_readers, end_restriction, restrict_record
from casework.forms import RestrictForm
from casework.models import Case, Neighbor, RestrictedWhy, Restriction
from heart.accounts.models import User, UserQuerySet
from heart.accounts.signed_in import person
from heart.audit.record import record
from heart.lib.posting import pressed, submitted


@require_http_methods(["GET", "HEAD", "POST"])
def restriction(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    neighbor = get_object_or_404(Neighbor.objects.visible_to(user), pk=pk)
    standing = _standing(user, neighbor)
    if standing is None and not access.can_restrict(user, neighbor):
        raise PermissionDenied
    if standing and request.POST.get("do") == "end":
        if pressed(request, lambda: end_restriction(restriction=standing, by=user)):
            messages.success(request, _("This record is not restricted any more."))
        return redirect("restriction", pk=neighbor.pk)
    form = _form(request, user, neighbor, standing)
    if submitted(form, lambda: _choose(form, user, neighbor, standing)):
        messages.success(request, _("Only those named see this record now."))
        return redirect(_back(user, neighbor))
    record("neighbor.read", subject=neighbor, by=user)
    context = {
        "form": form,
        "neighbor": neighbor,
        "standing": standing,
        "may_end": user.is_overseer,
        "named": standing.named.order_by("name") if standing else (),
        "cancel_url": _back(user, neighbor),
    }
    return render(request, "casework/restriction.html", context, status=422 if form.errors else 200)


def _standing(user: User, neighbor: Neighbor) -> Restriction | None:
    """Of this record, or of one that is the same person."""
    found = Restriction.objects.visible_to(user).standing()
    return found.filter(neighbor__person_number=neighbor.person_number).order_by("pk").first()


def _form(request: HttpRequest, user: User, neighbor: Neighbor, standing: Restriction | None) -> RestrictForm:
    near = _who_works_with(neighbor, user)
    named: Any = standing.named.all() if standing else near
    people = _people(user, standing)
    initial = {"named": [one.pk for one in named]}
    return RestrictForm(
        request.POST or None,
        people=people,
        teams=access.teams_of_nameable(),
        near={one.pk for one in near},
        standing=bool(standing),
        initial=initial,
    )


def _people(user: User, standing: Restriction | None) -> UserQuerySet:
    """Whoever is named but oversees nobody may add an overseer."""
    people = access.nameable()
    if standing and not user.is_overseer:
        return people.overseers().exclude(pk__in=standing.readers.values("user"))
    return people


def _who_works_with(neighbor: Neighbor, user: User) -> list[User]:
    """What is proposed: the pair, its supervisor, and whoever restricts it."""
    people = {user}
    cases = Case.objects.visible_to(user).open().filter(neighbor__person_number=neighbor.person_number)
    for case in cases.filter(team__isnull=False).select_related("team__peer", "team__clinician", "team__supervisor"):
        people |= {case.team.peer, case.team.clinician, case.team.supervisor} if case.team else set()
    return list(people)


def _choose(form: RestrictForm, user: User, neighbor: Neighbor, standing: Restriction | None) -> bool:
    named = set(form.cleaned_data["named"])
    if standing is None:
        restrict_record(neighbor=neighbor, why=RestrictedWhy(form.cleaned_data["why"]), named=named, by=user)
    else:
        kept = set() if user.is_overseer else set(standing.named.all())
        choose_readers(restriction=standing, named=named | kept, by=user)
    return True


def _back(user: User, neighbor: Neighbor) -> str:
    """To the case, as long as one sees it."""
    case = Case.objects.visible_to(user).filter(neighbor=neighbor).order_by("closed_at", "-pk").first()
    if case:
        return reverse("case", args=[case.pk])
    still = Neighbor.objects.visible_to(user).filter(pk=neighbor.pk).exists()
    return reverse("restriction", args=[neighbor.pk]) if still else reverse("cases")
