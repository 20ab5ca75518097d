"""Fixtures for every test: the database copied from a template, a real browser, and no way out to the network."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from tests import browsers, databases
from tests.cast import as_, cast, commits  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page
    from pytest_django.live_server_helper import LiveServer


def pytest_configure() -> None:
    """What tests need quick, and nobody else may have."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    settings.DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a browser, or for one that Django makes up, is marked so: `-m "not browser"` leaves it out."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if {"page", "browser"} & asked:
            item.add_marker("browser")
        if {"as_", "client"} & asked:
            item.add_marker("pages")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's own, which would run every migration in every worker of every run.

    Between its two ends the database is shut: what a test writes without asking for it would stay for all others.
    """
    copy = databases.copied()
    with django_db_blocker.unblock():
        copy.__enter__()
    yield
    with django_db_blocker.unblock():
        copy.__exit__(None, None, None)


@pytest.fixture(scope="session", autouse=True)
def no_way_out() -> Iterator[None]:
    """Only this machine may be reached; a test that needs anyone else is wrong."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not loopback(address[0]):
            raise AssertionError(f"A test reached for the network: {address}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browsers.launch_options())
        yield browser
        browser.close()


@pytest.fixture
def site(commits: None) -> Iterator["LiveServer"]:  # noqa: F811 - the fixture, imported above
    """The running site. Not pytest-django's `live_server`: that empties every table afterwards, programme data too."""
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture
def page(browser: "Browser", site: "LiveServer") -> Iterator["Page"]:
    """A page of a fresh profile on the running site: `page.goto("/")`.

    A script error, a breach of the content security policy or a missing file fails the test at its end. A test that
    expects one empties `page.problems`.
    """
    context = browser.new_context(base_url=site.url, locale="en-US", timezone_id="America/New_York")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda message: note(page, message))
    yield page
    context.close()
    assert page.problems == []


def note(page: "Page", message: "ConsoleMessage") -> None:
    if message.type == "error":
        page.problems.append(f"{message.text} {message.location.get('url', '')}")
