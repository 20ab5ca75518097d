"""Staff, tokens, hours and days off. Teams are in casework.admin.programme: changing a pair moves its cases."""

from collections.abc import Sequence
from datetime import time
from functools import partial
from smtplib import SMTPException
from typing import Any

import knox.admin  # noqa: F401 - registers tokens first, so that they can be registered anew here
from allauth.account.decorators import secure_admin_login
from anymail.exceptions import AnymailError
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from knox.models import AuthToken

from heart.accounts import actions
from heart.accounts.invitations import invite
from heart.accounts.models import Closure, TimeOff, User, WorkingHours
from heart.accounts.roles import Role
from heart.accounts.signed_in import person
from heart.lib.admin_pages import Kept, ReadOnly, SeenForm
from heart.lib.errors import DomainError
from heart.lib.when import day

# Signing in, with whatever the site asks for, is allauth's; admin has no door of its own.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


PROGRAMME = gettext_lazy("The whole programme")
TOKEN_SHOWN = "token-shown-"  # noqa: S105  a key in the session, from the making of a token to the page that shows it


class HandedOverFirst(Kept):
    """The refusal to let somebody go leads to where what they own is handed over."""

    def _say(self, refusal: Exception) -> str:
        words = super()._say(refusal)
        if not isinstance(refusal, actions.HandOverFirst):
            return words
        url = reverse("hand-over", args=[refusal.user.pk]) + (f"?until={refusal.until}" if refusal.until else "")
        return format_html('{} <a href="{}">{}</a>', words, url, _("See what, and hand it over"))


