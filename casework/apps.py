from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from heart.lib.hiding import hide


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = _("Neighbors and follow-up")

    def ready(self) -> None:
        from casework.interop.eido.mapping import check_setting
        from casework.models.hidden import hidden_audit, hidden_messages

        register(check_setting)
        hide("notify.message", hidden_messages)
        hide("audit.auditevent", hidden_audit)
