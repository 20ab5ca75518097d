"""Who is this? Records that may be one person, side by side, and a person's answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import access
from casework.actions.asking import answer_about, ask_again
from casework.forms import AnswerForm, OtherRecordForm
from casework.matching import Reason, Told, candidates, thresholds
from casework.matching.searching import Person
from casework.models import Case, Link, MatchState, Neighbor, PossibleMatch
from casework.states import CaseStatus
from casework.views import searching
from casework.views.callers import called_by
from casework.views.person import OnePerson, people_of, record_word
from casework.views.side_by_side import Compared, side_by_side, working_case
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record, record_each
from heart.lib import when
from heart.lib.pages import page_of
from heart.lib.posting import pressed, submitted

# Beside one record no more than so many others: who compares ten compares none.
MOST_SHOWN = 5
TONES = {
    MatchState.WAITING: "warn",
    MatchState.LINKED: "ok",
    MatchState.DIFFERENT: "done",
    MatchState.NOT_ENOUGH: "neutral",
}


@dataclass(frozen=True)
class MayBe:
    """One candidate beside the record: why, field by field, and the form for the answer."""

    person: OnePerson
    record: str
    why: list[str]
    against: list[str]
    table: list[Compared]
    form: AnswerForm
    goes_on: str
    said_before: str = ""
    settled: bool = False
    url: str = ""
    reasons: Sequence[Reason] = field(default_factory=tuple)
    score: float = 0.0


# -- Beside a case that waits in intake ----------------------------------------------------------------------------


Asked = Mapping[int, PossibleMatch]


def candidates_for(case: Case, user: User, now: datetime, asked: Asked | None = None) -> tuple[OnePerson, list[MayBe]]:
    """Who the neighbor of this case may be, the likeliest first: what waits for an answer, what the matcher finds now,
    and what was not enough to say, last. Who was said to be somebody else is not asked again."""
    told = _found_now(case.neighbor, user)
    asked = asked_of(case.neighbor, user) if asked is None else asked
    apart = {_other(match, case.neighbor).person_number for match in asked.values() if _is_settled(match)}
    people = _people([case.neighbor], {**told, **asked}, user)
    ours = people.pop(case.neighbor_id)
    strangers = [w for w in people.values() if w.record.person_number not in {ours.record.person_number, *apart}]
    found = [_may_be(ours, w, told.get(w.record.pk), asked.get(w.record.pk), now) for w in strangers]
    found.sort(key=lambda one: (bool(one.said_before), -one.score, one.person.record.pk))
    return ours, _each_person_once(found)[:MOST_SHOWN]


def answered_for(case: Case, asked: Asked, now: datetime) -> list[dict[str, str]]:
    """Who the neighbor of this case is not, as somebody has said: `text`, and `url` where that is asked again."""
    settled = [(pk, m) for pk, m in asked.items() if _is_settled(m) and m.first.person_number != m.second.person_number]
    return [
        {"text": _said_apart(_other(match, case.neighbor), match, now), "url": reverse("match", args=[match.pk])}
        for _pk, match in sorted(settled, key=lambda pair: pair[0])
    ]


def _said_apart(other: Neighbor, match: PossibleMatch, now: datetime) -> str:
    words = {"other": f"{other.display_name} ({record_word(other)})"}
    if match.state != MatchState.DIFFERENT or match.decided_at is None:
        return _("%(other)s: unlinked") % words
    words |= {
        "name": match.decided_by.name if match.decided_by else _("the system"),
        "time": when.short(match.decided_at, now),
    }
    return _("%(other)s: two people, said %(name)s %(time)s") % words


def _found_now(neighbor: Neighbor, user: User) -> dict[int, Any]:
    """The matcher's candidates from the lower threshold on, by record. Navigators: among those whom they see."""
    among = None if user.is_overseer else Neighbor.objects.visible_to(user)
    found = candidates(Told.of_neighbor(neighbor), hidden=Neighbor.objects.hidden_from(user), among=among)
    least = thresholds()
    return {one.neighbor_id: one for one in found if one.sure or one.score >= least.possible}


