"""The API: its addresses, its description, and the one shape of everything it refuses."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import exception_handler

from casework.api import EidoView, EncounterViewSet
from heart.lib.errors import DomainError

app_name = "api"


def refuse(error: Exception, context: dict[str, Any]) -> Response | None:
    """{"detail", "field"} for everything that the API refuses; None (a 500) for what nobody foresaw."""
    if isinstance(error, DomainError):
        return Response({"detail": _writable(error), "field": error.field}, status=error.status)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        response.data = _problems(error)
    else:
        response.data = {"detail": response.data["detail"], "field": None}
    return response


def _problems(error: ValidationError) -> dict[str, Any]:
    """The first problem in front, and all of them by the dotted path of their field."""
    found = dict(_flat(error.detail, ()))
    field, detail = next(iter(found.items()))
    return {"detail": detail, "field": field or None, "problems": found}


def _flat(detail: Any, path: tuple[str, ...]) -> list[tuple[str, str]]:
    if isinstance(detail, dict):
        inner = [(value, path if key == "non_field_errors" else (*path, str(key))) for key, value in detail.items()]
    elif isinstance(detail, list):
        inner = [(value, path) for value in detail[:1]]
    else:
        return [(_writable(".".join(path)), _writable(detail))]
    return [leaf for value, deeper in inner for leaf in _flat(value, deeper)]


def _writable(words: object) -> str:
    """What repeats the sender's words may repeat half a character, which no answer can carry."""
    return str(words).encode(errors="replace").decode()


router = SimpleRouter()
router.register("encounters", EncounterViewSet, basename="encounter")

urlpatterns: list[URLPattern | URLResolver] = [
    path("encounters/eido/", EidoView.as_view(), name="encounter-eido"),
    *router.urls,
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", login_required(SpectacularSwaggerSplitView.as_view(url_name="api:schema")), name="docs"),
]
