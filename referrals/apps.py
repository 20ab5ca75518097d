from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from heart.lib.hiding import hide


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = _("Directory and referrals")

    def ready(self) -> None:
        from referrals.models.hidden import hidden_audit

        hide("audit.auditevent", hidden_audit)
