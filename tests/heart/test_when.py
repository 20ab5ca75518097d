"""Times as people say them."""

import pytest
from django.utils.translation import override

from heart.lib import when
from tests.times import local


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
