"""Django admin's pages about neighbors: whoever looks is on record before the page goes out."""

from typing import Any, cast

from django.db.models import Model
from django.http import HttpRequest

from heart.audit.record import record, record_each


class Audited:
    """Mixed into a ModelAdmin. `noun` begins the event: "case.read" for one, "case.listed" for each in a list."""

    noun: str

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().changelist_view(request, *args, **kwargs)  # type: ignore[misc]
        listed = (getattr(response, "context_data", None) or {}).get("cl")
        if listed is not None:
            record_each(f"{self.noun}.listed", subjects=listed.result_list, by=_who(request))
        return response

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._read(request, super().changeform_view(request, *args, **kwargs), "original")  # type: ignore[misc]

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Its heading says who it is."""
        return self._read(request, super().history_view(request, *args, **kwargs), "object")  # type: ignore[misc]

    def _read(self, request: HttpRequest, response: Any, name: str) -> Any:
        shown = (getattr(response, "context_data", None) or {}).get(name)
        if shown is not None:
            record(f"{self.noun}.read", subject=shown, by=_who(request))
        return response


def _who(request: HttpRequest) -> Model:
    return cast(Model, request.user)  # admin lets nobody in without a sign-in
