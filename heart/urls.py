"""Every address. Each needs a sign-in (LoginRequiredMiddleware) but those that tests/test_architecture.py lists."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path
from django.views.decorators.http import require_safe

from heart.accounts.signed_in import person
from heart.frame import home_of
from heart.lib.admin_pages import Suggestions
from heart.watching import healthz, metrics


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return redirect(home_of(person(request)))


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it on pages that name no icon, such as Django admin's."""
    return redirect(static("heart/icon.svg"))


@require_safe
def nowhere(request: HttpRequest, asked: str) -> HttpResponse:
    """Django admin's own way from a row's number to its page on the site. Ours name that page themselves."""
    raise Http404


urlpatterns = [
    path("", home, name="home"),
    path("", include("casework.urls")),
    path("", include("referrals.urls")),
    path("", include("heart.reports.urls")),
    path("", include("heart.notify.urls")),
    path("", include("heart.accounts.urls")),
    path("admin/r/<path:asked>", nowhere),
    path("admin/autocomplete/", admin.site.admin_view(Suggestions.as_view())),
    path("admin/", admin.site.urls),
    path("api/v1/", include("heart.api")),
    path("favicon.ico", favicon, name="favicon"),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
]
