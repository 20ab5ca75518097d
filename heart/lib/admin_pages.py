"""Django admin over actions: its pages edit and delete nothing themselves.

`Kept` hands a valid form to an action and shows the action's or the database's refusal on the form, with
everything that was typed. `ReadOnly` shows.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models
from django.forms import ModelForm, model_to_dict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heart.lib.errors import DomainError

REFUSALS = (DomainError, IntegrityError)


class SeenForm(ModelForm):
    """Remembers what the page showed, so that two people never overwrite each other unknowingly."""

    as_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = _digest(self.instance)
        self.initial["as_seen"] = self.standing

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and not self.instance._state.adding and cleaned.get("as_seen") != self.standing:
            self.add_error(
                None,
                _(
                    "Somebody has changed this meanwhile. Open it again to see how it stands; what you typed is still here."
                ),
            )
        return cleaned


class Offered(ChangeList):
    """Django also answers what no filter of the page has taken for itself. Through a relation, that would tell whether
    there is a record of which whoever asks may not know."""

    def get_filters(self, request: HttpRequest) -> Any:
        found = super().get_filters(request)
        not_offered = found[2]
        if not_offered:
            raise IncorrectLookupParameters(", ".join(not_offered))
        return found


class Suggestions(AutocompleteJsonView):
    """Django suggests rows for every relation of every table. Here, for the fields that a page offers it for.

    A name suggested is a look at a record, of which nothing would be written down."""

    admin_site = admin.site

    def process_request(self, request: HttpRequest) -> Any:
        found = super().process_request(request)
        field = found[2]
        page = admin.site._registry.get(field.model)
        if page is None or field.name not in page.get_autocomplete_fields(request):
            raise PermissionDenied
        return found


class Suggesting(AutocompleteSelect):
    """Looks up what is chosen, to show its name; what can be no key of that table is not looked up. The field refuses
    it in words."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if self._may_be_key(one)], attrs)

    def _may_be_key(self, told: str) -> bool:
        try:
            self.field.target_field.to_python(told)
        except ValidationError:
            return False
        return True


class Asked(admin.ModelAdmin):
    """What an address asks for that no database can look for, such as the year 99999, is told of like any other filter
    that the page does not offer."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Offered

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error


class Kept(Asked):
    """Subclasses say `fields`, `keep` and `remove`. `words` tells what a constraint of the database means."""

    show_full_result_count = False
    form = SeenForm
    words: ClassVar[dict[str, Any]] = {}

    def keep(self, row: Any, request: HttpRequest) -> None:
        """Call the action that saves."""
        raise NotImplementedError

    def remove(self, rows: Sequence[Any], request: HttpRequest) -> None:
        """Call the action that deletes."""
        raise NotImplementedError

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Of what may not be deleted nothing is listed that stands against it: it may be of somebody hidden."""
        if all(self.has_delete_permission(request, obj) for obj in objs):
            return super().get_deleted_objects(objs, request)
        return [str(obj) for obj in objs], {}, {self.opts.verbose_name}, []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        self.keep(obj, request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.remove([obj], request)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        self.remove(list(queryset), request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_fields(request, obj), *(["as_seen"] if self._edits(request, obj) else [])]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return _refusing(form, refusal, self._say(refusal)) if refusal else form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Suggesting(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """On the way to a write the row is held, so that what the form compares with is what stands."""
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST":
            return found
        self.model._base_manager.select_for_update().get(pk=found.pk)
        return super().get_object(request, object_id, from_field)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A refusal rolls everything back; then the same page again, with the refusal on its form."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except REFUSALS as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._or_say(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._or_say(request, super().changelist_view, *args, **kwargs)

    def _or_say(self, request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except REFUSALS as refusal:
            self.message_user(request, self._say(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def _edits(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None and self.has_change_permission(request, obj)

    def _say(self, refusal: Exception) -> str:
        if isinstance(refusal, DomainError):
            return str(refusal)
        name = _constraint(refusal)
        return str(self.words.get(name) or _violated(self.model, name) or _("This contradicts what is kept already."))


class ReadOnly(Asked):
    """Looked at here, changed elsewhere."""

    show_full_result_count = False
    actions: Any = None

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, row: Any) -> Any:
        return row.pk

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _refusing(form: Any, refusal: Exception, words: str) -> Any:
    """The form, which now refuses what it holds."""

    class Refused(form):
        def clean(self) -> Any:
            cleaned = super().clean()
            field = getattr(refusal, "field", None)
            self.add_error(field if field in self.fields else None, words)
            return cleaned

    return Refused


def _digest(row: models.Model) -> str:
    standing = json.dumps(model_to_dict(row), sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(standing.encode()).hexdigest()[:32]


def _constraint(refusal: Exception) -> str:
    diagnosis = getattr(refusal.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def _violated(model: type[models.Model], name: str) -> object:
    found = next((c for c in model._meta.constraints if c.name == name), None)
    return found.get_violation_error_message() if found else None
