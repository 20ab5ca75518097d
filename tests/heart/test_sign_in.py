"""Signing in, and what a signed-in person's answers leave behind."""

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import override_settings
from knox.models import AuthToken

from heart.accounts.models import User
from heart.demo.management.commands.demo import say_where


@pytest.mark.parametrize(
    "path", ["email/", "confirm-email/", "confirm-email/key/", "signup/", "login/code/confirm/", ""]
)
def test_nobody_changes_their_own_address_or_signs_up(cast, as_, path) -> None:
    client = as_(cast.ada)
    told = {"email": "thief@elsewhere.example", "action_add": ""}
    assert [client.get(f"/accounts/{path}").status_code, client.post(f"/accounts/{path}", told).status_code] == [
        404,
        404,
    ]
    assert User.objects.get(pk=cast.ada.pk).email == "ada@durham.example"


def test_a_forgotten_password_is_set_anew_by_mail(cast, client) -> None:
    cast.ada.set_password("a long enough secret")
    cast.ada.save()
    answer = client.post("/accounts/password/reset/", {"email": cast.ada.email}, follow=True)
    assert answer.redirect_chain == [("/accounts/password/reset/done/", 302)]
    link = next(line for line in mail.outbox[0].body.splitlines() if "/reset/key/" in line)
    page = client.get("/" + link.split("/", 3)[3], follow=True)
    new = "another quite long secret"
    answer = client.post(page.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert answer.redirect_chain == [("/accounts/password/reset/key/done/", 302)]
    assert User.objects.get(pk=cast.ada.pk).check_password(new)


def test_a_password_is_changed_by_its_owner(cast, as_) -> None:
    old, new = "a long enough secret", "another quite long secret"
    cast.ada.set_password(old)
    cast.ada.save()
    as_(cast.ada).post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new})
    assert User.objects.get(pk=cast.ada.pk).check_password(new)


@pytest.mark.parametrize("path", ["/today/", "/me/", "/nowhere/", "/accounts/password/change/", "/api/v1/schema/"])
def test_what_a_signed_in_person_sees_is_kept_nowhere(cast, as_, path) -> None:
    assert "no-store" in as_(cast.ada).get(path)["Cache-Control"]


def test_what_another_system_reads_is_kept_nowhere(cast, client) -> None:
    token = AuthToken.objects.create(cast.ira)[1]
    answer = client.get("/api/v1/encounters/", headers={"authorization": f"Token {token}"})
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)


@pytest.mark.parametrize("language", ["zh-hans", "pt-br", "en-gb", "de", "", "\0"])
def test_only_a_language_that_we_have_can_be_chosen(cast, as_, language) -> None:
    answer = as_(cast.ada).post("/language/", {"language": language})
    cast.ada.refresh_from_db()
    assert (answer.status_code, cast.ada.language, answer.cookies.get("django_language")) == (400, "en", None)


def test_bytes_that_are_no_text_are_a_wrong_token(client, db) -> None:
    assert client.get("/api/v1/encounters/", headers={"authorization": "Token \xff"}).status_code == 401


def test_the_description_of_the_api_says_how_to_sign_in(cast, as_) -> None:
    told = as_(cast.mia).get("/api/v1/schema/?format=json").json()
    assert told["components"]["securitySchemes"]["knoxApiToken"]["in"] == "header"
    assert "`Authorization: Token <token>`" in told["info"]["description"]


@pytest.mark.parametrize("query", ["status__exact=%00", "%00=1", "q=a%00b"])
def test_a_nul_in_a_query_is_refused(cast, as_, query) -> None:
    assert as_(cast.mia).get(f"/admin/casework/case/?{query}").status_code == 400


def test_signing_in_and_out_leads_on_without_a_word(cast, client) -> None:
    """It used to come in English, before the language of whoever signs in was known."""
    cache.clear()
    cast.ada.set_password("a long enough secret")
    cast.ada.save()
    told = {"login": cast.ada.email, "password": "a long enough secret"}
    entered = client.post("/accounts/login/", told, follow=True)
    assert (entered.status_code, entered.context["user"], list(entered.context["messages"])) == (200, cast.ada, [])
    left = client.post("/accounts/logout/", follow=True)
    assert (left.status_code, list(left.context["messages"])) == (200, [])


def test_a_whole_office_behind_one_address_signs_in(cast, client) -> None:
    cache.clear()
    cast.ada.set_password("a long enough secret")
    cast.ada.save()
    told = {"login": cast.ada.email, "password": "a long enough secret"}
    for _ in range(40):
        assert client.post("/accounts/login/", told).status_code == 302
        client.logout()


def test_a_few_who_mistype_do_not_lock_out_the_office(cast, client) -> None:
    cache.clear()
    cast.ada.set_password("a long enough secret")
    cast.ada.save()
    for number in range(60):
        client.post("/accounts/login/", {"login": f"nobody{number}@durham.example", "password": "wrong"})
    told = {"login": cast.ada.email, "password": "a long enough secret"}
    assert client.post("/accounts/login/", told).status_code == 302


def test_guessing_at_one_person_is_stopped(cast, client) -> None:
    cache.clear()
    cast.ada.set_password("a long enough secret")
    cast.ada.save()
    for _ in range(5):
        client.post("/accounts/login/", {"login": cast.ada.email, "password": "wrong"})
    answer = client.post("/accounts/login/", {"login": cast.ada.email, "password": "a long enough secret"})
    assert answer.status_code == 200


def test_links_lead_to_where_the_demo_runs(monkeypatch) -> None:
    with override_settings(SITE_URL=""):
        monkeypatch.setenv("SITE_URL", "")
        monkeypatch.delenv("SITE_URL")
        say_where(8017)
        assert settings.SITE_URL == "http://127.0.0.1:8017"


def test_links_lead_to_where_we_were_told(monkeypatch) -> None:
    with override_settings(SITE_URL=""):
        monkeypatch.setenv("SITE_URL", "https://given.example")
        say_where(8017)
        assert settings.SITE_URL == "https://given.example"
