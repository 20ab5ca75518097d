"""Texts with the neighbor: what a provider hands on to us, what the neighbor agreed to, and whose text it was when
nobody has that number."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import access
from casework.actions.follow_ups import mark_done
from casework.actions.inbound_texts import place_text, receive_text
from casework.actions.neighbors import say_what_is_safe
from casework.actions.texts import agree_to_texts, take_back_texts
from casework.forms import DoneForm, TextsForm
from casework.models import Case, ContactPoint, FollowUp, InboundText, Meaning, Safety, TextAgreement
from casework.views.rows import why_of
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record, record_each
from heart.lib import when
from heart.lib.pages import page_of
from heart.lib.phones import readable
from heart.lib.posting import pressed, submitted
from heart.notify.channels import incoming

MOST_BYTES = 64 * 1024


@login_not_required
@csrf_exempt
@require_POST
def text_in(request: HttpRequest) -> HttpResponse:
    """The provider's own call, believed by its signature: 204 written or known already, 403 not from them, 400 not
    what was agreed, 413 too long. Nothing but the number of the answer tells a stranger anything."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    url = f"{settings.SITE_URL}{request.get_full_path()}"
    try:
        told = incoming.read(url=url, body=request.body, headers=request.headers)
    except incoming.NotSigned:
        return HttpResponse(status=403)
    except incoming.NotUnderstood:
        return HttpResponse(status=400)
    receive_text(incoming=told)
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
def case_texts(request: HttpRequest, pk: int) -> HttpResponse:
    """What the neighbor wants as a text, and where."""
    user, now = person(request), timezone.now()
    case = get_object_or_404(Case.objects.visible_to(user).select_related("neighbor", "team"), pk=pk)
    if not access.can_work_on(user, case):
        raise PermissionDenied
    form = TextsForm(request.POST or None, neighbor=case.neighbor, initial=_so_far(case))
    if submitted(form, lambda: _arrange(case, form.cleaned_data, user)):
        messages.success(request, _("Written down."))
        return redirect("case", pk=case.pk)
    record("case.read", subject=case, by=user, at=now)
    context = {"case": case, "form": form, "agreement": texts_of(case)}
    return render(request, "casework/texts.html", context, status=422 if form.errors else 200)


def _arrange(case: Case, said: dict[str, Any], by: User) -> ContactPoint:
    """What is safe there is written down in any case; then, if it is, what was agreed to."""
    said = dict(said)
    point, safe = said.pop("contact_point"), {name: said.pop(name) for name in ("text_ok", "may_say_heart")}
    written = say_what_is_safe(case=case, contact_point=point, by=by, **safe)
    if written.text_ok == Safety.YES:
        agree_to_texts(case=case, contact_point=written, by=by, **said)
    return written


def _so_far(case: Case) -> dict[str, object]:
    agreement = case.neighbor.text_agreements.live().select_related("contact_point").first()
    if agreement is None:
        return {}
    point = agreement.contact_point
    return {
        "contact_point": point,
        "text_ok": point.text_ok,
        "may_say_heart": point.may_say_heart,
        "appointments": agreement.appointments,
        "caring": agreement.caring,
    }


def texts_of(case: Case) -> dict[str, Any] | None:
    """For the case page: what was agreed to, at which number, since when. One query."""
    agreement = case.neighbor.text_agreements.live().select_related("contact_point").first()
    if agreement is None:
        return None
    return {
        "what": _agreed_to(agreement),
        "number": readable(agreement.contact_point.value),
        "since": when.day(agreement.agreed_at),
    }


def _agreed_to(agreement: TextAgreement) -> str:
    fields = [name for name in ("appointments", "caring") if getattr(agreement, name)]
    return ", ".join(str(TextAgreement._meta.get_field(name).verbose_name) for name in fields)  # type: ignore[union-attr]


@require_POST
def case_texts_end(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    case = get_object_or_404(Case.objects.visible_to(user).select_related("neighbor"), pk=pk)
    pressed(request, lambda: take_back_texts(case=case, by=user))
    return redirect("case", pk=case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Answered, or told, in a way that is no contact of ours to log: with a word on how."""
    user = person(request)
    follow_up = get_object_or_404(FollowUp.objects.visible_to(user).open().select_related("case__neighbor"), pk=pk)
    form = DoneForm(request.POST or None)
    if submitted(form, lambda: mark_done(follow_up=follow_up, by=user, **form.cleaned_data)):
        messages.success(request, _("Written down."))
        return redirect("case", pk=follow_up.case_id)
    record("case.read", subject=follow_up.case, by=user)
    context = {
        "form": form,
        "follow_up": follow_up,
        "why": why_of(follow_up),
        "due": when.short(follow_up.due_at, timezone.now()),
    }
    return render(request, "casework/follow_up_done.html", context, status=422 if form.errors else 200)


@require_safe
def unknown_texts(request: HttpRequest) -> HttpResponse:
    """Texts from numbers that no open case has, or several have; for overseers."""
    user, now = person(request), timezone.now()
    if not access.can_assign(user):
        raise PermissionDenied
    unknown = InboundText.objects.visible_to(user).filter(case=None, meaning=Meaning.TEXT)
    page = page_of(request, unknown.order_by("-received_at", "-pk"))
    record_each("texts.read", subjects=page.object_list, by=user, at=now)
    lines = [
        {"text": text, "number": readable(text.number), "when": when.short(text.received_at, now)}
        for text in page.object_list
    ]
    return render(request, "casework/unknown_texts.html", {"page": page, "lines": lines})


@require_POST
def text_place(request: HttpRequest, pk: int) -> HttpResponse:
    """“It belongs to case 12.”"""
    user, number = person(request), request.POST.get("case", "")
    text = get_object_or_404(InboundText.objects.visible_to(user).filter(case=None), pk=pk)
    case = Case.objects.visible_to(user).filter(pk=number[:18]).first() if number.isdecimal() else None
    if case is None:
        messages.error(request, _("There is no such case."))
    elif pressed(request, lambda: place_text(text=text, case=case, by=user)):
        messages.success(request, _("Written down."))
    return redirect("unknown-texts")
