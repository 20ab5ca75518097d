"""Who called about somebody: kept with the encounter, and never taken for the neighbor (DOMAIN 7)."""

from datetime import datetime

from django.utils.translation import gettext as _

from casework import access
from casework.models import Caller, CallerIs, Encounter
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed
from heart.lib.phones import in_one_shape

LONGEST = {"name": 160, "phone": 40}


@action
def record_caller(
    *, encounter: Encounter, name: str = "", phone: str = "", who: str = "", by: User | None, now: datetime = NOW
) -> Caller | None:
    """What is told fills or replaces what was told before; what is left empty stays. None when nothing is known.

    Nothing of it reaches the neighbor's record: no number, no name, and the matcher does not look here.
    """
    if by is not None and not (access.can_record_encounter(by) or access.can_send_encounters(by)):
        raise NotAllowed(_("You may not record encounters."))
    words = {"name": name.strip(), "phone": in_one_shape(phone.strip()), "who": who}
    told = {field: word for field, word in words.items() if word}
    _check(told)
    if not told:
        return Caller.objects.filter(encounter=encounter).first()
    caller, created = Caller.objects.select_for_update(of=("self",)).get_or_create(encounter=encounter, defaults=told)
    changed = [field for field, word in told.items() if getattr(caller, field) != word]
    for field in changed:
        setattr(caller, field, told[field])
    if changed:
        caller.save(update_fields=changed)
    if created or changed:
        record("encounter.caller", subject=encounter, by=by, at=now)
    return caller


def _check(told: dict[str, str]) -> None:
    for field, most in LONGEST.items():
        if len(told.get(field, "")) > most:
            raise DomainError(_("This is too long."), field=field)
    if told.get("who", "") not in CallerIs.values:
        raise DomainError(_("This is none of the choices."), field="who")
