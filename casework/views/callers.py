"""Who called about somebody, said beside the encounter: words only, nothing to tap, and never in the neighbor's place."""

from django.utils.translation import gettext as _

from casework.models import CallerIs, Encounter
from heart.lib.phones import readable

NOT_THEM = {CallerIs.FAMILY, CallerIs.FRIEND, CallerIs.STAFF, CallerIs.PASSER_BY, CallerIs.AGENCY}


def called_by(encounter: Encounter) -> str:
    """“Called by: Rosa, 919-555-0142, family (not the neighbor)”; empty when nobody said. Reads what is loaded with
    `select_related("caller")`."""
    caller = getattr(encounter, "caller", None)
    if caller is None:
        return ""
    said = [caller.name, readable(caller.phone), caller.get_who_display().lower() if caller.who else ""]
    words = {"who": ", ".join(filter(None, said))}
    if caller.who in NOT_THEM:
        return _("Called by: %(who)s (not the neighbor)") % words
    if caller.who == CallerIs.NEIGHBOR:
        return _("Called by: %(who)s") % words
    return _("Called by: %(who)s (not known who; not taken for the neighbor)") % words
