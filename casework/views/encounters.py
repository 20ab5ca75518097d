"""A responder records an encounter, and sees that follow-up happened; not what was said."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import access
from casework.actions.drafts import drop_draft, save_draft
from casework.actions.responding import FORM, record_response
from casework.beats import beat_at
from casework.eligibility import Programme, answers_of, programme_of
from casework.forms import EncounterForm
from casework.models import FIRST_CONTACT_WITHIN, Case, Draft, Encounter
from casework.states import CaseStatus
from casework.views.cards import cards_by_person
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record, record_each
from heart.lib import when
from heart.lib.errors import DomainError
from heart.lib.identifiers import plain_identifier
from heart.lib.pages import page_of
from heart.lib.posting import pressed, submitted

# The agency whose incident numbers our own responders write down; the shipped CAD mapping says the same.
OUR_AGENCY = "Durham"
# As long as a shift lasts, the next call is likely in the beat of the last.
SHIFT = timedelta(hours=12)


@require_http_methods(["GET", "HEAD", "POST"])
def new_encounter(request: HttpRequest, submission: UUID | None = None) -> HttpResponse:
    """An empty form, or with `submission` the draft of that name."""
    user = _responder(request)
    if request.method != "POST":
        form = EncounterForm(initial=_begun(user, submission) if submission else _beginning(user))
        return _page(request, form, is_new=submission is None)
    form = EncounterForm(request.POST)
    _check_writer(form, user)
    if "draft" in request.POST:
        return _put_aside(request, form, user)
    recorded = submitted(
        form,
        lambda: record_response(
            details=form.details(OUR_AGENCY),
            person=form.person(),
            caller=form.caller(),
            submission=form.cleaned_data["submission"] or uuid4(),
            by=user,
        ),
    )
    if recorded:
        messages.success(request, _saved(recorded.encounter, user))
        return redirect("encounters")
    return _page(request, form)


@require_POST
def encounter_draft(request: HttpRequest) -> HttpResponse:
    """What is typed so far, as the page sends it by itself: “Saved 10:42”, or that it is not and why."""
    user, form = _responder(request), EncounterForm(request.POST)
    try:
        _check_writer(form, user)
        draft = save_draft(form=FORM, submission=_submission(form), body=form.typed(), by=user)
    except (DomainError, PermissionDenied) as refusal:
        status = getattr(refusal, "status", 403)
        return render(request, "casework/_draft_state.html", {"refusal": str(refusal)}, status=max(status, 409))
    answer = render(request, "casework/_draft_state.html", {"saved_at": when.clock(draft.saved_at)})
    answer["HX-Replace-Url"] = reverse("encounter-draft-open", args=[draft.submission])
    return answer


@require_POST
def encounter_draft_drop(request: HttpRequest, submission: UUID) -> HttpResponse:
    user = _responder(request)
    get_object_or_404(_drafts(user), submission=submission)
    pressed(request, lambda: drop_draft(form=FORM, submission=submission, by=user))
    messages.success(request, _("The draft is gone."))
    return redirect("encounters")


@require_POST
def beat_here(request: HttpRequest) -> JsonResponse:
    """Of the point where the responder stands; asked by a tap, and kept nowhere. `beat` is "" outside the map."""
    _responder(request)
    try:
        latitude, longitude = (float(request.POST.get(name, "")) for name in ("latitude", "longitude"))
    except ValueError:
        return JsonResponse({"detail": _("This is no place.")}, status=400)
    return JsonResponse({"beat": beat_at(latitude, longitude, on=timezone.localdate())})


def _responder(request: HttpRequest) -> User:
    user = person(request)
    if not access.can_record_encounter(user):
        raise PermissionDenied
    return user


def _check_writer(form: EncounterForm, user: User) -> None:
    """A phone that changed hands: what one has typed is neither sent nor kept in another's name."""
    if form.data.get("writer", str(user.pk)) != str(user.pk):
        raise PermissionDenied(_("Somebody else is signed in now. What you typed is not saved."))


