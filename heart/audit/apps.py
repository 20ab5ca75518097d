from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "heart.audit"
    label = "audit"
