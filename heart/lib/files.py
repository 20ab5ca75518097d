"""What is wrong with a file that was named on a command line."""

from django.utils.translation import gettext as _


def trouble(error: OSError) -> str:
    """In words, without a number."""
    if isinstance(error, FileNotFoundError):
        return _("There is no file %(path)s.") % {"path": error.filename}
    return _("The file %(path)s cannot be read: %(problem)s") % {"path": error.filename, "problem": error.strerror}
