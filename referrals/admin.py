"""The directory, edited; needs, consents, referrals and connections, read only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heart.accounts.signed_in import person
from heart.audit.reading import Audited
from heart.lib.admin_pages import Kept, ReadOnly, SeenForm
from referrals.actions.directory import save_directory
from referrals.models import Connection, Consent, Need, Organization, Referral, Service
from referrals.states import NeedCategory


class DirectoryAdmin(Kept):
    def keep(self, row: Any, request: HttpRequest) -> None:
        save_directory(entry=row, by=person(request))


@admin.register(Organization)
class OrganizationAdmin(DirectoryAdmin):
    list_display = ["name", "phone", "email"]
    search_fields = ["name"]
    fields = ["name", "description", "phone", "email", "website"]


class ServiceForm(SeenForm):
    needs = forms.MultipleChoiceField(
        label=_("needs it answers"),
        choices=NeedCategory.choices,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(Service)
class ServiceAdmin(DirectoryAdmin):
    form = ServiceForm
    list_display = ["name", "organization", "status", "has_room", "assured_date"]
    list_select_related = ["organization"]
    list_filter = ["status", "has_room", "is_part2", "assured_date"]
    search_fields = ["name", "organization__name"]
    autocomplete_fields = ["organization"]
    fields = [
        "organization", "name", "description", "status", "needs", "languages", "eligibility_description",
        "fees_description", "application_process", "address", "phone", "has_room", "is_part2", "assured_date",
    ]  # fmt: skip


class Record(Audited, ReadOnly):
    """Scoped like every page, and every look is on record."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request) & self.model.objects.visible_to(person(request))


class OfCase(Record):
    def view_on_site(self, obj: Any) -> str:
        return reverse("case", args=[obj.case_id])


@admin.register(Need)
class NeedAdmin(OfCase):
    noun = "need"
    list_display = ["number", "case_id", "category", "recorded_at"]
    list_filter = ["category", "recorded_at"]
    search_fields = ["=case__id"]
    ordering = ["-pk"]


@admin.register(Consent)
class ConsentAdmin(Record):
    noun = "consent"
    list_display = ["number", "neighbor_id", "organization", "signed", "signed_at", "expires_on", "revoked_at"]
    list_select_related = ["organization"]
    list_filter = ["signed", "signed_at", "expires_on", "revoked_at"]
    search_fields = ["=neighbor__id", "organization__name"]
    ordering = ["-pk"]


@admin.register(Referral)
class ReferralAdmin(OfCase):
    noun = "referral"
    list_display = ["number", "case_id", "service", "status", "requested_at", "answered_at", "ended_at"]
    list_select_related = ["service__organization"]
    list_filter = ["status", "requested_at", "ended_at"]
    search_fields = ["=case__id", "service__name", "service__organization__name"]
    ordering = ["-pk"]


@admin.register(Connection)
class ConnectionAdmin(OfCase):
    noun = "connection"
    list_display = ["number", "case_id", "attended_on", "evidence", "recorded_at", "reconfirmed_at", "lost_at"]
    list_filter = ["evidence", "attended_on", "lost_at"]
    search_fields = ["=case__id"]
    ordering = ["-pk"]
