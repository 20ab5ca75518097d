"""What a page does when an action says no: the words go to the field they are about, the input stays."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from heart.lib.errors import DomainError, NotAllowed

R = TypeVar("R")


def submitted(form: forms.BaseForm, act: Callable[[], R]) -> R | None:
    """What `act` returns, if the form is valid and the action agrees; else None, and the form says why."""
    if not form.is_valid():
        return None
    try:
        return act()
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except DomainError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return None


def pressed(request: HttpRequest, act: Callable[[], R]) -> R | None:
    """As `submitted`, for a button without a form: the words become a message on the next page."""
    try:
        return act()
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except DomainError as refused:
        messages.error(request, str(refused))
        return None
