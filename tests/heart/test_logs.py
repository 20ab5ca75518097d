"""Logs say what happened, where in the program, and to nobody in particular."""

import logging

import pytest
from django.test import Client

from heart.logs import config
from tests.factories import CaseFactory


@pytest.fixture
def lines(caplog):
    """As they are written, in the order in which they came."""
    made = logging.config.DictConfigurator(config(level="INFO", as_json=True))
    form = made.configure_formatter(made.config["formatters"]["lines"])
    return lambda: [form.format(record) for record in caplog.records]


def test_a_request_that_is_refused_is_told_by_its_route(cast, lines) -> None:
    """Its address holds the number of a case."""
    case = CaseFactory(stage="outreach", team=cast.team)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ada)
    answer = client.post(f"/cases/{case.pk}/contact/", secure=True, headers={"referer": "https://testserver/"})

    (line,) = [line for line in lines() if "Forbidden" in line]
    assert (answer.status_code, f"/{case.pk}/" in line) == (403, False)
    assert "Forbidden (CSRF cookie not set.): cases/<int:pk>/contact/" in line
