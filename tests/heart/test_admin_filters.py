"""The lists of Django admin answer what they offer to ask, and nothing else: a filter that reaches through a relation
would tell whether there is somebody of whom one may not know."""

from urllib.parse import parse_qsl

import pytest
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory

from casework.models import CadencePolicy, Encounter
from heart.accounts.roles import Role, admin_allows
from tests.factories import (
    CaseFactory,
    ConsentFactory,
    EncounterFactory,
    OrganizationFactory,
    ReferralFactory,
    RestrictionFactory,
)

pytestmark = pytest.mark.django_db

# Of every table that anybody opens in Django admin.
PAGES = {
    meta.label_lower: page
    for page in admin.site._registry.values()
    if admin_allows(Role.PROGRAMME_MANAGER, f"{(meta := page.opts).app_label}.view_{meta.model_name}")
}
ODD = ["", "__isnull", "__in", "__pk", "__id", "__gt", "__regex"]


@pytest.fixture
def asked(cast):
    """Of one list: what comes of each way to ask."""

    def ask(page, told):
        request = RequestFactory().get("/", told)
        request.user = cast.mia
        try:
            return page.get_changelist_instance(request).result_count
        except (IncorrectLookupParameters, SuspiciousOperation):
            return "refused"

    return ask


def filtered(page):
    """The fields that the list has filters for, by their names."""
    return {each if isinstance(each, str) else each[0] for each in page.list_filter}


def names(model):
    """Fields, and relations of other tables to this one."""
    return {field.name for field in model._meta.get_fields(include_hidden=True)} | {"pk"}


@pytest.mark.parametrize("label", PAGES)
def test_nothing_is_asked_that_the_list_does_not_offer(asked, label):
    page = PAGES[label]
    odd = [name + how for name in names(page.model) - filtered(page) for how in ODD]
    odd += [f"{name}{how}" for name in filtered(page) for how in ("__in", "__gt", "__regex", "__id__in")]
    answered = {told: answer for told in odd if (answer := asked(page, {told: "1"})) != "refused"}
    assert answered == {}


@pytest.mark.parametrize("label", PAGES)
def test_whatever_the_list_offers_is_answered(asked, cast, label):
    page = PAGES[label]
    request = RequestFactory().get("/")
    request.user = cast.mia
    listed = page.get_changelist_instance(request)
    offered = [choice["query_string"] for spec in listed.filter_specs for choice in spec.choices(listed)]
    assert "refused" not in [asked(page, dict(parse_qsl(query[1:]))) for query in offered]


@pytest.fixture
def hidden(cast):
    """A case of somebody restricted, and an incident anybody may see that is bound to one of theirs."""
    case = CaseFactory(stage="engaged", team=cast.team)
    restriction = RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.sol], by=cast.sol)
    theirs = EncounterFactory()
    Encounter.objects.filter(pk=theirs.pk).update(neighbor=case.neighbor, case=case)
    Encounter.objects.filter(pk=EncounterFactory().pk).update(replaced_by=theirs, split_from=theirs)
    return {
        "restriction": restriction.pk,
        "case": case.pk,
        "encounter": theirs.pk,
        "referral": ReferralFactory(case=case).pk,
        "consent": ConsentFactory(case=case).pk,
    }


@pytest.mark.parametrize(
    "asks",
    [
        "accounts/user/?restrictions__isnull=0",
        "accounts/user/?restrictions={restriction}",
        "accounts/user/?encounters={encounter}",
        "accounts/user/?contacts__isnull=0",
        "accounts/team/?cases={case}",
        "accounts/team/?cases__id={case}",
        "casework/cadencepolicy/?cases={case}",
        "casework/encounter/?replaced_by__isnull=0",
        "casework/encounter/?replaced_by={encounter}",
        "casework/encounter/?split_from__isnull=0",
        "referrals/service/?referrals={referral}",
        "referrals/organization/?consents={consent}",
    ],
)
def test_a_hidden_record_is_not_asked_for_by_what_leads_to_it(cast, as_, hidden, asks):
    answer = as_(cast.mia).get("/admin/" + asks.format(**hidden))
    assert (answer.status_code, answer["location"].split("?")[1]) == (302, "e=1")


@pytest.mark.parametrize(
    ("app", "model", "field", "status"),
    [
        ("referrals", "service", "organization", 200),
        ("casework", "case", "neighbor", 403),
        ("accounts", "user", "restrictions", 403),
        ("casework", "encounter", "replaced_by", 403),
        ("referrals", "organization", "services", 403),
    ],
)
def test_suggestions_are_given_for_the_fields_that_offer_them(cast, as_, app, model, field, status):
    """A name suggested is a look at a record, and would be on nobody's record."""
    OrganizationFactory()
    CaseFactory()
    told = {"app_label": app, "model_name": model, "field_name": field, "term": ""}
    assert as_(cast.mia).get("/admin/autocomplete/", told).status_code == status


def test_what_stands_against_deleting_a_cadence_is_not_listed(cast, as_, hidden):
    """Its cases are of everybody, also of those whom one may not know of."""
    running = CadencePolicy.objects.in_force()
    told = {"action": "delete_selected", "_selected_action": running.pk}
    page = as_(cast.mia).post("/admin/casework/cadencepolicy/", told)

    assert (page.context["protected"], page.context["perms_lacking"]) == ([], {"cadence"})
