"""Addresses that no database can answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

NUL = "\0"


class NoNul:
    """PostgreSQL keeps no NUL in its texts, and no browser sends one: a query with one is refused (400), not a fault."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any(NUL in text for name, values in request.GET.lists() for text in (name, *values)):
            return HttpResponseBadRequest()
        return self.get_response(request)
