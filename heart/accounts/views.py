"""Home, and what a person sets for themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heart.accounts.actions import change_my_settings
from heart.accounts.forms import MySettingsForm
from heart.accounts.signed_in import person
from heart.lib.posting import submitted


@require_http_methods(["GET", "HEAD", "POST"])
def my_settings(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = MySettingsForm(request.POST or None, instance=user)
    if request.method == "POST" and submitted(form, lambda: change_my_settings(by=user, **form.cleaned_data)):
        translation.activate(form.cleaned_data["language"])
        messages.success(request, _("Saved."))
        return redirect("my-settings")
    return render(request, "accounts/my_settings.html", {"form": form}, status=422 if form.errors else 200)
