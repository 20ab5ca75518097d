from datetime import timedelta

from django.utils import timezone
from factory import LazyAttribute, SubFactory
from factory.django import DjangoModelFactory

from casework.actions.plans import PlanWords, approve_plan, submit_plan, write_plan
from casework.models import Case, ResponsePlan
from heart.lib.clock import ZONE
from tests.factories.casework import CaseFactory
from tests.times import MONDAY_9

STATES = ("draft", "submitted", "approved")


class PlanFactory(DjangoModelFactory):
    """PlanFactory(case=case, state="approved"): written by the case's peer, approved by its clinician, all at `now`."""

    class Meta:
        model = ResponsePlan

    case = SubFactory(CaseFactory, stage="outreach")
    neighbor = LazyAttribute(lambda plan: plan.case.neighbor)
    state = "draft"
    now = MONDAY_9
    by = LazyAttribute(lambda plan: plan.case.team.peer)
    approved_by = LazyAttribute(lambda plan: plan.case.team.clinician)
    review_on = LazyAttribute(lambda plan: timezone.localdate(plan.now, ZONE) + timedelta(days=90))
    helps = "Speak slowly"
    avoid = "Uniforms"
    who_to_call = "Her sister May"
    safety = ""

    @classmethod
    def _create(
        cls, model_class: type[ResponsePlan], *, case: Case, neighbor, state, now, by, approved_by, review_on, **words
    ) -> ResponsePlan:
        assert state in STATES, state
        plan = write_plan(neighbor=neighbor, words=PlanWords(**words), by=by, now=now)
        if state != "draft":
            plan = submit_plan(plan=plan, seen=plan.as_seen, by=by, now=now)
        if state == "approved":
            plan = approve_plan(plan=plan, review_on=review_on, seen=plan.as_seen, by=approved_by, now=now)
        return plan