def _submission(form: EncounterForm) -> UUID:
    form.is_valid()
    found: UUID | None = form.cleaned_data.get("submission")
    return found or uuid4()


def _put_aside(request: HttpRequest, form: EncounterForm, user: User) -> HttpResponse:
    draft = pressed(request, lambda: save_draft(form=FORM, submission=_submission(form), body=form.typed(), by=user))
    if draft is None:
        return _page(request, form, status=409)
    messages.success(request, _("The draft is saved. Only you see it."))
    return redirect("encounters")


def _beginning(user: User) -> dict[str, Any]:
    """What is likely right: now, the team of the last time, the beat of this shift."""
    now = timezone.now()
    mine = Encounter.objects.told_by(user).filter(recorded_by=user)
    told = mine.order_by("-recorded_at", "-pk").first()
    last = told and told.as_seen()
    return {
        "submission": uuid4(),
        "writer": user.pk,
        "received_at": timezone.localtime(now),
        "pilot": last.pilot if last else "",
        "beat": last.beat if last and last.received_at > now - SHIFT else "",
    }


def _begun(user: User, submission: UUID) -> dict[str, Any]:
    draft = get_object_or_404(_drafts(user), submission=submission)
    record("draft.read", subject=draft, by=user)
    return {"submission": submission, "writer": user.pk, **draft.body}


def _drafts(user: User) -> Any:
    return Draft.objects.visible_to(user).filter(form=FORM).standing()


def _page(request: HttpRequest, form: EncounterForm, status: int = 200, *, is_new: bool = False) -> HttpResponse:
    """A beat that is filled in is never folded away. A form `is_new` until it was typed in."""
    user, now, beat = person(request), timezone.now(), form["beat"].value()
    context = {
        "form": form,
        "beat": beat,
        "as_last_time": is_new and bool(beat),
        "drafts": [_draft_line(draft, now) for draft in _drafts(user).order_by("-saved_at")] if is_new else [],
        "twin": _twin(form, user, now),
    }
    return render(
        request, "casework/encounter_form.html", context, status=422 if form.errors and status == 200 else status
    )


def _twin(form: EncounterForm, user: User, now: datetime) -> dict[str, object]:
    """Of a number that was refused: who recorded it and where it is, as far as one may see it; and one's own other
    draft of it, to be thrown away."""
    number = plain_identifier(form["incident_number"].value() or "")
    if not number or "incident_number" not in form.errors:
        return {}
    visible = Encounter.objects.told_by(user).filter(agency=OUR_AGENCY, incident_number=number)
    encounter = visible.select_related("recorded_by", "neighbor", "case").first()
    others = _drafts(user).exclude(submission=form.cleaned_data.get("submission") or uuid4())
    own = [draft for draft in others if plain_identifier(draft.body.get("incident_number", "")) == number]
    return _recorded_before(encounter and encounter.as_seen(), user, now) | {
        "drafts": [_draft_line(draft, now) for draft in own]
    }


def _recorded_before(encounter: Encounter | None, user: User, now: datetime) -> dict[str, object]:
    if encounter is None:
        return {}
    record("encounter.read", subject=encounter, by=user, at=now)
    by = encounter.recorded_by.name if encounter.recorded_by else str(encounter.get_source_display())
    words = {"name": by, "time": when.short(encounter.recorded_at, now)}
    leads_to_case = encounter.case and access.can_see_case(user, encounter.case)
    return {
        "text": _("Recorded by %(name)s, %(time)s") % words,
        "who": encounter.who,
        "url": reverse("case", args=[encounter.case_id])
        if leads_to_case
        else f"{reverse('encounters')}#encounter-{encounter.pk}",
    }


def _saved(encounter: Encounter, user: User) -> str:
    if encounter.seen_by(user).goes_on:
        return _("Incident %(number)s is recorded. Care navigation follows up.") % {"number": encounter.incident_number}
    return _("Incident %(number)s is recorded.") % {"number": encounter.incident_number}


# -- Afterwards ------------------------------------------------------------------------------------------------------


