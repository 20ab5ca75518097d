"""The response plan of a person: what is in force, the draft beside it, what was; and the plans that wait for somebody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import access
from casework.actions.plans import (
    REVIEW_AFTER,
    approve_plan,
    edit_plan,
    retire_plan,
    review_plan,
    send_back,
    submit_plan,
    write_plan,
)
from casework.forms import PlanDecisionForm, PlanForm
from casework.models import Case, Neighbor, PlanState, ResponsePlan
from casework.models.plans import NEEDED, WORDS, ResponsePlanQuerySet
from casework.views.cards import card_of
from casework.views.familiar import familiar_of
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.accounts.signed_in import person
from heart.audit.record import record, record_each
from heart.lib import when
from heart.lib.actions import said
from heart.lib.clock import ZONE
from heart.lib.pages import page_of
from heart.lib.posting import pressed, submitted
from heart.lib.when import exact, short

TONES = {PlanState.DRAFT: "info", PlanState.SUBMITTED: "warn", PlanState.APPROVED: "ok", PlanState.RETIRED: "done"}
VERBS = {
    "write_plan": gettext_lazy("Draft begun"),
    "edit_plan": gettext_lazy("Draft changed"),
    "submit_plan": gettext_lazy("Handed in for approval"),
    "send_back": gettext_lazy("Sent back"),
    "approve_plan": gettext_lazy("Approved"),
    "review_plan": gettext_lazy("Looked at again"),
    "retire_plan": gettext_lazy("Ended"),
}


# -- One person's ------------------------------------------------------------------------------------------------------


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Over all linked records: in force, in work, and what was."""
    user, now = person(request), timezone.now()
    neighbor = get_object_or_404(Neighbor.objects.visible_to(user), pk=pk)
    found = list(
        ResponsePlan.objects.visible_to(user)
        .of_person(neighbor)
        .with_person()
        .select_related("neighbor", "written_by", "approved_by")
        .prefetch_related("events__pgh_context")
        .newest_first()
    )
    record("neighbor.plan_read", subject=neighbor, by=user, at=now)
    may_write = access.can_write_plan(user, neighbor)
    shown = [_shown(one, user, now, may_change=may_write) for one in found]
    in_work = [one for one in shown if one.plan.is_in_work]
    context = {
        "neighbor": neighbor,
        "case": latest_case(neighbor, user),
        "familiar": familiar_of(neighbor, now),
        "in_force": [one for one in shown if one.plan.state == PlanState.APPROVED],
        "in_work": in_work,
        "past": [one for one in shown if one.plan.state == PlanState.RETIRED],
        "may_write": may_write and not in_work,
        "history": _history(found, now),
    }
    return render(request, "casework/plan.html", context)


@dataclass(frozen=True)
class Shown:
    """A plan with its card and what this reader may do with it."""

    plan: Any
    card: Any
    state: dict[str, str]
    written: str
    may_edit: bool
    may_approve: bool
    may_send_back: bool
    may_review: bool
    may_retire: bool
    waits_for: str
    to_review: bool


def _shown(one: Any, user: User, now: datetime, *, may_change: bool) -> Shown:
    handed_in, in_force = one.state == PlanState.SUBMITTED, one.state == PlanState.APPROVED
    may_approve = handed_in and may_change and access.approves(user, one)
    return Shown(
        plan=one,
        card=card_of(one, now),
        state=state_of(one, timezone.localdate(now, ZONE)),
        written=_written(one, now),
        may_edit=may_change and one.state == PlanState.DRAFT,
        may_approve=may_approve,
        may_send_back=may_change and handed_in,
        may_review=may_change and in_force and access.reviews_plans(user),
        may_retire=may_change and one.state != PlanState.RETIRED,
        waits_for=_waits_for(one) if handed_in and not may_approve else "",
        to_review=in_force and one.review_on <= timezone.localdate(now, ZONE),
    )


