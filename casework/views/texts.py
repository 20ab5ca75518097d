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
from casework.actions.inbound_texts import dismiss_text, place_text, receive_text
from casework.actions.neighbors import say_what_is_safe
from casework.actions.texts import agree_to_texts, take_back_texts
from casework.forms import DoneForm, TextsForm
from casework.models import Case, ContactPoint, ContactPointKind, FollowUp, InboundText, Neighbor, Safety, TextAgreement
from casework.models.cases import CaseQuerySet
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
# Of a name: how much of it is looked at, and how many cases are shown for it.
SHORTEST_NAME, MOST_WORDS, MOST_FOUND = 2, 4, 10


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
    """What was agreed to; else the only number there is, and what is known to be safe there."""
    agreement = case.neighbor.text_agreements.live().select_related("contact_point").first()
    if agreement:
        agreed = {"appointments": agreement.appointments, "caring": agreement.caring}
        return _known_of(agreement.contact_point) | agreed
    points = case.neighbor.contact_points.current().filter(kind=ContactPointKind.PHONE)[:2]
    return _known_of(points[0]) if len(points) == 1 else {}


def _known_of(point: ContactPoint) -> dict[str, object]:
    return {"contact_point": point, "text_ok": point.text_ok, "may_say_heart": point.may_say_heart}


def texts_of(case: Case) -> dict[str, Any] | None:
    """For the case page: what was agreed to, at which number, since when. One query."""
    agreement = case.neighbor.text_agreements.live().select_related("contact_point").first()
    if agreement is None:
        return None
    return {
        "what": agreed_to(agreement),
        "number": readable(agreement.contact_point.value),
        "since": when.day(agreement.agreed_at),
    }


def agreed_to(agreement: Any) -> str:
    """“reminders of appointments”: of an agreement, or of a line of its history."""
    fields = [name for name in ("appointments", "caring") if getattr(agreement, name)]
    return ", ".join(str(TextAgreement._meta.get_field(name).verbose_name) for name in fields)  # type: ignore[union-attr]


@require_POST
def case_texts_end(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    case = get_object_or_404(Case.objects.visible_to(user).select_related("neighbor"), pk=pk)
    if pressed(request, lambda: take_back_texts(case=case, by=user)):
        messages.success(request, _("All texts are ended. Nothing more goes out."))
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
    return _unknown(request, _overseer(request))


def _overseer(request: HttpRequest) -> User:
    user = person(request)
    if not access.can_assign(user):
        raise PermissionDenied
    return user


def _unknown(request: HttpRequest, user: User, named: dict[int, list[Case]] | None = None) -> HttpResponse:
    """`named`: cases found by a name, for one of the texts by its key."""
    now, visible = timezone.now(), InboundText.objects.visible_to(user)
    page = page_of(request, visible.of_nobody_known().order_by("-received_at", "-pk"))
    texts = list(page.object_list)
    of_number = _by_number({text.number for text in texts}, user)
    lines = []
    for text in texts:
        cases = {case.pk: case for case in [*of_number.get(text.number, []), *(named or {}).get(text.pk, [])]}
        lines.append(
            {
                "text": text,
                "number": readable(text.number),
                "when": when.short(text.received_at, now),
                "cases": list(cases.values()),
            }
        )
    record_each("texts.read", subjects=[*texts, *_each_once(lines)], by=user, at=now)
    return render(request, "casework/unknown_texts.html", {"page": page, "lines": lines})


def _each_once(lines: list[dict[str, Any]]) -> list[Case]:
    return list({case.pk: case for line in lines for case in line["cases"]}.values())


def _by_number(numbers: set[str], user: User) -> dict[str, list[Case]]:
    """Open cases that the user may see, by each number that their neighbor has or had."""
    with_it = Neighbor.objects.visible_to(user).filter(
        contact_points__kind=ContactPointKind.PHONE, contact_points__value__in=numbers
    )
    whose: dict[str, set[int]] = {}
    for number, neighbor in with_it.order_by("pk").values_list("contact_points__value", "pk"):
        whose.setdefault(number, set()).add(neighbor)
    cases = _open_to(user).filter(neighbor__in=set().union(*whose.values()))
    return {number: [case for case in cases if case.neighbor_id in those] for number, those in whose.items()}


def _open_to(user: User) -> CaseQuerySet:
    return Case.objects.visible_to(user).working().select_related("neighbor", "team").order_by("pk")


def _meant(who: str, user: User) -> list[Case]:
    """Open cases of this number, or whose neighbor goes by something like this: each word is in one of the names."""
    cases = _open_to(user)
    if who.isdecimal():
        return list(cases.filter(pk=who[:18]))
    for word in who.split()[:MOST_WORDS]:
        cases = cases.filter(neighbor__in=Neighbor.objects.visible_to(user).called(word))
    return list(cases[:MOST_FOUND]) if len(who) >= SHORTEST_NAME else []


@require_POST
def text_place(request: HttpRequest, pk: int) -> HttpResponse:
    """`case=12`: it belongs to case 12. `who=` a number or a name: the same page again, with whom that may mean."""
    user = _overseer(request)
    text = get_object_or_404(InboundText.objects.visible_to(user).of_nobody_known(), pk=pk)
    if "who" in request.POST:
        found = _meant(request.POST["who"].replace("\0", "").strip(), user)
        if found:
            return _unknown(request, user, {text.pk: found})
    number = request.POST.get("case", "")
    case = Case.objects.visible_to(user).filter(pk=number[:18]).first() if number.isdecimal() else None
    if case is None:
        messages.error(request, _("There is no such case."))
    elif pressed(request, lambda: place_text(text=text, case=case, by=user)):
        messages.success(request, _("Written down."))
    return redirect("unknown-texts")


@require_POST
def text_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """“Not about any of our cases.”"""
    user = _overseer(request)
    text = get_object_or_404(InboundText.objects.visible_to(user).of_nobody_known(), pk=pk)
    if pressed(request, lambda: dismiss_text(text=text, by=user)):
        messages.success(request, _("Put away."))
    return redirect("unknown-texts")
