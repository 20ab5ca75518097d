"""Imports of encounters run one after another, in the order in which the files were handed in: the later one counts."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.actions.jobs import LEASE, MOST_TRIES, TRIES, ask_to_cancel, resume_job, start_job, work_on_next
from casework.actions.uploads import begin_import
from casework.interop import uploads
from casework.interop.uploads import source_of
from casework.models import Encounter, Job, JobKind
from casework.tasks import KINDS
from tests.casework.test_import_jobs import MAPPING, as_file, counts, hand_in, rows, small_steps, work  # noqa: F401
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_steps")]


def step() -> bool:
    uploads._at_work.clear()
    return work_on_next(KINDS, seconds=0)


def states() -> list[str]:
    return list(Job.objects.order_by("pk").values_list("state", flat=True))


def two(cast: Cast) -> tuple[Job, Job]:
    """Files that tell of the same incidents."""
    return hand_in(cast, rows(*range(6), remarks="older")), hand_in(cast, rows(*range(6), remarks="newer"))


def test_the_second_begins_when_the_first_has_ended(cast: Cast) -> None:
    first, second = two(cast)
    seen = []
    while "done" not in states():
        step()
        seen.append(states()[1])
    assert set(seen) == {"waiting"}
    work()
    assert (counts(first), counts(second)) == (("done", 6, 6, 0, 0, 0), ("done", 6, 0, 6, 0, 0))
    assert set(Encounter.objects.values_list("note", flat=True)) == {"newer"}


def test_other_work_takes_its_turns_in_between(cast: Cast) -> None:
    two(cast)
    other = start_job(kind=JobKind.MATCHING, by=cast.mia)
    step()
    step()
    other.refresh_from_db()
    assert other.state == "done"


def test_what_was_stopped_or_failed_lets_the_next_one_on(cast: Cast) -> None:
    first, second = two(cast)
    step()
    ask_to_cancel(job=first, by=cast.mia)
    step()
    assert states() == ["cancelled", "running"]
    ask_to_cancel(job=second, by=cast.mia)
    third, _fourth = two(cast)
    Job.objects.filter(pk=third.pk).update(settings=third.settings | {"mapping": MAPPING | {"columns": {}}})
    work()
    assert states() == ["cancelled", "cancelled", "failed", "done"]


def test_one_that_waits_can_be_stopped(cast: Cast) -> None:
    _first, second = two(cast)
    step()
    ask_to_cancel(job=second, by=cast.mia)
    work()
    assert states() == ["done", "cancelled"]


def test_what_has_begun_goes_on_before_an_older_one_that_begins_now(cast: Cast) -> None:
    older = uploads.receive(as_file(rows(1)), by=cast.mia)
    later = hand_in(cast, rows(*range(6)))
    step()
    begin_import(job=older, mapping=MAPPING, header=source_of(older, MAPPING).header, by=cast.mia)
    step()
    assert states() == ["waiting", "running"]
    ask_to_cancel(job=later, by=cast.mia)
    step()
    resume_job(job=later, by=cast.mia)
    step()
    assert states()[1] == "waiting"
    work()
    assert states() == ["done", "done"]


def test_one_whose_worker_died_is_taken_over_and_the_next_still_waits(cast: Cast) -> None:
    first, _second = two(cast)
    step()
    Job.objects.filter(pk=first.pk).update(alive_at=timezone.now())  # somebody is at it, and is killed
    assert (step(), states()) == (False, ["running", "waiting"])
    Job.objects.filter(pk=first.pk).update(alive_at=timezone.now() - LEASE - timedelta(seconds=1))
    work()
    assert states() == ["done", "done"]


class Killed(BaseException):
    pass


def test_one_that_kills_its_worker_again_and_again_does_not_block_for_ever(cast: Cast) -> None:
    first, _second = two(cast)

    def dies(**told: Any) -> Any:
        raise Killed

    with patch.object(uploads, "import_rows", dies):
        for _time in range(MOST_TRIES):
            with pytest.raises(Killed):
                step()
            Job.objects.filter(pk=first.pk).update(alive_at=timezone.now() - LEASE - timedelta(seconds=1))
    work()
    first.refresh_from_db()
    assert (states(), first.problem) == (["failed", "done"], "Its worker died 20 times at the same place.")

    resume_job(job=first, by=cast.mia)
    work()
    assert states() == ["done", "done"]


def test_a_step_that_is_done_begins_the_count_anew(cast: Cast) -> None:
    first, _second = two(cast)
    Job.objects.filter(pk=first.pk).update(place={TRIES: MOST_TRIES - 1})
    step()
    first.refresh_from_db()
    assert (first.state, first.place.get(TRIES)) == ("running", None)


def test_its_page_says_what_it_waits_for(cast: Cast, as_) -> None:  # type: ignore[no-untyped-def]
    first, second = two(cast)
    step()

    def waits_for(job: Job) -> list[Job]:
        return list(as_(cast.mia).get(reverse("admin:casework_job_change", args=[job.pk])).context["waits_for"])

    assert (waits_for(first), waits_for(second)) == ([], [first])
    work()
    assert waits_for(second) == []
