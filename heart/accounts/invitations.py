"""The mail with which a new member of staff sets a password. Its link works once and for an hour."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from heart.accounts.models import User


def invite(staff: User) -> None:
    """Send it, in the person's language. Call outside of a transaction: this speaks to a mail server."""
    with override(staff.language):
        send_mail(_("Your account in Care Navigation"), _body(staff), None, [staff.email])


def _body(staff: User) -> str:
    key = {"uidb36": user_pk_to_url_str(staff), "key": default_token_generator.make_token(staff)}
    link = settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key)
    again = settings.SITE_URL + reverse("account_reset_password")
    lines = [
        _("Set your password here, within an hour:"),
        link,
        _("Later, ask for a new link here:"),
        again,
        _("If you do not work with Care Navigation, please ignore this message."),
    ]
    return "\n\n".join(lines)
