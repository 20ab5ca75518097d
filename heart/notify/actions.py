"""What a person decides about a message that did not get out, or perhaps did; and about a whole channel."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify.models import Delivery, Message, Pause, goes_to_nobody

STUCK = (Delivery.FAILED, Delivery.UNCLEAR)


@action
def send_again(*, message: Message, by: User, now: datetime = NOW) -> Message:
    """Into the queue once more, as long as it is true and there is somebody to get it. Of an unclear one the recipient
    may then have two."""
    locked = _stuck(message, by)
    if locked.moot:
        raise NotPossibleNow(_("This message is no longer needed."))
    if Message.objects.filter(goes_to_nobody(), pk=locked.pk).exists():
        raise NotPossibleNow(_("It goes to nobody: the person has left, wants no texts, or the number said STOP."))
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


@action
def pause_channel(*, pause: Pause, by: User, now: datetime = NOW) -> Pause:
    """Nothing leaves over the channel from now on; what is written for it waits in the queue."""
    if not by.has_perm("notify.add_pause"):
        raise NotAllowed(_("Only a programme manager may do this."))
    if not pause.why.strip():
        raise DomainError(_("Say why nothing is to leave."), field="why")
    pause.by, pause.since = by, now
    pause.save(force_insert=True)
    record("channel.paused", subject=pause, by=by, at=now, why=pause.why)
    return pause


@action
def resume_channels(*, pauses: Sequence[Pause], by: User, now: datetime = NOW) -> None:
    """What waited goes out with the next round of sending."""
    if not by.has_perm("notify.delete_pause"):
        raise NotAllowed(_("Only a programme manager may do this."))
    for pause in pauses:
        record("channel.resumed", subject=pause, by=by, at=now)
        pause.delete()


def _stuck(message: Message, by: User) -> Message:
    """Held. A supervisor decides about messages to the people of their teams, a programme manager about all."""
    mine = Message.objects.overseen_by(by).filter(pk=message.pk)
    locked = mine.select_for_update(of=("self",)).first()
    if locked is None:
        raise NotAllowed(_("Only an overseer of this person's messages may do this."))
    if locked.delivery not in STUCK:
        raise NotPossibleNow(_("This message is neither given up nor unclear."))
    return locked
