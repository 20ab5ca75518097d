"""Response plans in every state: for familiar neighbors, and two with the first team for whoever signs in there."""

from datetime import date, datetime, timedelta

from casework.actions.plans import PlanWords, approve_plan, submit_plan, write_plan
from casework.models import Case, ResponsePlan
from casework.models.cases import CaseQuerySet
from heart.demo.city.staff import FIRST_TEAM
from heart.demo.city.texts import load
from heart.demo.city.town import Town
from heart.lib.clock import ZONE

# Of stories.toml: met so often that a plan helps.
OFTEN = "familiar"
WRITTEN_AGO = timedelta(days=4, hours=3)
TO_REVIEW, OLD = timedelta(days=80), timedelta(days=2)
STATES = ("to review", "approved", "submitted", "draft")


def write_first(town: Town) -> None:
    """One that waits for the clinician's approval, a draft, and one in force that is to be looked at again."""
    cases = Case.objects.open().filter(neighbor__in=town.by_neighbor, team__name=FIRST_TEAM, reached_at__isnull=False)
    _write(town, list(_with_team(cases)[:3]), ("submitted", "draft", "to review"))


def write(town: Town) -> None:
    """Of those who were met most often, each state in turn."""
    often = [pk for pk, life in town.by_neighbor.items() if life.story.name.startswith(OFTEN)]
    _write(town, list(_with_team(Case.objects.open().filter(neighbor__in=often, team__isnull=False))), STATES)


def _with_team(cases: CaseQuerySet) -> CaseQuerySet:
    """The longest open first: a plan that is to be looked at again must have been written before."""
    return cases.select_related("neighbor", "team__peer", "team__clinician").order_by("opened_at", "pk")


def _write(town: Town, cases: list[Case], states: tuple[str, ...]) -> None:
    plans = load("words")["plans"]
    for number, case in enumerate(cases):
        state, words = states[number % len(states)], PlanWords(**plans[number % len(plans)])
        at = max(case.opened_at, town.days.end - WRITTEN_AGO)
        _bring(case, words, state, at, end=town.days.end)


def _bring(case: Case, words: PlanWords, state: str, at: datetime, *, end: datetime) -> ResponsePlan:
    """Written and handed in by the peer, approved by the clinician half an hour later."""
    peer, clinician = case.team.peer, case.team.clinician  # type: ignore[union-attr]
    plan = write_plan(neighbor=case.neighbor, words=words, by=peer, now=at)
    if state == "draft":
        return plan
    plan = submit_plan(plan=plan, seen=plan.as_seen, by=peer, now=at)
    if state == "submitted":
        return plan
    later = min(at + timedelta(minutes=30), end)
    return approve_plan(plan=plan, review_on=_review_on(state, at, end), seen=plan.as_seen, by=clinician, now=later)


def _review_on(state: str, at: datetime, end: datetime) -> date:
    """Due by now, or in some weeks."""
    return (min(at + OLD, end) if state == "to review" else at + TO_REVIEW).astimezone(ZONE).date()