def asked_of(neighbor: Neighbor, user: User) -> dict[int, PossibleMatch]:
    """What the matcher has asked of this person, whatever was answered; by the other record."""
    about = PossibleMatch.objects.visible_to(user).about(neighbor).select_related("first", "second", "decided_by")
    return {_other(match, neighbor).pk: match for match in about}


def _is_settled(match: PossibleMatch) -> bool:
    return match.state in (MatchState.DIFFERENT, MatchState.LINKED)


def _other(match: PossibleMatch, neighbor: Neighbor) -> Neighbor:
    return match.second if match.first.person_number == neighbor.person_number else match.first


def _people(neighbors: list[Neighbor], others: Iterable[int], user: User) -> dict[int, OnePerson]:
    """Candidates may be of another's team: who oversees sees them to decide, but none that is restricted to others."""
    theirs = Neighbor.objects.filter(pk__in=list(others)) if user.is_overseer else Neighbor.objects.visible_to(user)
    open_to = theirs.filter(pk__in=list(others)).exclude(pk__in=Neighbor.objects.hidden_from(user).values("pk"))
    return people_of([*neighbors, *open_to])


def _each_person_once(found: list[MayBe]) -> list[MayBe]:
    once: dict[int, MayBe] = {}
    for one in found:
        once.setdefault(one.person.record.person_number, one)
    return list(once.values())


def _may_be(
    ours: OnePerson, theirs: OnePerson, found: Any, match: PossibleMatch | None, now: datetime, data: Any = None
) -> MayBe:
    reasons = found.reasons if found else reasons_of(match)
    score = found.score if found else match.score if match else 0.0
    choices, goes_on = _which_goes_on(ours, theirs)
    return MayBe(
        person=theirs,
        record=record_word(theirs.record),
        why=[reason.in_words() for reason in reasons if reason.weight >= 0],
        against=[reason.in_words() for reason in reasons if reason.weight < 0],
        table=side_by_side(ours, theirs, now, speaks_for=[r.code for r in reasons if r.weight > 0]),
        form=AnswerForm(data, cases=choices, auto_id=f"id_{theirs.record.pk}_%s"),
        goes_on=goes_on,
        said_before=_said_before(match, now),
        settled=match is not None and _is_settled(match),
        reasons=reasons,
        score=score,
    )


def reasons_of(match: PossibleMatch | None) -> tuple[Reason, ...]:
    """As they were kept: codes and weights, nothing of anybody."""
    return tuple(Reason(said["code"], said["weight"]) for said in match.reasons) if match else ()


def _said_before(match: PossibleMatch | None, now: datetime) -> str:
    if match is None or match.state != MatchState.NOT_ENOUGH or match.decided_at is None:
        return ""
    by = match.decided_by.name if match.decided_by else _("the system")
    words = {"name": by, "time": when.short(match.decided_at, now), "why": match.decided_why}
    return _("Not enough to say, said %(name)s %(time)s: %(why)s") % words


def _which_goes_on(ours: OnePerson, theirs: OnePerson) -> tuple[list[tuple[str, str]], str]:
    """What there is to choose when both have an open case, and the sentence for when there is not: a case that has a
    team goes before one that waits for one."""
    both = [case for case in (working_case(ours), working_case(theirs)) if case]
    if len(both) < 2:
        return [], ""
    with_team = [case for case in both if case.status != CaseStatus.INTAKE]
    if len(with_team) == 2:
        return [(str(case.pk), _case_words(case)) for case in both], ""
    goes_on = with_team[0] if with_team else min(both, key=lambda case: (case.clock_started_at, case.pk))
    rests = next(case for case in both if case is not goes_on)
    words = {"case": _case_words(goes_on), "rests": rests.pk}
    return [], _("%(case)s goes on; case %(rests)s rests in it.") % words


def _case_words(case: Case) -> str:
    team = str(case.team) if case.team else _("no team yet")
    return " · ".join([_("Case %(number)s") % {"number": case.pk}, team, str(case.get_status_display())])


