from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "heart.notify"
    label = "notify"
    verbose_name = _("Messages")
