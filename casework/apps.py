from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from heart.lib.hiding import hide


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = _("Neighbors and follow-up")

    def ready(self) -> None:
        from casework.access import names_in_messages
        from casework.interop.eido.mapping import check_setting
        from casework.models.hidden import hidden_audit, hidden_messages
        from heart.notify.about import named_by

        register(check_setting)
        named_by(names_in_messages)
        hide("notify.message", hidden_messages)
        hide("audit.auditevent", hidden_audit)
