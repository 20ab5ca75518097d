"""One page of a long list. The number stands in the URL, so that Back returns to it."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 50


def page_of(request: HttpRequest, rows: QuerySet, per_page: int = PER_PAGE) -> Page:
    """The page that `?page=` names; a number that makes no sense gives the nearest one."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def is_part(request: HttpRequest) -> bool:
    """The page itself asks for a piece of it (htmx); everybody else gets it whole."""
    return bool(getattr(request, "htmx", False))
