"""How it is usually done: one task a reminder. Only the bench runs this."""

from datetime import datetime

from django.db import transaction

from casework.models import FollowUp
from casework.reminders import Told, load_ladder
from heart.celery import app
from heart.notify import outbox
from heart.notify.models import Template


@app.task(name="heart.demo.benches.remind")
def remind(pk: int, now: str) -> None:
    at = datetime.fromisoformat(now)
    with transaction.atomic():
        follow_up = FollowUp.objects.select_for_update().get(pk=pk)
        ladder, told = load_ladder(), Told.load(at)
        rung = ladder.rung(follow_up.reminders_sent)
        for person in told.of(follow_up.owner_id, follow_up.case.team_id, rung):
            outbox.put_out(
                outbox.message_rows(
                    to=told.people[person.pk],
                    key=follow_up.occasion_key,
                    template=Template.FOLLOW_UP_DUE,
                    about=follow_up.message_key,
                    path=f"/cases/{follow_up.case_id}/",
                    params={"case": follow_up.case_id, "kind": follow_up.kind},
                    now=at,
                )
            )
        follow_up.next_reminder_at = ladder.next_at(follow_up.reminders_sent, at)
        follow_up.reminders_sent += 1
        follow_up.save(update_fields=["next_reminder_at", "reminders_sent"])
