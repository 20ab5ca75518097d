import urllib.request

import pytest


def test_a_page_is_served_to_a_real_browser(page) -> None:
    page.goto("/static/admin/css/base.css")

    assert "font-family" in page.inner_text("body")


def test_nobody_outside_can_be_reached() -> None:
    with pytest.raises(AssertionError, match="reached for the network"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)
