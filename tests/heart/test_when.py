"""Times as people say them."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

from heart.lib import when
from tests.times import local

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# Letters of months and weekdays in Django's date format.
NAMED = re.compile(r"\|date(?!:[\"'](c|DATE_FORMAT|DATETIME_FORMAT|[^\"'DlMNFEbS]*)[\"'])")


@pytest.mark.parametrize(("language", "said"), [("en", "Sun 29 Nov, 9 a.m."), ("es", "dom 29 nov, 9 a.m.")])
def test_templates_write_days_as_every_other_page_does(language, said) -> None:
    shown = Template('{% load when %}{{ at|day:"D j M" }}, {{ at|clock }}{{ none|day }}')
    with override(language):
        assert shown.render(Context({"at": local(2026, 11, 29, 9), "none": None})) == said


def test_no_template_names_a_month_or_a_weekday_otherwise() -> None:
    """Django's own filter writes “29 Nov” in Spanish."""
    found = [path.name for path in sorted(TEMPLATES.rglob("*.html")) if NAMED.search(path.read_text())]
    assert found == []


@pytest.mark.parametrize(
    ("hour", "minute", "english", "spanish"),
    [
        (12, 0, "today 12:00 p.m.", "hoy 12:00 p.m."),
        (0, 0, "today 12:00 a.m.", "hoy 12:00 a.m."),
        (12, 30, "today 12:30 p.m.", "hoy 12:30 p.m."),
        (9, 0, "today 9 a.m.", "hoy 9 a.m."),
    ],
)
def test_noon_and_midnight_are_times_like_others(hour, minute, english, spanish) -> None:
    at = local(2026, 5, 4, hour, minute)

    said = []
    for language in ("en", "es"):
        with override(language):
            said.append(when.short(at, local(2026, 5, 4, 9)))

    assert said == [english, spanish]
