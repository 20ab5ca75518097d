"""“Why did this come, and who gets the next one?”: a page of its own, and a panel of the case page (htmx)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.explain.why import explain
from casework.models import FollowUp
from casework.views.rows import why_of
from heart.accounts.signed_in import person
from heart.audit.record import record
from heart.lib.pages import is_part


@require_safe
def follow_up_why(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = person(request), timezone.now()
    loaded = FollowUp.objects.visible_to(user).select_related("case__neighbor", "case__policy", "case__team")
    follow_up = get_object_or_404(loaded, pk=pk)
    record("case.read", subject=follow_up.case, by=user, at=now)
    context = {"follow_up": follow_up, "what": why_of(follow_up), "explanation": explain(follow_up, now)}
    return render(request, "casework/_why.html" if is_part(request) else "casework/why.html", context)
