from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    default = True
    name = "heart.accounts"
    label = "accounts"
    verbose_name = _("Staff and teams")


class TokensConfig(AppConfig):
    """Knox, under a name that says what is in it."""

    name = "knox"
    verbose_name = _("Other systems")

    def ready(self) -> None:
        named: Any = self.get_model("AuthToken")._meta
        named.verbose_name, named.verbose_name_plural = _("API token"), _("API tokens")
