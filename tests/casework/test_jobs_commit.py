"""Jobs where transactions really commit: what a commit refuses, and who writes while an import is undone."""

from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from casework.actions import undoing
from casework.actions.jobs import Kind, resume_job, start_job, work_on_next
from casework.interop import uploads
from casework.models import Case, Encounter, ImportedEncounter, Job, JobKind
from casework.tasks import KINDS
from tests.attempts import at_once
from tests.casework.test_import_jobs import counts, hand_in, rows, small_steps  # noqa: F401
from tests.casework.test_undo_import import another_name, hand_in_and_work, told_by_a_responder, undo
from tests.cast import Cast, assemble
from tests.factories import CaseFactory


def test_what_the_commit_refuses_fails_too(commits: None) -> None:
    assemble()
    case = CaseFactory(stage="outreach")
    job = start_job(kind=JobKind.MATCHING, by=None)

    def step(job: Job, now: datetime) -> bool:
        Case.objects.filter(pk=case.pk).update(status="closed", closed_at=now, closed_reason="declined")
        return False

    assert work_on_next({JobKind.MATCHING: Kind(step)}, seconds=0) is True
    job.refresh_from_db()
    case.refresh_from_db()
    assert (job.state, "IntegrityError" in job.problem, case.status) == ("failed", True, "outreach")


@pytest.mark.parametrize("write", [told_by_a_responder, another_name])
def test_what_a_person_writes_meanwhile_is_never_lost_in_silence(
    commits: None, write: Callable[[Cast, Encounter], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins when the undo has looked already: it waits, and is then recorded anew, or refused."""
    cast = assemble()
    job = hand_in_and_work(cast, rows(2, wanted="Y"))
    encounter, refused, real = Encounter.objects.get(), [], undoing._give_back

    def meanwhile() -> None:
        try:
            write(cast, encounter)
        except DatabaseError as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    thread = Thread(target=meanwhile)

    def give_back(*told: Any) -> int:
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        return real(*told)

    monkeypatch.setattr(undoing, "_give_back", give_back)
    undoing_job = undo(job, cast)
    thread.join(10)

    anew = list(Encounter.objects.values_list("incident_number", "source"))
    assert (undoing_job.state, anew, len(refused)) == (
        ("done", [("2", "responder")], 0) if write is told_by_a_responder else ("done", [], 1)
    )


@pytest.mark.usefixtures("small_steps")
def test_two_workers_at_once_keep_the_order(commits: None) -> None:
    cast = assemble()
    first = hand_in(cast, rows(*range(40), remarks="older"))
    second = hand_in(cast, rows(*range(40), remarks="newer"))
    assert at_once(worked_off, worked_off) == [None, None]

    assert (counts(first), counts(second)) == (("done", 40, 40, 0, 0, 0), ("done", 40, 0, 40, 0, 0))
    assert set(Encounter.objects.values_list("note", flat=True)) == {"newer"}
    in_order = list(ImportedEncounter.objects.order_by("pk").values_list("job", flat=True))
    assert in_order == [first.pk] * 40 + [second.pk] * 40


def worked_off() -> None:
    """A worker until all is done. Never the other one's place in a file: what is open is looked up anew each time."""
    for _turn in range(2000):
        uploads._at_work.clear()
        work_on_next(KINDS, seconds=0)
        if not Job.objects.unfinished().exists():
            return
    raise AssertionError("The jobs are never done.")


@pytest.mark.usefixtures("small_steps")
def test_who_stops_a_running_import_does_not_wait_for_its_step(commits: None, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = assemble()
    job = hand_in(cast, rows(*range(40)))
    in_step, go_on, real = Event(), Event(), uploads.import_rows

    def slow(**told: Any) -> Any:
        in_step.set()
        assert go_on.wait(20)
        return real(**told)

    def at_work() -> None:
        try:
            work_on_next(KINDS, seconds=5)
        finally:
            connection.close()

    monkeypatch.setattr(uploads, "import_rows", slow)
    worker = Thread(target=at_work)
    worker.start()
    assert in_step.wait(20)
    page = reverse("admin:casework_job_change", args=[job.pk])
    browser = Client()
    browser.force_login(cast.mia)
    said = browser.post(page, {"cancel": "1"}, follow=True)
    go_on.set()
    worker.join(20)

    text = said.content.decode()
    assert ('id="stopping"' in text, 'name="cancel"' in text, said["Refresh"]) == (True, False, "3")
    job.refresh_from_db()
    assert (job.state, job.created, job.cancel_asked_at is not None) == ("cancelled", 2, True)
    resume_job(job=job, by=cast.mia)
    worked_off()
    assert counts(job) == ("done", 40, 40, 0, 0, 0)
