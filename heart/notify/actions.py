"""What a person decides about a message that did not get out, or perhaps did."""

from datetime import datetime

from django.utils.translation import gettext as _

from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import NotAllowed, NotPossibleNow
from heart.notify.models import Delivery, Message

STUCK = (Delivery.FAILED, Delivery.UNCLEAR)


@action
def send_again(*, message: Message, by: User, now: datetime = NOW) -> Message:
    """Into the queue once more. Of an unclear one the recipient may then have two."""
    locked = _stuck(message, by)
    locked.delivery, locked.send_after, locked.attempts, locked.problem = Delivery.QUEUED, now, 0, ""
    locked.save(update_fields=["delivery", "send_after", "attempts", "problem"])
    record("message.sent_again", subject=locked, by=by, at=now)
    return locked


@action
def give_up(*, message: Message, by: User, now: datetime = NOW) -> Message:
    """Seen by a person, and not sent any more."""
    locked = _stuck(message, by)
    locked.delivery = Delivery.WITHDRAWN
    locked.save(update_fields=["delivery"])
    record("message.given_up", subject=locked, by=by, at=now)
    return locked


def _stuck(message: Message, by: User) -> Message:
    if not (by.is_active and by.role == Role.PROGRAMME_MANAGER):
        raise NotAllowed(_("Only a programme manager may do this."))
    locked = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if locked.delivery not in STUCK:
        raise NotPossibleNow(_("This message is neither given up nor unclear."))
    return locked