@require_safe
def encounters(request: HttpRequest) -> HttpResponse:
    """One's own, the latest first, and what is unfinished."""
    user, now = person(request), timezone.now()
    visible = Encounter.objects.told_by(user).with_what_followed().order_by("-received_at", "-pk")
    page = page_of(request, visible)
    record_each("encounters.read", subjects=page.object_list, by=user, at=now)
    seen = [encounter.as_seen() for encounter in page.object_list]
    programme = programme_of(seen) if user.is_overseer else None
    drafts = [_draft_line(draft, now) for draft in _drafts(user).order_by("-saved_at")]
    cards = cards_by_person(user, seen)
    context = {
        "page": page,
        "lines": [_line(encounter, programme, now) | _card(encounter, cards) for encounter in seen],
        "drafts": drafts,
        "unfinished": ngettext("%(count)s unfinished", "%(count)s unfinished", len(drafts)) % {"count": len(drafts)},
    }
    return render(request, "casework/encounters.html", context)


def _draft_line(draft: Draft, now: datetime) -> dict[str, object]:
    told = draft.body
    who = told.get("preferred_name") or told.get("first_name") or told.get("description") or _("Nobody named")
    return {
        "submission": draft.submission,
        "who": who,
        "number": told.get("incident_number", ""),
        "when": when.short(draft.saved_at, now),
    }


def _line(encounter: Encounter, programme: Programme | None, now: datetime) -> dict[str, object]:
    return {
        "name": encounter.who or _("Nobody named"),
        "what": " · ".join(filter(None, [encounter.get_pilot_display(), encounter.call_type, encounter.beat])),
        "pk": encounter.pk,
        "number": encounter.incident_number,
        "when": when.short(encounter.received_at, now),
        "exact": when.exact(encounter.received_at),
        "status": _happened(encounter, now),
        "answers": answers_of(encounter, programme) if programme else [],
    }


def _card(encounter: Encounter, cards: Mapping[int, int]) -> dict[str, object]:
    """Of a plan that is in force for the person, if there is one."""
    return {"card": cards.get(encounter.neighbor.person_number) if encounter.neighbor else None}


def _happened(encounter: Encounter, now: datetime) -> dict[str, str]:
    """That follow-up happened since, and when; not what was said."""
    if not encounter.goes_on:
        gone = encounter.replaced_by_id is not None
        return _told("neutral", _("One with another incident") if gone else _("No follow-up wanted"))
    case = encounter.case and (encounter.case.goes_on_in or encounter.case)
    if case and case.status == CaseStatus.CLOSED:
        return _told("done", _("Follow-up has ended"), case.closed_at)
    if case and case.status == CaseStatus.CONNECTED and encounter.connected_since:  # type: ignore[attr-defined]
        return _told("ok", _("Connected to care"))
    if encounter.reached_since:  # type: ignore[attr-defined]
        return _told("ok", _("Reached"), encounter.reached_since)  # type: ignore[attr-defined]
    if encounter.tried_since:  # type: ignore[attr-defined]
        return _told("info", _("Tried"), encounter.tried_since)  # type: ignore[attr-defined]
    if case is None:
        return _told("warn", _("Waiting for a team")) | {"more": _try_by(encounter.met_at + FIRST_CONTACT_WITHIN, now)}
    first = _first_try(case, now)
    if case.status == CaseStatus.INTAKE:
        return _told("warn", _("Waiting for a team")) | {"more": first}
    return _told("info", _("With a team")) | {"more": first}


def _first_try(case: Case, now: datetime) -> str:
    """By when; of a case that was tried before this call, since when."""
    if case.first_attempt_at:
        return _("not yet since this call; followed up since %(day)s") % {
            "day": when.day(case.first_attempt_at, "D j M")
        }
    return _try_by(case.promise_due_at, now)


def _try_by(due_at: datetime, now: datetime) -> str:
    return _("first try by %(time)s") % {"time": when.short(due_at, now)}


def _told(tone: str, label: str, at: datetime | None = None) -> dict[str, str]:
    return {"tone": tone, "label": label, "more": when.day(at, "D j M") if at else ""}
