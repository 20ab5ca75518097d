"""Long work: in steps that commit with how far they are, by whoever holds the lease, until done, stopped or failed."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from casework.actions import jobs
from casework.actions.jobs import LEASE, Kind, ask_to_cancel, resume_job, run_to_end, start_job, work_on_next
from casework.models import Beat, Job, JobKind
from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError, NotAllowed
from tests.cast import Cast

pytestmark = pytest.mark.django_db


class Counting:
    """Work of so many pieces; each leaves a row behind. `at` is told before each."""

    def __init__(self, pieces: int = 3, at=None) -> None:
        self.pieces, self.at = pieces, at or (lambda n: None)

    def step(self, job: Job, now: datetime) -> bool:
        done = job.place.get("done", 0)
        Beat.objects.create(code=f"J{done}", valid_from=now.date())
        self.at(done)
        job.place["done"] = done + 1
        job.read = job.created = done + 1
        return done + 1 == self.pieces


def kinds(work: Counting) -> dict[str, Kind]:
    return {JobKind.MATCHING: Kind(work.step)}


def left() -> list[str]:
    return list(Beat.objects.filter(code__startswith="J").order_by("pk").values_list("code", flat=True))


def job_now() -> tuple[str, int]:
    return Job.objects.values_list("state", "created").get()


@pytest.fixture
def waiting(cast: Cast) -> Job:
    return start_job(kind=JobKind.MATCHING, by=cast.mia)


class Killed(BaseException):
    """As if the process were gone."""


def kill_at(number: int):
    def at(done: int) -> None:
        if done == number:
            raise Killed

    return at


def test_it_is_done_step_by_step_and_counted(waiting: Job) -> None:
    run_to_end(kinds(Counting()))

    assert (job_now(), left()) == (("done", 3), ["J0", "J1", "J2"])


def test_a_slice_ends_and_the_next_goes_on(waiting: Job) -> None:
    for expected in (("running", 1), ("running", 2), ("done", 3), ("done", 3)):
        work_on_next(kinds(Counting()), seconds=0)
        assert job_now() == expected


def test_a_killed_worker_leaves_nothing_half_done_and_another_takes_over_when_it_has_been_silent(waiting: Job) -> None:
    with pytest.raises(Killed):
        work_on_next(kinds(Counting(at=kill_at(1))))
    assert (job_now(), left()) == (("running", 1), ["J0"])

    assert work_on_next(kinds(Counting())) is False
    Job.objects.update(alive_at=timezone.now() - LEASE - timedelta(seconds=1))
    run_to_end(kinds(Counting()))
    assert (job_now(), left()) == (("done", 3), ["J0", "J1", "J2"])


def test_whoever_lost_the_lease_writes_nothing_more(waiting: Job) -> None:
    def taken_over(done: int) -> None:
        Job.objects.update(alive_at=timezone.now() + timedelta(seconds=5))

    job = jobs._claim(by=None)
    Job.objects.update(alive_at=timezone.now() + timedelta(seconds=5))
    with pytest.raises(jobs.Lost):
        jobs._take_step(job=job, step=Counting().step, by=None)
    assert left() == []


def test_one_that_waits_is_stopped_at_once_and_may_go_on_later(waiting: Job, cast: Cast) -> None:
    ask_to_cancel(job=waiting, by=cast.mia)
    assert job_now() == ("cancelled", 0)

    run_to_end(kinds(Counting()))
    assert left() == []

    resume_job(job=waiting, by=cast.mia)
    run_to_end(kinds(Counting()))
    assert job_now() == ("done", 3)


def test_one_that_is_worked_on_keeps_what_it_did(waiting: Job, cast: Cast) -> None:
    job = jobs._claim(by=None)
    job = jobs._take_step(job=job, step=Counting().step, by=None)
    ask_to_cancel(job=waiting, by=cast.mia)
    assert job_now() == ("running", 1)

    jobs._take_step(job=job, step=Counting().step, by=None)
    assert (job_now(), left()) == (("cancelled", 1), ["J0"])


def test_a_failure_says_why_and_nothing_of_the_data(waiting: Job) -> None:
    def stumble(done: int) -> None:
        if done:
            raise ValueError("Jo Somebody, born 1970")

    run_to_end(kinds(Counting(at=stumble)))
    job = Job.objects.get()
    assert (job_now(), left(), "Jo" in job.problem, "ValueError" in job.problem) == (
        ("failed", 1), ["J0"], False, True,
    )  # fmt: skip


def test_what_the_rules_forbid_is_said_in_words(waiting: Job) -> None:
    with patch.object(Counting, "step", side_effect=DomainError("The file is gone.")):
        run_to_end(kinds(Counting()))
    assert Job.objects.get().problem == "The file is gone."


def test_they_take_turns(waiting: Job) -> None:
    second = start_job(kind=JobKind.UNDO, by=None)
    work, turns = Counting(pieces=9), []

    def step(job: Job, now: datetime) -> bool:
        turns.append(job.pk)
        return work.step(job, now)

    for _slice in range(5):
        work_on_next(
            {JobKind.MATCHING: Kind(step), JobKind.UNDO: Kind(lambda job, now: bool(turns.append(job.pk)))}, seconds=0
        )
    assert turns == [waiting.pk, second.pk, waiting.pk, second.pk, waiting.pk]


def test_one_that_nobody_works_on_between_its_turns_is_stopped_at_once(waiting: Job, cast: Cast) -> None:
    work_on_next(kinds(Counting()), seconds=0)
    ask_to_cancel(job=waiting, by=cast.mia)
    assert job_now() == ("cancelled", 1)


def test_a_kind_that_nobody_knows_fails_and_the_next_goes_on(waiting: Job, cast: Cast) -> None:
    second = start_job(kind=JobKind.UNDO, by=None)
    run_to_end(kinds(Counting()))
    assert sorted(Job.objects.values_list("pk", "state")) == [(waiting.pk, "done"), (second.pk, "failed")]


@pytest.mark.parametrize("name", ["ada", "sol", "rex", "ana", "ira"])
def test_only_programme_managers_start_stop_and_see_jobs(cast: Cast, waiting: Job, name: str) -> None:
    person = cast.people[name]
    for verb in (
        lambda: start_job(kind=JobKind.MATCHING, by=person),
        lambda: ask_to_cancel(job=waiting, by=person),
        lambda: resume_job(job=waiting, by=person),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert list(Job.objects.visible_to(person)) == []


def test_who_did_what_is_on_record(waiting: Job, cast: Cast) -> None:
    ask_to_cancel(job=waiting, by=cast.mia)
    resume_job(job=waiting, by=cast.mia)
    run_to_end(kinds(Counting()))
    told = AuditEvent.objects.filter(subject_type="casework.job").order_by("pk").values_list("event", "actor_id")
    assert list(told) == [
        ("job.started", cast.mia.pk),
        ("job.cancelled", cast.mia.pk),
        ("job.resumed", cast.mia.pk),
        ("job.done", cast.mia.pk),
    ]
