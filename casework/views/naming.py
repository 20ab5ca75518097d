"""Who it is, written down later: “we know the name now”, and every correction after it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework import access
from casework.actions.naming import name_neighbor, version_of
from casework.actions.neighbors import SAME_FIELDS
from casework.forms import WhoForm
from casework.models import Case, Neighbor
from heart.accounts.signed_in import person
from heart.audit.record import record
from heart.lib.posting import submitted


@require_http_methods(["GET", "HEAD", "POST"])
def case_who(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    case = get_object_or_404(Case.objects.visible_to(user).open().select_related("neighbor"), pk=pk)
    if not access.can_work_on(user, case):
        raise PermissionDenied
    neighbor, was_named = case.neighbor, case.neighbor.is_named
    form = WhoForm(request.POST or None, neighbor=neighbor, initial=_stands(neighbor))
    named = submitted(form, lambda: _name(case, form, user))
    if named:
        words = _("Saved.") if was_named else _("From now on: %(name)s. All that happened before stays.")
        messages.success(request, words % {"name": named.display_name})
        return redirect("case", pk=case.pk)
    record("case.read", subject=case, by=user)
    context = {
        "form": form,
        "case": case,
        "neighbor": neighbor,
        "version": version_of(neighbor),
        "others": neighbor.also_known_as.order_by("name"),
        "changed": _changed_meanwhile(form, neighbor) if form.non_field_errors() else [],
    }
    return render(request, "casework/who.html", context, status=422 if form.errors else 200)


def _name(case: Case, form: WhoForm, user: Any) -> Neighbor:
    return name_neighbor(
        case=case,
        told=form.told(),
        also_known_as=form.other_names(),
        version=form.cleaned_data["version"],
        by=user,
    )


def _stands(neighbor: Neighbor) -> dict[str, Any]:
    return {name: getattr(neighbor, name) for name in SAME_FIELDS}


def _changed_meanwhile(form: WhoForm, neighbor: Neighbor) -> list[dict[str, Any]]:
    """What stands there now, of the fields that would be overwritten."""
    return [
        {
            "term": form.fields[name].label,
            "value": getattr(neighbor, f"get_{name}_display", lambda n=name: getattr(neighbor, n))(),
        }
        for name in SAME_FIELDS
        if name in form.changed_data
    ]
