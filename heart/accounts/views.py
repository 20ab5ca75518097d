"""Home, and what a person sets for themselves."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from heart.accounts.actions import change_my_settings, choose_language
from heart.accounts.forms import MySettingsForm
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.lib.posting import submitted


@require_http_methods(["GET", "HEAD", "POST"])
def my_settings(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = MySettingsForm(request.POST or None, instance=user)
    if submitted(form, lambda: change_my_settings(by=user, **form.cleaned_data)):
        translation.activate(form.cleaned_data["language"])
        messages.success(request, _("Saved."))
        return redirect("my-settings")
    return render(request, "accounts/my_settings.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The switch in the header: remembered for the person, or in a cookie before sign-in."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    if isinstance(request.user, User):
        choose_language(language=chosen, by=request.user)
    return set_language(request)
