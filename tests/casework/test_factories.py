"""What the factories make has come to be as in life."""

import pytest
from django.db import connection

from casework.models import Case
from tests.cast import Cast
from tests.factories import CaseFactory, ContactPointFactory, EncounterFactory, MessageFactory, ServiceFactory
from tests.factories.casework import STAGES


@pytest.mark.parametrize("stage", STAGES)
def test_a_case_is_led_to_its_stage_and_keeps_the_promise(cast: Cast, stage: str) -> None:
    case = CaseFactory(stage=stage, team=cast.team)

    connection.check_constraints()
    status = {"outreach": "outreach", "engaged": "engaged", "connected": "connected"}.get(stage, stage)
    assert (case.status, Case.objects.without_next_step().count()) == (status, 0)


def test_everything_else_can_be_made(db: None) -> None:
    made = [ContactPointFactory(), EncounterFactory(), MessageFactory(), ServiceFactory()]

    assert [bool(thing.pk) for thing in made] == [True] * 4
