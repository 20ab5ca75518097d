"""What stands for a row in Django admin's forms and is none: refused in words at the field, and no page breaks over it."""

import pytest
from django.contrib import admin
from django.db.models import ForeignKey

from heart.accounts.roles import Role, admin_allows
from tests.factories import ServiceFactory

pytestmark = pytest.mark.django_db

ODD = ["-1", "0", "x", "1e5", "9" * 30, "\x00", "00000000-0000-0000-0000-000000000000"]
FIELDS = [
    (page.opts.app_label, page.opts.model_name, field.name)
    for page in admin.site._registry.values()
    for field in page.opts.fields
    if isinstance(field, ForeignKey)
    and field.name in (page.fields or [])
    and admin_allows(Role.PROGRAMME_MANAGER, f"{page.opts.app_label}.add_{page.opts.model_name}")
]


@pytest.fixture
def mia(cast, as_):
    return as_(cast.mia)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("app", "model", "field"), FIELDS)
def test_it_is_chosen_by_nobody(mia, app, model, field, odd):
    address = f"/admin/{app}/{model}/add/"
    shown = mia.get(address, {field: odd.replace("\x00", "\x01")})
    sent = mia.post(address, {field: odd})
    form = sent.context["adminform"].form

    assert (shown.status_code, sent.status_code, len(form.errors[field])) == (200, 200, 1)


@pytest.mark.parametrize("odd", ODD)
def test_nor_in_place_of_what_stands(mia, odd):
    service = ServiceFactory()
    sent = mia.post(f"/admin/referrals/service/{service.pk}/change/", {"organization": odd})
    service.refresh_from_db()

    assert (sent.status_code, list(sent.context["adminform"].form.errors["organization"]) != []) == (200, True)


def test_what_is_chosen_stands_there_by_its_name(mia):
    service = ServiceFactory(organization__name="Walltown Clinic")
    page = mia.get("/admin/referrals/service/add/", {"organization": str(service.organization_id)})

    assert "Walltown Clinic</option>" in page.content.decode()
