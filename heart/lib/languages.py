"""What the languages of neighbors are called, on every page alike. The pages themselves: settings.LANGUAGES."""

from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

LANGUAGES = [
    ("en", _("English")),
    ("es", _("Spanish")),
    ("ase", _("American Sign Language")),
    ("ar", _("Arabic")),
    ("fr", _("French")),
    ("zh", _("Chinese")),
    ("other", _("Another language")),
]


def language_name(code: str) -> str:
    """In the reader's language; of one that nobody here knows by name, its code."""
    ours = dict(LANGUAGES).get(code)
    if ours:
        return str(ours)
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code.upper()