# -- Pages ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """One candidate of a case: the answer from intake is given here."""
    user, now = person(request), timezone.now()
    case = get_object_or_404(Case.objects.visible_to(user).open().select_related("neighbor", "team"), pk=pk)
    ours, found = candidates_for(case, user, now)
    one = next((one for one in found if one.person.record.pk == other), None) or _named(ours, other, user, now)
    if one is None:
        raise Http404
    if one.settled:
        return _decided_already(request)
    return _decide(request, ours, one, reverse("candidates", args=[case.pk]), now)


def _named(ours: OnePerson, number: int, user: User, now: datetime) -> MayBe | None:
    """A record that somebody has searched for, of those whom they may see anyway."""
    others = Neighbor.objects.visible_to(user).exclude(person_number=ours.record.person_number)
    named = others.filter(pk=number).first()
    if named is None:
        return None
    return _may_be(ours, people_of([named])[named.pk], None, asked_of(ours.record, user).get(named.pk), now)


@require_http_methods(["GET", "HEAD", "POST"])
def case_candidates(request: HttpRequest, pk: int) -> HttpResponse:
    """Do we know this person? Posted: a search for somebody whom the matcher has not found."""
    user, now = person(request), timezone.now()
    case = get_object_or_404(Case.objects.visible_to(user).open().select_related("neighbor", "team"), pk=pk)
    if not access.can_work_on(user, case):
        raise PermissionDenied
    asked = asked_of(case.neighbor, user)
    ours, likely = candidates_for(case, user, now, asked)
    form = OtherRecordForm(request.POST or None)
    searched = searching.found(user, form, now, lambda one: _beside(case, ours, one))
    record("case.read", subject=case, by=user, at=now)
    record_each("match.read", subjects=[one.person.record for one in likely], by=user, at=now)
    context = {"case": case, "ours": ours, "encounters": met_with(ours), "candidates": likely, "form": form, **searched}
    context["answered"] = answered_for(case, asked, now)
    return render(request, "casework/candidates.html", context, status=422 if form.errors else 200)


