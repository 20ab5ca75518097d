"""The cadence in its versions, and the ladder, edited; who may be whom, by which words and from which likeness on."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.policies import (
    PROTOCOL,
    Running,
    copy_policy,
    lacking,
    move_running_cases,
    put_in_force,
    remove_policies,
    save_policy,
    weighed,
)
from casework.admin.inlines import Inline, ProgrammeAdmin
from casework.models import (
    CadencePolicy,
    CadenceStep,
    LadderStep,
    MatchThresholds,
    Nickname,
    PolicyState,
)
from heart.accounts.signed_in import person
from heart.lib.admin_pages import Kept, SeenForm
from heart.lib.errors import DomainError


class StepsInline(Inline):
    model = CadenceStep
    fields = ["phase", "position", "kind", "after", "clock", "at_least", "channel", "part_of_day", "half"]
    verbose_name_plural = gettext_lazy("cadence steps")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CadenceStep]:
        return CadenceStep.objects.in_order()


class DraftForm(SeenForm):
    """A new version begins as a copy."""

    source = forms.ModelChoiceField(
        label=gettext_lazy("as a copy of"), queryset=CadencePolicy.objects.all(), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].initial = CadencePolicy.objects.in_force()


class InForceForm(forms.Form):
    running = forms.ChoiceField(label=gettext_lazy("Running cases"), choices=Running, widget=forms.RadioSelect)
    why = forms.CharField(label=gettext_lazy("Why?"), max_length=300, widget=forms.TextInput(attrs={"size": 80}))


@admin.register(CadencePolicy)
class CadencePolicyAdmin(Kept):
    """The versions. A draft is edited; what has been in force is looked at."""

    list_display = ["version", "what", "state", "in_force_at", "running_cases"]
    list_filter = ["state"]
    search_fields = ["what"]
    readonly_fields = ["version", "state", "in_force_at", "running_cases"]
    change_form_template = "admin/casework/cadencepolicy/version.html"
    inlines = [StepsInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CadencePolicy]:
        return CadencePolicy.objects.with_running_cases(person(request))

    def get_fields(self, request: HttpRequest, obj: CadencePolicy | None = None) -> Any:
        if obj is None:
            return ["what", "source"]
        seen = ["as_seen"] if self._edits(request, obj) else []
        return ["version", "state", "in_force_at", "running_cases", "what", *PROTOCOL, *seen]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs | ({} if obj else {"form": DraftForm}))

    def get_inlines(self, request: HttpRequest, obj: CadencePolicy | None = None) -> Any:
        return self.inlines if obj else []

    def has_change_permission(self, request: HttpRequest, obj: CadencePolicy | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: CadencePolicy | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        request.source = form.cleaned_data.get("source")  # type: ignore[attr-defined]
        return super().save_form(request, form, change)

    def keep(self, row: CadencePolicy, request: HttpRequest) -> None:
        if row._state.adding:
            copy_policy(draft=row, source=request.source, by=person(request))  # type: ignore[attr-defined]
        else:
            save_policy(policy=row, by=person(request))

    def remove(self, rows: Sequence[CadencePolicy], request: HttpRequest) -> None:
        remove_policies(policies=rows, by=person(request))

    @admin.display(description=gettext_lazy("running cases"))
    def running_cases(self, policy: CadencePolicy) -> int:
        return policy.running_cases  # type: ignore[attr-defined]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        policy = CadencePolicy.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        lacks = lacking(policy) if policy else []
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "lacks": lacks})

    def get_urls(self) -> list[URLPattern]:
        effect = self.admin_site.admin_view(self.effect_view)
        return [path("<int:pk>/effect/", effect, name="casework_cadencepolicy_effect"), *super().get_urls()]

    def effect_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What a draft would change, and bringing it into force; of the version in force, what it would change for
        the cases that kept an earlier one."""
        policy = (
            CadencePolicy.objects.with_running_cases(person(request))
            .exclude(state=PolicyState.RETIRED)
            .filter(pk=pk)
            .first()
        )
        if policy is None or not super().has_change_permission(request, policy):
            raise PermissionDenied
        form = InForceForm(request.POST or None)
        if not policy.is_draft:
            del form.fields["running"]
        if form.is_valid() and self._brought_into_force(request, policy, form):
            return HttpResponseRedirect(reverse("admin:casework_cadencepolicy_changelist"))
        context = {
            **self.admin_site.each_context(request),
            **weighed(policy, timezone.now()),
            "title": _("What would change?"),
            "original": policy,
            "opts": self.opts,
            "form": form,
        }
        page = "admin/casework/cadencepolicy/effect.html"
        return TemplateResponse(request, page, context, status=422 if form.errors else 200)

    def _brought_into_force(self, request: HttpRequest, policy: CadencePolicy, form: InForceForm) -> bool:
        told, by = form.cleaned_data, person(request)
        try:
            if policy.is_draft:
                put_in_force(policy=policy, running=Running(told["running"]), why=told["why"], by=by)
                said = _("%(cadence)s is in force.") % {"cadence": str(policy).capitalize()}
            else:
                moved = move_running_cases(why=told["why"], by=by)
                said = _("Running cases that took the version in force: %(count)s.") % {"count": moved}
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return False
        self.message_user(request, said, messages.SUCCESS)
        return True


@admin.register(CadenceStep)
class CadenceStepAdmin(ProgrammeAdmin):
    """The steps of all versions; only those of a draft are edited."""

    list_display = [
        "policy",
        "phase",
        "position",
        "kind",
        "after",
        "clock",
        "at_least",
        "channel",
        "part_of_day",
        "half",
    ]
    list_display_links = ["phase", "position"]
    list_select_related = ["policy"]
    list_filter = ["policy", "phase"]
    fields = ["policy", "phase", "position", "kind", "after", "clock", "at_least", "channel", "part_of_day", "half"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CadenceStep]:
        return super().get_queryset(request).select_related("policy")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "policy":
            kwargs["queryset"] = CadencePolicy.objects.drafts()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: CadenceStep | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.policy.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: CadenceStep | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.policy.is_draft)


@admin.register(Nickname)
class NicknameAdmin(ProgrammeAdmin):
    list_display = ["name", "nickname"]
    search_fields = ["name", "nickname"]
    fields = ["name", "nickname"]


@admin.register(MatchThresholds)
class MatchThresholdsAdmin(ProgrammeAdmin):
    """One row, which is there from the beginning: its list is its page."""

    fields = ["probable", "possible"]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = MatchThresholds.objects.get()
        return HttpResponseRedirect(reverse("admin:casework_matchthresholds_change", args=[row.pk]))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        titled = {"title": str(MatchThresholds()), "subtitle": None}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **titled})


@admin.register(LadderStep)
class LadderStepAdmin(ProgrammeAdmin):
    list_display = ["position", "rung", "working_minutes"]
    fields = ["position", "rung", "working_minutes"]