@admin.register(User)
class StaffAdmin(HandedOverFirst):
    list_display = ["name", "email", "role", "is_active"]
    list_filter = ["role", "is_active", "language"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    actions = ["send_invitation"]
    fields = [
        "name", "email", "role", "phone", "language", "speaks", "remind_by_email", "remind_by_text", "morning_digest",
        "is_active",
    ]  # fmt: skip
    change_form_template = "admin/accounts/staff.html"

    def keep(self, row: User, request: HttpRequest) -> None:
        is_new = row._state.adding
        actions.save_staff(staff=row, by=person(request))
        if is_new and row.role != Role.INTEGRATION:
            self._invite(request, row)

    @admin.action(description=gettext_lazy("Send a mail to set the password"), permissions=["change"])
    def send_invitation(self, request: HttpRequest, queryset: Any) -> None:
        for staff in queryset.active().exclude(role=Role.INTEGRATION):
            self._invite(request, staff)

    def get_urls(self) -> list[URLPattern]:
        token = self.admin_site.admin_view(self.token_view)
        return [path("<int:pk>/token/", token, name="accounts_user_token"), *super().get_urls()]

    @method_decorator(never_cache)
    def token_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks first; then shows the new token, this once: loading the page again shows and makes nothing."""
        staff = self.get_object(request, str(pk)) if request.method == "GET" else User.objects.filter(pk=pk).first()
        if staff is None or not self.has_change_permission(request, staff):
            raise PermissionDenied
        if request.method == "POST":
            self._make_token(request, staff)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": _("API token"),
            "original": staff,
            "opts": self.opts,
            "token": request.session.pop(f"{TOKEN_SHOWN}{pk}", None),
        }
        return TemplateResponse(request, "admin/accounts/token.html", context)

    def _make_token(self, request: HttpRequest, staff: User) -> None:
        try:
            made = actions.make_token(user=staff, by=person(request))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            request.session[f"{TOKEN_SHOWN}{staff.pk}"] = made

    def _invite(self, request: HttpRequest, staff: User) -> None:
        actions.note_invitation(staff=staff, by=person(request))
        transaction.on_commit(partial(self._send, request, staff))

    def _send(self, request: HttpRequest, staff: User) -> None:
        try:
            invite(staff)
        except (OSError, SMTPException, AnymailError):
            words, level = _("The mail to %(email)s could not be sent. Try again later."), messages.ERROR
        else:
            words, level = _("A mail to set the password went to %(email)s."), messages.SUCCESS
        self.message_user(request, words % {"email": staff.email}, level)


admin.site.unregister(AuthToken)


@admin.register(AuthToken)
class TokenAdmin(ReadOnly):
    """Made on the page of the integration; removed here."""

    list_display = ["token_key", "user", "created", "expiry"]
    list_select_related = ["user"]
    list_filter = ["created", "expiry"]
    search_fields = ["token_key", "user__name", "user__email"]
    fields = ["token_key", "user", "created", "expiry"]
    actions = ["delete_selected"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return person(request).has_perm("knox.delete_authtoken")

    def delete_model(self, request: HttpRequest, obj: AuthToken) -> None:
        actions.remove_tokens(tokens=[obj], by=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        actions.remove_tokens(tokens=list(queryset.select_related("user")), by=person(request))


@admin.register(TimeOff)
class TimeOffAdmin(HandedOverFirst):
    list_display = ["user", "starts_on", "ends_on"]
    list_select_related = ["user"]
    list_filter = [("user", admin.RelatedOnlyFieldListFilter), "starts_on", "ends_on"]
    search_fields = ["user__name"]
    fields = ["user", "starts_on", "ends_on"]
    ordering = ["-starts_on"]

    def keep(self, row: TimeOff, request: HttpRequest) -> None:
        actions.save_time_off(time_off=row, by=person(request))

    def remove(self, rows: Sequence[TimeOff], request: HttpRequest) -> None:
        actions.remove_time_off(rows=rows, by=person(request))


class CalendarAdmin(Kept):
    def keep(self, row: Any, request: HttpRequest) -> None:
        actions.save_calendar(row=row, by=person(request))

    def remove(self, rows: Sequence[Any], request: HttpRequest) -> None:
        actions.remove_calendar(rows=rows, by=person(request))


class HoursForm(SeenForm):
    """Whose hours they may be; a person who has left stays chosen, or the hours would become the programme's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose = self.fields.get("user")
        if isinstance(whose, ModelChoiceField):
            works = Q(is_active=True) & ~Q(role=Role.INTEGRATION)
            whose.queryset = User.objects.filter(works | Q(pk=self.instance.user_id))
            whose.empty_label = str(PROGRAMME)
            whose.help_text = (
                _("Empty: of the whole programme.")
                + " "
                + _("With hours of their own, a person works those only; every other day counts as not working.")
            )
        if "closes" in self.fields:
            self.fields["closes"].help_text = _("23:59 means midnight at the end of the day.")

    def clean_closes(self) -> time:
        """23:59 means to the end of the day; nobody types its microseconds."""
        closes = self.cleaned_data["closes"]
        return time.max if (closes.hour, closes.minute) == (23, 59) else closes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if _backwards(cleaned, "opens", "closes", apart=True):
            self.add_error("closes", _("It closes before it opens. Give a later time."))
        if _backwards(cleaned, "valid_from", "valid_to"):
            self.add_error("valid_to", _("The last day comes before the first."))
        return cleaned


def _backwards(cleaned: dict[str, Any], first: str, last: str, *, apart: bool = False) -> bool:
    """`apart`: the two may not be the same either."""
    start, end = cleaned.get(first), cleaned.get(last)
    return start is not None and end is not None and (end < start or (apart and end == start))


class WhoseHours(admin.RelatedOnlyFieldListFilter):
    """The programme, or one of those who have hours of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = format_html("{}", PROGRAMME)


@admin.register(WorkingHours)
class WorkingHoursAdmin(CalendarAdmin):
    """The programme's hours, and those of people who work others."""

    form = HoursForm
    list_display = ["whose", "weekday", "opens", "closes", "valid_from", "valid_to"]
    list_display_links = ["whose", "weekday"]
    list_select_related = ["user"]
    list_filter = [("user", WhoseHours), "weekday", "valid_from"]
    search_fields = ["user__name"]
    fields = ["user", "weekday", "opens", "closes", "valid_from", "valid_to"]
    ordering = [F("user__name").asc(nulls_first=True), "weekday", "opens", "valid_from"]

    def keep(self, row: WorkingHours, request: HttpRequest) -> None:
        super().keep(row, request)
        self._say_days(row, request)

    def remove(self, rows: Sequence[WorkingHours], request: HttpRequest) -> None:
        super().remove(rows, request)
        for row in {row.user_id: row for row in rows}.values():
            self._say_days(row, request)

    def _say_days(self, row: WorkingHours, request: HttpRequest) -> None:
        """On which days the person works now: with one day of their own all others are off."""
        if row.user is None:
            return
        since = max(row.valid_from, timezone.localdate())
        standing = row.user.working_hours.filter(valid_from__lte=since).exclude(valid_to__lt=since)
        days = ", ".join(str(hours) for hours in standing.order_by("weekday", "opens"))
        words = {"name": row.user.name, "since": day(since), "days": days}
        if days:
            said = _("From %(since)s on, %(name)s works: %(days)s. Every other day counts as not working.")
        else:
            said = _("From %(since)s on, %(name)s works when the programme does.")
        self.message_user(request, said % words, messages.WARNING if days else messages.INFO)

    @admin.display(description=gettext_lazy("Of"), ordering="user__name")
    def whose(self, row: WorkingHours) -> Any:
        return row.user or PROGRAMME


@admin.register(Closure)
class ClosureAdmin(CalendarAdmin):
    list_display = ["date", "name"]
    list_filter = ["date"]
    search_fields = ["name"]
    fields = ["date", "name"]
    ordering = ["-date"]