def _beside(case: Case, ours: OnePerson, one: Person) -> str:
    """The page that compares them; nobody is compared with themselves."""
    if one.record.person_number == ours.record.person_number:
        return ""
    return reverse("pair", args=[case.pk, one.record.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def match_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One possible match that waits: left the later record, right the one that we knew before."""
    user, now = person(request), timezone.now()
    match = get_object_or_404(PossibleMatch.objects.visible_to(user).select_related("first", "second"), pk=pk)
    if match.state not in (MatchState.WAITING, MatchState.NOT_ENOUGH):
        return _decided_already(request)
    people = people_of([match.second, match.first])
    ours, theirs = people[match.second_id], people[match.first_id]
    return _decide(request, ours, _may_be(ours, theirs, None, match, now), reverse("matches"), now)


def _decided_already(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("This is decided already."))
    return redirect(f"{reverse('matches')}?state=decided")


def _decide(request: HttpRequest, ours: OnePerson, one: MayBe, back: str, now: datetime) -> HttpResponse:
    user, theirs = person(request), one.person
    if not access.can_link(user, ours.record, theirs.record):
        raise PermissionDenied
    form = AnswerForm(request.POST or None, cases=one.form.cases, auto_id=f"id_{theirs.record.pk}_%s")
    answered = submitted(form, lambda: _answer(form, ours, one, user))
    if answered:
        messages.success(request, _said(answered, ours, theirs))
        return redirect(back)
    record_each("match.read", subjects=[ours.record, theirs.record], by=user, at=now)
    context = {
        "ours": ours,
        "ours_record": record_word(ours.record),
        "encounters": met_with(ours),
        "one": one,
        "form": form,
        "back": back,
    }
    return render(request, "casework/match.html", context, status=422 if form.errors else 200)


def _answer(form: AnswerForm, ours: OnePerson, one: MayBe, user: User) -> PossibleMatch:
    chosen = form.cleaned_data["goes_on"]
    cases = [case for case in (working_case(ours), working_case(one.person)) if case]
    return answer_about(
        first=ours.record,
        second=one.person.record,
        score=one.score,
        reasons=one.reasons,
        state=form.cleaned_data["answer"],
        why=form.cleaned_data["why"],
        goes_on=next((case for case in cases if str(case.pk) == chosen), None),
        by=user,
    )


def _said(match: PossibleMatch, ours: OnePerson, theirs: OnePerson) -> str:
    words = {"one": ours.name, "other": theirs.name}
    if match.state == MatchState.LINKED:
        return _("%(one)s and %(other)s are one person now. It can be undone.") % words
    if match.state == MatchState.DIFFERENT:
        return _("%(one)s and %(other)s are two people. They will not be asked about again.") % words
    return _("Written down. %(one)s and %(other)s stay apart, and can be found among what was decided.") % words


def met_with(who: OnePerson) -> list[dict[str, Any]]:
    """The encounters of a person, the latest first, as cards of intake."""
    met = [encounter for record in who.records for encounter in record.encounters.all()]
    return [
        {
            "encounter": encounter,
            "title": " · ".join(
                filter(None, [encounter.get_pilot_display() if encounter.pilot else "", encounter.call_type])
            ),
            "called_by": called_by(encounter),
        }
        for encounter in sorted(met, key=lambda e: e.received_at, reverse=True)
    ]


@require_safe
def matches(request: HttpRequest) -> HttpResponse:
    """All that wait for an answer, the surest first; `?state=decided`: what was decided, the latest first."""
    user, now = person(request), timezone.now()
    if not (user.is_overseer or user.is_navigator):
        raise PermissionDenied
    visible = PossibleMatch.objects.visible_to(user)
    decided = request.GET.get("state") == "decided"
    chosen = visible.decided().order_by("-decided_at", "-pk") if decided else visible.waiting().order_by("-score", "pk")
    page = page_of(request, chosen.select_related("first", "second", "decided_by"))
    found = list(page.object_list)
    record_each("matches.read", subjects=[n for one in found for n in (one.first, one.second)], by=user, at=now)
    links = _standing(found, user) if decided else {}
    url = reverse("matches")
    context = {
        "page": page,
        "lines": [_line(one, links, now) for one in found],
        "decided": decided,
        "chips": [
            {"url": url, "label": _("Waiting"), "count": visible.waiting().count(), "current": not decided},
            {"url": f"{url}?state=decided", "label": _("Decided"), "current": decided},
        ],
    }
    return render(request, "casework/matches.html", context)


def _standing(found: list[PossibleMatch], user: User) -> dict[tuple[int, int], int]:
    """The link that stands between the two of each, if there is one."""
    pairs = Link.objects.visible_to(user).standing().filter(first__in=[one.first_id for one in found])
    return {(first, second): pk for pk, first, second in pairs.values_list("pk", "first_id", "second_id")}


def _line(match: PossibleMatch, links: dict[tuple[int, int], int], now: datetime) -> dict[str, Any]:
    by = match.decided_by.name if match.decided_by else _("the records themselves")
    link = links.get((match.first_id, match.second_id))
    one_person = match.first.person_number == match.second.person_number
    return {
        "match": match,
        "records": f"{record_word(match.first)} · {record_word(match.second)}",
        "why": [reason.in_words() for reason in reasons_of(match) if reason.weight >= 0],
        "found": when.short(match.found_at, now),
        "state": {"label": match.get_state_display(), "tone": TONES[MatchState(match.state)]},
        "by": _("%(name)s, %(time)s") % {"name": by, "time": when.short(match.decided_at, now)}
        if match.decided_at
        else "",
        "unlinked": match.state == MatchState.LINKED and not one_person,
        "unlink_url": reverse("unlink", args=[link]) if link else "",
        "again_url": reverse("match-again", args=[match.pk]) if not one_person else "",
    }


@require_POST
def match_again(request: HttpRequest, pk: int) -> HttpResponse:
    """What was decided waits once more."""
    user = person(request)
    match = get_object_or_404(PossibleMatch.objects.visible_to(user).select_related("first", "second"), pk=pk)
    record("match.read", subject=match.first, by=user)
    again = pressed(request, lambda: ask_again(match=match, why=_("asked again"), by=user))
    return redirect("match", pk=pk) if again else redirect(f"{reverse('matches')}?state=decided")