def _written(one: ResponsePlan, now: datetime) -> str:
    return _("Written by %(name)s, %(time)s") % {"name": one.written_by.name, "time": short(one.written_at, now)}


def _waits_for(one: ResponsePlan) -> str:
    """Who can approve it, in words."""
    if one.written_by.role == Role.CLINICIAN:
        return _("A clinician wrote it: another clinician who sees the person, or the supervisor, approves it.")
    return _("A clinician approves it.")


def state_of(one: ResponsePlan, today: date) -> dict[str, str]:
    """See templates/components/status.html."""
    if one.state == PlanState.APPROVED and one.is_out_of_date(today):
        return {"tone": "danger", "label": _("Out of date")}
    return {"tone": TONES[PlanState(one.state)], "label": str(one.get_state_display())}


def _history(plans: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    """Who did what when and why, the latest first."""
    people = dict(User.objects.values_list("pk", "name"))
    told = [(event, said(event)) for one in plans for event in one.events.all()]
    told.sort(key=lambda pair: pair[0].pgh_id, reverse=True)
    return [
        {
            "what": _what(event, words.verb),
            "by": people.get(words.by or 0, ""),
            "when": short(words.at, now),
            "exact": exact(words.at),
            "why": words.why if words.verb in ("send_back", "retire_plan") else "",
        }
        for event, words in told
    ]


def _what(event: Any, verb: str) -> str:
    if verb == "approve_plan" and event.state == PlanState.RETIRED:
        return _("Replaced by the one approved then")
    return str(VERBS.get(verb, event.get_state_display()))


def latest_case(neighbor: Neighbor, user: User) -> Case | None:
    """Of the person, of those that the reader sees: where the plan's pages lead back to."""
    cases = Case.objects.visible_to(user).filter(neighbor__person_number=neighbor.person_number)
    return cases.select_related("neighbor").order_by("closed_at", "-opened_at").first()


def plan_block(neighbor: Neighbor, user: User, now: datetime) -> dict[str, Any]:
    """For the case page: one query for the plans, one for the count."""
    visible = ResponsePlan.objects.visible_to(user).of_person(neighbor).filter(retired_at=None)
    plans = list(visible.select_related("approved_by", "written_by").newest_first())
    today = timezone.localdate(now, ZONE)
    return {
        "familiar": familiar_of(neighbor, now),
        "plans": [{"plan": one, "state": state_of(one, today)} for one in plans],
        "plan_url": reverse("plan", args=[neighbor.pk]),
    }


# -- Writing -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def plan_write(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft: begins as what is in force says."""
    user, now = person(request), timezone.now()
    neighbor = get_object_or_404(Neighbor.objects.visible_to(user), pk=pk)
    if not access.can_write_plan(user, neighbor):
        raise PermissionDenied
    plans = ResponsePlan.objects.visible_to(user).of_person(neighbor)
    if request.method != "POST" and plans.in_work().exists():
        return redirect("plan", pk=neighbor.pk)
    form = PlanForm(request.POST or None, initial=_words_of(plans.in_force().newest_first().first()))
    if written := submitted(form, lambda: write_plan(neighbor=neighbor, words=form.words(), by=user)):
        return _go_on(request, written, user)
    record("neighbor.plan_read", subject=neighbor, by=user, at=now)
    context = {"form": form, "neighbor": neighbor, "case": latest_case(neighbor, user), "new": True}
    return render(request, "casework/plan_form.html", context, status=422 if form.errors else 200)


def _words_of(one: ResponsePlan | None) -> dict[str, Any]:
    return {name: getattr(one, name) for name in WORDS} | {"seen": one.as_seen} if one else {}


@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = person(request), timezone.now()
    one = _one(user, pk)
    form = PlanForm(request.POST or None, initial=_words_of(one))
    edited = submitted(form, lambda: edit_plan(plan=one, words=form.words(), seen=form.cleaned_data["seen"], by=user))
    if edited:
        return _go_on(request, edited, user)
    record("plan.read", subject=one, by=user, at=now)
    context = {
        "form": form,
        "neighbor": one.neighbor,
        "case": latest_case(one.neighbor, user),
        "stands": _meanwhile(form, one, now),
    }
    return render(request, "casework/plan_form.html", context, status=422 if form.errors else 200)


def _go_on(request: HttpRequest, one: ResponsePlan, user: User) -> HttpResponse:
    """Saved; and handed in at once when the other button was pressed."""
    if "submit" in request.POST:
        if pressed(request, lambda: submit_plan(plan=one, seen=one.as_seen, by=user)):
            messages.success(request, _("The plan is handed in for approval."))
    else:
        messages.success(request, _("The draft is saved."))
    return redirect("plan", pk=one.neighbor_id)


def _meanwhile(form: forms.Form, one: ResponsePlan, now: datetime) -> dict[str, Any]:
    """How the plan stands now, beside what was typed, when somebody else was first. Saved once more it is replaced
    knowingly."""
    if not _shown_anew(form, one):
        return {}
    labels = {name: field.label for name, field in form.fields.items()}
    return {
        "who": _("%(name)s, %(time)s") % {"name": one.written_by.name, "time": short(one.written_at, now)},
        "words": [{"term": labels[name], "value": getattr(one, name)} for name in (*NEEDED, "safety")],
    }


def _shown_anew(form: forms.Form, one: ResponsePlan) -> bool:
    """The plan is not as it was when the form was opened: from now on it is."""
    if not form.is_bound or form.data.get("seen") == one.as_seen:
        return False
    form.data = {**form.data.dict(), "seen": one.as_seen}  # type: ignore[attr-defined]
    return True


# -- Deciding ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """A page with one question about a plan."""

    act: Callable[..., ResponsePlan]
    asks: str
    title: Any
    button: Any
    done: Any
    may: Callable[[User, ResponsePlan], bool]


DECISIONS = {
    "approve": Decision(
        approve_plan,
        "review_on",
        gettext_lazy("Approve the plan"),
        gettext_lazy("Approve"),
        gettext_lazy("The plan is in force."),
        access.can_approve_plan,
    ),
    "send-back": Decision(
        send_back,
        "why",
        gettext_lazy("Send the plan back"),
        gettext_lazy("Send back"),
        gettext_lazy("The plan is a draft again."),
        access.can_change_plan,
    ),
    "review": Decision(
        review_plan,
        "review_on",
        gettext_lazy("Look at the plan again"),
        gettext_lazy("It is still right"),
        gettext_lazy("The plan stays in force."),
        access.can_review_plan,
    ),
    "retire": Decision(
        retire_plan,
        "why",
        gettext_lazy("End the plan"),
        gettext_lazy("End it"),
        gettext_lazy("The plan has ended. It can still be read."),
        access.can_change_plan,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def plan_decide(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """`what` is one of DECISIONS."""
    user, now = person(request), timezone.now()
    decision = DECISIONS.get(what)
    one = _one(user, pk)
    if decision is None:
        return HttpResponseNotFound()
    if not decision.may(user, one):
        raise PermissionDenied
    form = PlanDecisionForm(
        request.POST or None,
        asks=decision.asks,
        initial={"seen": one.as_seen, "review_on": timezone.localdate(now, ZONE) + REVIEW_AFTER},
    )
    if submitted(form, lambda: decision.act(plan=one, by=user, **form.cleaned_data)):
        messages.success(request, decision.done)
        return redirect("plan", pk=one.neighbor_id)
    record("plan.read", subject=one, by=user, at=now)
    _shown_anew(form, one)
    before = ResponsePlan.objects.visible_to(user).filter(neighbor=one.neighbor_id).in_force().exclude(pk=one.pk)
    context = {
        "form": form,
        "plan": one,
        "neighbor": one.neighbor,
        "case": latest_case(one.neighbor, user),
        "card": card_of(one, now),
        "before": [card_of(old, now) for old in _with_card(before)] if what == "approve" else [],
        "decision": decision,
        "what": what,
        "written": _written(one, now),
    }
    return render(request, "casework/plan_decide.html", context, status=422 if form.errors else 200)


@require_POST
def plan_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """From its own page: the draft as it stands there."""
    user = person(request)
    one = _one(user, pk)
    if pressed(request, lambda: submit_plan(plan=one, seen=request.POST.get("seen", ""), by=user)):
        messages.success(request, _("The plan is handed in for approval."))
    return redirect("plan", pk=one.neighbor_id)


def _one(user: User, pk: int) -> Any:
    """With its card. A responder reads the card, and nothing else of it."""
    if not (user.is_navigator or user.is_overseer):
        return get_object_or_404(ResponsePlan.objects.none(), pk=pk)
    return get_object_or_404(_with_card(ResponsePlan.objects.visible_to(user)), pk=pk)


def _with_card(plans: ResponsePlanQuerySet) -> Any:
    return plans.with_person().select_related("neighbor", "written_by", "approved_by")


# -- What waits for somebody -------------------------------------------------------------------------------------------


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """`?show=` approve, review, drafts; else whatever waits."""
    user, now = person(request), timezone.now()
    if not (user.is_navigator or user.is_overseer):
        raise PermissionDenied
    today = timezone.localdate(now, ZONE)
    lists = _lists(user, today)
    counts = {code: found.count() for code, found in lists.items()}
    show = request.GET.get("show", "")
    chosen = show if show in lists else next((code for code, count in counts.items() if count), "approve")
    page = page_of(request, lists[chosen].select_related("neighbor", "written_by").order_by("review_on", "pk"))
    record_each("plans.read", subjects=page.object_list, by=user, at=now)
    context = {
        "page": page,
        "lines": [_line(one, user, now) for one in page.object_list],
        "tabs": [
            {"url": f"{reverse('plans')}?show={code}", "label": LISTS[code], "count": count, "current": code == chosen}
            for code, count in counts.items()
        ],
    }
    return render(request, "casework/plans.html", context)


LISTS = {
    "approve": gettext_lazy("To approve"),
    "review": gettext_lazy("To look at again"),
    "drafts": gettext_lazy("Drafts"),
    "force": gettext_lazy("In force"),
}


def _lists(user: User, today: date) -> dict[str, ResponsePlanQuerySet]:
    visible = ResponsePlan.objects.visible_to(user)
    return {
        "approve": visible.submitted(),
        "review": visible.to_review(today),
        "drafts": visible.filter(state=PlanState.DRAFT),
        "force": visible.in_force(),
    }


def _line(one: ResponsePlan, user: User, now: datetime) -> dict[str, Any]:
    return {
        "name": one.neighbor.display_name,
        "url": reverse("plan", args=[one.neighbor_id]),
        "state": state_of(one, timezone.localdate(now, ZONE)),
        "written": _("%(name)s, %(time)s") % {"name": one.written_by.name, "time": short(one.written_at, now)},
        "review": when.day(one.review_on) if one.review_on else "",
        "mine": one.written_by_id == user.pk,
    }


def plans_to_look_at(user: User, now: datetime) -> int:
    """What waits for this person: to be looked at again; and what was handed in by somebody else, of those who may
    approve."""
    if not access.reviews_plans(user):
        return 0
    handed_in = Q(state=PlanState.SUBMITTED) & ~Q(written_by=user)
    if user.is_overseer:
        handed_in &= Q(written_by__role=Role.CLINICIAN)
    due = Q(state=PlanState.APPROVED, review_on__lte=timezone.localdate(now, ZONE))
    return ResponsePlan.objects.visible_to(user).filter(handed_in | due).count()


def plans_said(user: User, now: datetime) -> str:
    """“2 response plans to look at”; empty when none. One query, of those who look at plans."""
    count = plans_to_look_at(user, now)
    text = ngettext("%(count)s response plan to look at", "%(count)s response plans to look at", count)
    return text % {"count": count} if count else ""
