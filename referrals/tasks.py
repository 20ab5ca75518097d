"""Thin: beat calls, the actions decide."""

from celery import shared_task

from referrals.actions.appointments import remind_of_appointments as remind


@shared_task(name="referrals.tasks.remind_of_appointments")
def remind_of_appointments() -> int:
    """The neighbors' own reminders of appointments. Running it twice at once, or late, does no harm."""
    return remind()
