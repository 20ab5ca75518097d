"""`{% load when %}`: `heart.lib.when` for templates. Django's own `date` filter knows nothing of small letters in Spanish."""

from datetime import date, datetime

from django import template

from heart.lib import when

register = template.Library()


@register.filter
def day(at: date | datetime | None, form: str = "j M Y") -> str:
    return when.day(at, form) if at else ""


@register.filter
def clock(at: datetime | None) -> str:
    return when.clock(at) if at else ""
