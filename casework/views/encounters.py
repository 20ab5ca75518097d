"""A responder records an encounter, and sees that follow-up happened; not what was said."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework import access
from casework.actions.encounters import record_encounter
from casework.forms import EncounterForm
from casework.models import Encounter, Source
from casework.states import CaseStatus
from heart.accounts.signed_in import person
from heart.audit.record import record_each
from heart.lib import when
from heart.lib.pages import page_of
from heart.lib.posting import submitted

# The agency whose incident numbers our own responders write down; the shipped CAD mapping says the same.
OUR_AGENCY = "Durham"


@require_http_methods(["GET", "HEAD", "POST"])
def new_encounter(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not access.can_record_encounter(user):
        raise PermissionDenied
    form = EncounterForm(request.POST or None, initial={"received_at": timezone.localtime()})
    recorded = submitted(
        form,
        lambda: record_encounter(
            details=form.details(OUR_AGENCY), person=form.person(), by=user, source=Source.RESPONDER
        ),
    )
    if recorded:
        messages.success(request, _saved(recorded.encounter))
        return redirect("encounters")
    return render(request, "casework/encounter_form.html", {"form": form}, status=422 if form.errors else 200)


def _saved(encounter: Encounter) -> str:
    if encounter.case_id:
        return _("Incident %(number)s is recorded. Care navigation follows up.") % {"number": encounter.incident_number}
    return _("Incident %(number)s is recorded.") % {"number": encounter.incident_number}


@require_safe
def encounters(request: HttpRequest) -> HttpResponse:
    """One's own, the latest first."""
    user, now = person(request), timezone.now()
    visible = Encounter.objects.visible_to(user).select_related("neighbor", "case").order_by("-received_at", "-pk")
    page = page_of(request, visible)
    record_each("encounters.read", subjects=page.object_list, by=user, at=now)
    lines = [_line(encounter, now) for encounter in page.object_list]
    return render(request, "casework/encounters.html", {"page": page, "lines": lines})


def _line(encounter: Encounter, now: datetime) -> dict[str, object]:
    return {
        "name": encounter.neighbor.display_name if encounter.neighbor else _("Nobody named"),
        "what": " · ".join(filter(None, [encounter.get_pilot_display(), encounter.call_type, encounter.beat])),
        "number": encounter.incident_number,
        "when": when.short(encounter.received_at, now),
        "exact": when.exact(encounter.received_at),
        "status": _happened(encounter),
    }


def _happened(encounter: Encounter) -> dict[str, str]:
    """That follow-up happened; not what was said."""
    case = encounter.case
    if case is None:
        return {"tone": "neutral", "label": _("No follow-up wanted")}
    if case.status == CaseStatus.INTAKE:
        return {"tone": "warn", "label": _("Waiting for a team")}
    if case.status == CaseStatus.CLOSED:
        return {"tone": "done", "label": _("Follow-up has ended")}
    if case.first_attempt_at is None:
        return {"tone": "info", "label": _("With a team")}
    return {"tone": "ok", "label": _("Care navigation is following up")}
