"""Django admin, for programme managers: what they may keep is written by actions, the rest is to be looked at."""

from datetime import date, time, timedelta

import pytest
from django.contrib import admin
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from casework.actions.restrictions import restrict_record
from casework.models import (
    Beat,
    BeatOutline,
    FollowUp,
    LadderStep,
    MatchThresholds,
    Nickname,
    ResponsePlan,
    RestrictedWhy,
)
from heart.accounts.actions import save_calendar
from heart.accounts.models import Closure, Team, TimeOff, User, WorkingHours
from heart.accounts.roles import Role
from heart.audit.models import AuditEvent
from heart.lib.admin_pages import Kept
from heart.lib.errors import DomainError
from heart.notify.models import Channel, Delivery, Message, Pause
from referrals.models import Organization, Service
from tests.cast import Cast
from tests.factories import (
    CaseFactory,
    ConnectionFactory,
    DraftFactory,
    EncounterFactory,
    MessageFactory,
    NeighborFactory,
    OrganizationFactory,
    ReferralFactory,
    ServiceFactory,
    TimeOffFactory,
)

pytestmark = pytest.mark.django_db

# Fewer means that something is no longer shown, more that a row costs a statement of its own.
STATEMENTS = {
    "accounts.user": 4, "accounts.team": 5, "accounts.timeoff": 5, "accounts.workinghours": 5, "accounts.closure": 4,
    "knox.authtoken": 4, "notify.message": 4, "notify.pause": 4, "audit.auditevent": 5, "casework.beat": 4, "casework.calltype": 4,
    "casework.cadencepolicy": 4, "casework.cadencestep": 5, "casework.ladderstep": 4, "casework.neighbor": 5, "casework.encounter": 5,
    "casework.case": 6, "casework.followup": 6, "casework.contact": 5, "referrals.organization": 4,
    "referrals.service": 4, "referrals.need": 5, "referrals.consent": 5, "referrals.referral": 5,
    "referrals.connection": 5, "casework.pilotservice": 4, "casework.pilothours": 4, "casework.beatoutline": 4,
    "casework.nickname": 4, "casework.responseplan": 5, "casework.restriction": 5,
}  # fmt: skip
# Lists with a file of their own.
ELSEWHERE = {"casework.job": "test_import_pages", "casework.matchthresholds": "below"}
TODAY = timezone.localdate()
NEXT_YEAR = TODAY.year + 1
KEPT = [
    "accounts.user", "accounts.team", "accounts.timeoff", "accounts.workinghours", "accounts.closure", "casework.beat",
    "casework.calltype", "casework.cadencepolicy", "casework.cadencestep", "casework.ladderstep", "referrals.organization", "referrals.service",
    "notify.pause", "casework.pilotservice", "casework.pilothours", "casework.beatoutline",
    "casework.nickname",
]  # fmt: skip


def url(label, page, *arguments):
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=arguments)


def models():
    return {model._meta.label_lower: model for model in admin.site._registry}


@pytest.fixture
def mia(as_, cast: Cast):
    return as_(cast.mia)


@pytest.fixture
def row(cast: Cast):
    """One more of everything, each call."""

    def add():
        connection = ConnectionFactory(case=CaseFactory(stage="engaged"))
        EncounterFactory()
        MessageFactory()
        TimeOffFactory()
        AuthToken.objects.create(cast.ira)
        channel = Channel.TEXT if Pause.objects.exists() else Channel.EMAIL
        BeatOutline.objects.create(
            code=str(BeatOutline.objects.count()), shape=[], west=0, south=0, east=1, north=1, valid_from=TODAY
        )
        restrict_record(neighbor=NeighborFactory(), why=RestrictedWhy.STAFF_KIN, named=[cast.mia], by=cast.mia)
        ResponsePlan.objects.create(neighbor=NeighborFactory(), helps="Talk slowly.", written_by=cast.ada)
        Pause.objects.get_or_create(channel=channel, defaults={"by": cast.mia, "why": "the provider has trouble"})
        return connection

    return add


def form_of(client, address):
    """What a browser would send back unchanged."""
    form = client.get(address).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in shown.items() if value is not False}


def send(client, address, **changes):
    """Open the page, change something, save. Gives the answer."""
    told = form_of(client, address) | changes
    return client.post(address, {name: value for name, value in told.items() if value is not None})


def problems(response):
    if response.context is None or "adminform" not in response.context:
        return response.status_code
    errors = response.context["adminform"].form.errors
    return {field: list(found) for field, found in errors.items()}


def leads_to(person, query=""):
    return f'<a href="/staff/{person.pk}/hand-over/{query}">See what, and hand it over</a>'


# -- Who gets in


@pytest.mark.parametrize("name", ["ada", "ben", "sol", "rex", "ira", "ana"])
def test_only_programme_managers(as_, cast, name):
    client = as_(getattr(cast, name))
    answers = {client.get(url(label, "changelist")).status_code for label in [*STATEMENTS, "admin.index"][:-1]}
    assert (answers, client.get(reverse("admin:login")).status_code) == ({302}, 403)


def test_there_is_one_door(client, db):
    assert client.get(reverse("admin:login"))["location"] == "/accounts/login/?next=%2Fadmin%2Flogin%2F"


def test_groups_and_addresses_are_nobodys(mia):
    others = [model._meta for label, model in models().items() if label not in {*STATEMENTS, *ELSEWHERE}]
    answers = {mia.get(url(meta.label_lower, "changelist")).status_code for meta in others}
    assert answers in ({403}, set())


# -- Every page opens


@pytest.mark.parametrize("label", STATEMENTS)
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_one_row_and_for_three(mia, row, rows, label, django_assert_num_queries):
    for _ in range(rows):
        row()
    mia.get(url(label, "changelist"))
    with django_assert_num_queries(STATEMENTS[label]):
        assert mia.get(url(label, "changelist")).status_code == 200


@pytest.mark.parametrize("label", STATEMENTS)
def test_pages_of_one_row(mia, row, label):
    row()
    found = models()[label].objects.first()
    for page in ("change", "history"):
        assert mia.get(url(label, page, found.pk)).status_code == 200
    assert mia.get(url(label, "add")).status_code == (200 if label in KEPT else 403)
    assert mia.get(url(label, "changelist"), {"q": "a"}).status_code == 200


def test_a_year_that_no_calendar_has_is_no_filter(mia):
    answer = mia.get(url("casework.encounter", "changelist"), {"received_at__year": "99999"})
    assert (answer.status_code, answer["location"]) == (302, "/admin/casework/encounter/?e=1")


def test_there_is_no_second_way_to_a_page_of_the_site(mia):
    assert mia.get("/admin/r/1/1/").status_code == 404


@pytest.mark.parametrize("label", sorted(set(STATEMENTS) - set(KEPT)))
def test_what_is_read_only_stays_as_it_is(mia, row, label):
    row()
    model = models()[label]
    found = model.objects.first()
    before = model.objects.filter(pk=found.pk).values().get()
    answers = [mia.post(url(label, "change", found.pk), {"status": "closed"}).status_code]
    if label != "knox.authtoken":
        answers.append(mia.post(url(label, "delete", found.pk), {"post": "yes"}).status_code)
    assert (set(answers), model.objects.filter(pk=found.pk).values().get()) == ({403}, before)


@pytest.mark.parametrize(
    "label", [label for label in STATEMENTS if label.split(".")[0] in ("casework", "referrals") and label not in KEPT]
)
def test_whoever_looks_is_on_record(mia, cast, row, label):
    row()
    noun = {"followup": "follow_up", "responseplan": "plan"}.get(label.split(".")[1], label.split(".")[1])
    found = models()[label].objects.order_by("pk")
    mia.get(url(label, "changelist"))
    mia.get(url(label, "change", found[0].pk))
    listed = AuditEvent.objects.filter(event=f"{noun}.listed", actor_id=cast.mia.pk).values_list(
        "subject_id", flat=True
    )
    read = AuditEvent.objects.filter(event=f"{noun}.read", actor_id=cast.mia.pk).values_list("subject_id", flat=True)
    assert (sorted(listed), list(read)) == (sorted(str(r.pk) for r in found), [str(found[0].pk)])


def test_a_look_at_the_history_is_on_record_too(mia, cast):
    neighbor = NeighborFactory()
    mia.get(url("casework.neighbor", "history", neighbor.pk))
    told = AuditEvent.objects.filter(actor_id=cast.mia.pk).values_list("event", "subject_id")
    assert list(told) == [("neighbor.read", str(neighbor.pk))]


def test_the_thresholds_are_one_row_that_is_changed(mia):
    row = MatchThresholds.objects.get()
    answers = [
        mia.get(url("casework.matchthresholds", page, *arguments)).status_code
        for page, arguments in (("changelist", []), ("change", [row.pk]), ("add", []))
    ]
    send(mia, url("casework.matchthresholds", "change", row.pk), probable="0.9")
    row.refresh_from_db()
    assert (answers, row.probable) == ([302, 200, 403], 0.9)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"possible": "0.8", "probable": "0.3"}, {"probable": "This may not be below “possibly the same from”."}),
        ({"possible": "0.3", "probable": "1.7"}, {"probable": "Give a number above 0, up to 1."}),
        ({"possible": "0", "probable": "0.9"}, {"possible": "Give a number above 0, up to 1."}),
    ],
)
def test_thresholds_that_cannot_be_are_refused_at_the_field(mia, told, says):
    page = send(mia, url("casework.matchthresholds", "change", MatchThresholds.objects.get().pk), **told)
    assert problems(page) == {field: [words] for field, words in says.items()}


def test_every_constraint_that_somebody_can_break_here_says_so_in_words():
    kept = [editor for editor in admin.site._registry.values() if isinstance(editor, Kept)]
    models = {model for editor in kept for model in [editor.model, *(inline.model for inline in editor.inlines)]}
    constraints = [constraint for model in models for constraint in model._meta.constraints]
    silent = [c.name for c in constraints if c.violation_error_message == c.default_violation_error_message]
    assert (silent, len(constraints) > 30) == ([], True)


def test_two_names_that_are_known_already_are_refused_in_words(mia):
    known = Nickname.objects.all()[0]
    page = send(mia, url("casework.nickname", "add"), name=known.name, nickname=known.nickname)
    assert problems(page) == {"__all__": ["These two names are in the list already."]}


# -- Staff


NEW = {
    "name": "Nia",
    "email": "Nia@City.example",
    "role": "peer",
    "language": "es",
    "speaks": "en,es",
    "is_active": "on",
}


def test_a_new_member_of_staff_sets_the_password_by_mail(mia, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(mia, url("accounts.user", "add"), **NEW)
    nia = User.objects.get(email="nia@city.example")
    assert (nia.role, nia.speaks, nia.has_usable_password()) == (Role.PEER, ["en", "es"], False)
    assert [message.to for message in mail.outbox] == [["nia@city.example"]]
    link = next(line for line in mail.outbox[0].body.splitlines() if "/reset/key/" in line)
    client.logout()
    page = client.get("/" + link.split("/", 3)[3], follow=True)
    assert "password1" in page.content.decode()
    events = AuditEvent.objects.filter(subject_type="accounts.user", subject_id=nia.pk).values_list("event", flat=True)
    assert sorted(events) == ["user.added", "user.invited"]


def test_an_integration_gets_no_mail(mia, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(mia, url("accounts.user", "add"), **NEW | {"role": "integration"})
    assert mail.outbox == []


def test_an_address_is_somebodys_once(mia, cast):
    response = send(mia, url("accounts.user", "add"), **NEW | {"email": "ADA@durham.example"})
    assert list(problems(response)) != []
    assert User.objects.filter(email__iexact="ada@durham.example").count() == 1


def test_nobody_leaves_who_still_owns_something(mia, cast):
    case = CaseFactory(stage="outreach", team=cast.team)
    response = send(mia, url("accounts.user", "change", cast.ada.pk), is_active=None, name="Typed Name")
    words = f"Hand over first: team Ada and Ben; open follow-ups of these cases: {case.pk}. {leads_to(cast.ada)}"
    assert problems(response) == {"is_active": [words]}
    assert response.context["adminform"].form["name"].value() == "Typed Name"
    assert User.objects.get(pk=cast.ada.pk).is_active is True


def test_nobody_changes_roles_who_is_half_of_a_team(mia, cast):
    response = send(mia, url("accounts.user", "change", cast.ben.pk), role="supervisor")
    assert problems(response) == {"role": [f"Hand over first: team Ada and Ben. {leads_to(cast.ben)}"]}


def test_the_last_manager_stays(mia, cast):
    response = send(mia, url("accounts.user", "change", cast.mia.pk), is_active=None)
    assert problems(response) == {"is_active": ["Somebody has to manage the programme: name another manager first."]}


def test_whoever_leaves_takes_no_token_along(mia, cast):
    AuthToken.objects.create(cast.ira)
    send(mia, url("accounts.user", "change", cast.ira.pk), is_active=None)
    assert (User.objects.get(pk=cast.ira.pk).is_active, AuthToken.objects.count()) == (False, 0)


def test_a_change_is_audited_by_its_fields(mia, cast):
    send(mia, url("accounts.user", "change", cast.ada.pk), name="Ada L", phone="919-555-0101")
    event = AuditEvent.objects.get(event="user.changed")
    assert (event.actor_id, event.subject_id, event.detail) == (
        cast.mia.pk,
        str(cast.ada.pk),
        {"fields": ["name", "phone"]},
    )


def test_two_managers_do_not_overwrite_each_other(mia, cast):
    address = url("accounts.user", "change", cast.ada.pk)
    mine = form_of(mia, address)
    send(mia, address, phone="919-555-0101")
    response = mia.post(address, mine | {"phone": "919-555-0199"})
    assert "Somebody has changed this meanwhile" in str(problems(response))
    assert User.objects.get(pk=cast.ada.pk).phone == "+19195550101"


def test_a_token_is_shown_once(mia, cast, client):
    address = reverse("admin:accounts_user_token", args=[cast.ira.pk])
    asks = mia.get(address)
    shown = mia.post(address, follow=True)
    token = shown.context["token"]
    assert (asks.context["token"], token in shown.content.decode(), "no-store" in shown["cache-control"]) == (
        None,
        True,
        True,
    )
    assert (shown.request["REQUEST_METHOD"], token in mia.get(address).content.decode()) == ("GET", False)
    assert AuthToken.objects.count() == 1
    client.logout()
    assert client.get("/api/v1/encounters/", headers={"authorization": f"Token {token}"}).status_code == 200
    assert AuditEvent.objects.get(event="token.made").actor_id == cast.mia.pk


def test_only_integrations_get_tokens(mia, cast):
    response = mia.post(reverse("admin:accounts_user_token", args=[cast.ada.pk]), follow=True)
    assert [str(m) for m in response.context["messages"]] == ["Only an active integration gets a token."]
    assert (response.context["token"], AuthToken.objects.count()) == (None, 0)


def test_a_token_is_removed(mia, cast):
    made, _ = AuthToken.objects.create(cast.ira)
    mia.post(url("knox.authtoken", "delete", made.pk), {"post": "yes"})
    assert (AuthToken.objects.count(), AuditEvent.objects.filter(event="token.removed").count()) == (0, 1)


# -- Teams and days off


def test_a_new_peer_takes_the_follow_ups_over(mia, cast):
    case = CaseFactory(stage="outreach", team=cast.team)
    new = User.objects.create_user("new@durham.example", name="New", role=Role.PEER)
    send(mia, url("accounts.team", "change", cast.team.pk), peer=new.pk)
    assert list(case.follow_ups.open().values_list("owner__name", flat=True)) == ["New"]


def test_a_team_with_open_cases_is_not_dissolved(mia, cast):
    CaseFactory(stage="outreach", team=cast.team)
    response = send(mia, url("accounts.team", "change", cast.team.pk), is_active=None)
    assert problems(response) == {"is_active": ["This team has open cases: assign them to another team first."]}


def test_a_person_is_in_one_active_team(mia, cast):
    response = send(
        mia, url("accounts.team", "add"), name="Third", peer=cast.ada.pk, clinician=cast.dan.pk, supervisor=cast.sol.pk, is_active="on"
    )  # fmt: skip
    assert (problems(response) not in (302, {}), Team.objects.count()) == (True, 2)


def test_a_leave_waits_for_the_handing_over(mia, cast):
    case = CaseFactory(stage="outreach", team=cast.team)
    told = {"user": cast.ada.pk, "starts_on": f"{NEXT_YEAR}-01-01", "ends_on": f"{NEXT_YEAR}-01-07"}
    response = send(mia, url("accounts.timeoff", "add"), **told)
    words = (
        f"Hand over first: open follow-ups of these cases: {case.pk}. {leads_to(cast.ada, f'?until={NEXT_YEAR}-01-07')}"
    )
    assert problems(response) == {"starts_on": [words]}
    mine = list(FollowUp.objects.open().values_list("pk", flat=True))
    mia.post(url("casework.followup", "changelist"), {"action": "hand_over", "_selected_action": mine})
    assert list(FollowUp.objects.open().values_list("owner", flat=True)) == [cast.ben.pk]
    send(mia, url("accounts.timeoff", "add"), **told)
    assert TimeOff.objects.get().user == cast.ada


def test_time_off_does_not_overlap(mia, cast):
    told = {"user": cast.ana.pk, "starts_on": f"{NEXT_YEAR}-01-01", "ends_on": f"{NEXT_YEAR}-01-07"}
    send(mia, url("accounts.timeoff", "add"), **told)
    response = send(
        mia,
        url("accounts.timeoff", "add"),
        **told | {"starts_on": f"{NEXT_YEAR}-01-07", "ends_on": f"{NEXT_YEAR}-01-09"},
    )
    assert problems(response) == {"__all__": ["This overlaps with other time off of the same person."]}


@pytest.mark.parametrize("ends_on", ["9999-12-31", f"{NEXT_YEAR + 2}-06-01"])
def test_time_off_is_at_most_two_years_ahead(mia, cast, ends_on):
    told = {"user": cast.ana.pk, "starts_on": f"{NEXT_YEAR}-01-01", "ends_on": ends_on}
    response = send(mia, url("accounts.timeoff", "add"), **told)
    assert problems(response) == {"ends_on": ["Time off can be at most two years ahead."]}


# -- The calendar and the programme


def test_hours_do_not_overlap(mia):
    told = {"weekday": 0, "opens": "16:00", "closes": "18:00", "valid_from": "2026-01-01"}
    response = send(mia, url("accounts.workinghours", "add"), **told)
    assert problems(response) == {"opens": ["These hours overlap with others of the same weekday."]}
    assert response.context["adminform"].form["opens"].value() == "16:00"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"opens": "17:00", "closes": "09:00"}, {"closes": ["It closes before it opens. Give a later time."]}),
        ({"opens": "09:00", "closes": "09:00"}, {"closes": ["It closes before it opens. Give a later time."]}),
        (
            {"valid_from": "2026-03-02", "valid_to": "2026-03-01"},
            {"valid_to": ["The last day comes before the first."]},
        ),
    ],
)
def test_hours_that_run_backwards_are_said_so_at_the_field(mia, told, said):
    whole = {"weekday": 6, "opens": "18:00", "closes": "20:00", "valid_from": "2026-01-01"}
    assert problems(send(mia, url("accounts.workinghours", "add"), **(whole | told))) == said


def test_the_pages_speak_plainly(mia):
    hours = mia.get(url("accounts.workinghours", "add")).content.decode()
    index = mia.get(reverse("admin:index")).content.decode()
    assert ("23:59 means midnight at the end of the day." in hours, "59.999999" in hours) == (True, False)
    assert ("API tokens" in index, "Knox" in index) == (True, False)


def hours_of(person, **changes):
    told = {"user": person.pk, "weekday": 0, "opens": "11:00", "closes": "15:00", "valid_from": "2026-01-01"}
    return told | changes


def test_a_person_may_have_hours_beside_the_programmes_and_not_twice(mia, cast):
    for person in (cast.ada, cast.eve):
        send(mia, url("accounts.workinghours", "add"), **hours_of(person))
    response = send(mia, url("accounts.workinghours", "add"), **hours_of(cast.ada, opens="14:00", closes="18:00"))
    assert problems(response) == {"opens": ["These hours overlap with others of Ada on the same weekday."]}
    assert sorted(WorkingHours.objects.exclude(user=None).values_list("user__name", "opens")) == [
        ("Ada", time(11)),
        ("Eve", time(11)),
    ]


def test_with_a_day_of_their_own_all_others_are_off_and_that_is_said(mia, cast):
    page = mia.get(url("accounts.workinghours", "add")).content.decode()
    assert "a person works those only; every other day counts as not working." in page
    send(mia, url("accounts.workinghours", "add"), **hours_of(cast.eve, weekday=4))

    def said(**changes):
        response = mia.post(url("accounts.workinghours", "add"), hours_of(cast.ada, **changes), follow=True)
        return next(words for message in response.context["messages"] if "Ada works" in (words := str(message)))

    def since(moment):
        return f"From {moment.day} {moment:%b %Y} on, Ada works"

    only = "Every other day counts as not working."
    assert said(weekday=1) == f"{since(TODAY)}: Tuesday 11:00-15:00. {only}"
    assert said() == f"{since(TODAY)}: Monday 11:00-15:00, Tuesday 11:00-15:00. {only}"
    later = date(NEXT_YEAR, 3, 1)
    said_of_later = said(weekday=2, valid_from=later.isoformat())
    assert said_of_later.startswith(since(later))
    assert "Wednesday" in said_of_later
    told = {"post": "yes"}
    for row in WorkingHours.objects.filter(user=cast.ada).order_by("-weekday"):
        response = mia.post(url("accounts.workinghours", "delete", row.pk), told, follow=True)
    assert f"{since(TODAY)} when the programme does." in [str(message) for message in response.context["messages"]]


def test_hours_of_their_own_have_people_who_work_here(mia, cast):
    gone = User.objects.create_user("gone@durham.example", name="Gone", role=Role.PEER, is_active=False)
    form = mia.get(url("accounts.workinghours", "add")).context["adminform"].form
    names = set(form.fields["user"].queryset.values_list("name", flat=True))
    assert names == {person.name for person in cast.people.values()} - {"Ira"}
    for person in (cast.ira, gone):
        with pytest.raises(DomainError, match="Only active staff have hours of their own") as refused:
            save_calendar(row=WorkingHours(user=person, weekday=0, opens=time(9), closes=time(10)), by=cast.mia)
        assert refused.value.field == "user"


def test_hours_of_somebody_who_left_do_not_become_the_programmes(mia, cast):
    told = hours_of(cast.ana, weekday=6)
    send(mia, url("accounts.workinghours", "add"), **told)
    User.objects.filter(pk=cast.ana.pk).update(is_active=False)
    kept = WorkingHours.objects.get(user=cast.ana)
    response = send(mia, url("accounts.workinghours", "change", kept.pk), closes="16:00")
    assert problems(response) == {"user": ["Only active staff have hours of their own."]}


def test_hours_of_one_person_are_not_the_programmes(mia, cast):
    """Nobody else works when all but Ada's hours would go."""
    send(mia, url("accounts.workinghours", "add"), **hours_of(cast.ada))
    ours = list(WorkingHours.objects.filter(user=None).values_list("pk", flat=True))
    told = {"action": "delete_selected", "_selected_action": ours, "post": "yes"}
    response = mia.post(url("accounts.workinghours", "changelist"), told, follow=True)
    assert [str(m) for m in response.context["messages"]][-1:] == ["Care navigation would have no working time left."]
    last = WorkingHours.objects.filter(user=None, weekday=0).get()
    WorkingHours.objects.filter(user=None).exclude(pk=last.pk).delete()
    response = send(mia, url("accounts.workinghours", "change", last.pk), user=cast.eve.pk)
    assert problems(response) == {"__all__": ["Care navigation would have no working time left."]}


def test_a_persons_hours_and_days_off_are_one_step_from_their_page(mia, cast):
    for person in (cast.ada, cast.eve):
        send(mia, url("accounts.workinghours", "add"), **hours_of(person))
    page = mia.get(url("accounts.user", "change", cast.ada.pk))
    links = [
        f"{url(label, 'changelist')}?user__id__exact={cast.ada.pk}"
        for label in ("accounts.workinghours", "accounts.timeoff")
    ]
    assert [f'href="{link}"' in page.content.decode() for link in links] == [True, True]
    whose = [str(row.user) for row in mia.get(links[0]).context["cl"].queryset]
    assert (whose, mia.get(links[1]).status_code) == (["Ada"], 200)
    of_a_system = mia.get(url("accounts.user", "change", cast.ira.pk)).content.decode()
    assert "user__id__exact" not in of_a_system


def test_the_list_of_hours_says_whose_and_can_show_the_programmes_alone(mia, cast):
    send(mia, url("accounts.workinghours", "add"), **hours_of(cast.ada))
    address = url("accounts.workinghours", "changelist")
    every = [str(row.user) for row in mia.get(address).context["cl"].queryset]
    ours = [row.user for row in mia.get(address, {"user__isnull": "True"}).context["cl"].queryset]
    assert (every, ours) == (["None"] * 5 + ["Ada"], [None] * 5)
    assert "The whole programme" in mia.get(address).content.decode()


def test_to_the_end_of_the_day(mia):
    send(mia, url("accounts.workinghours", "add"), weekday=6, opens="18:00", closes="23:59", valid_from="2026-01-01")
    assert WorkingHours.objects.get(weekday=6).closes == time.max


def test_some_working_time_stays(mia):
    every = list(WorkingHours.objects.values_list("pk", flat=True))
    told = {"action": "delete_selected", "_selected_action": every, "post": "yes"}
    response = mia.post(url("accounts.workinghours", "changelist"), told, follow=True)
    assert [str(m) for m in response.context["messages"]] == ["Care navigation would have no working time left."]
    assert WorkingHours.objects.count() == len(every)


def test_hours_do_not_end_before_others_begin(mia):
    """Today still has working time: that is not enough."""
    last = WorkingHours.objects.order_by("-pk").first()
    WorkingHours.objects.exclude(pk=last.pk).update(valid_to=TODAY)
    response = send(mia, url("accounts.workinghours", "change", last.pk), valid_to=TODAY.isoformat())
    assert problems(response) == {"__all__": ["Care navigation would have no working time left."]}
    in_a_year = date(NEXT_YEAR, 12, 1).isoformat()
    send(mia, url("accounts.workinghours", "change", last.pk), valid_to=in_a_year)
    assert WorkingHours.objects.filter(valid_to=TODAY).count() == WorkingHours.objects.count() - 1


def test_hours_that_begin_again_only_next_winter_are_no_hours(mia):
    WorkingHours.objects.exclude(weekday=0).delete()
    monday = WorkingHours.objects.get()
    WorkingHours.objects.update(valid_to=TODAY + timedelta(days=199))
    in_a_while = TODAY + timedelta(days=200)
    WorkingHours.objects.create(weekday=0, opens=monday.opens, closes=monday.closes, valid_from=in_a_while)
    response = send(
        mia, url("accounts.workinghours", "change", monday.pk), valid_to=(TODAY + timedelta(days=20)).isoformat()
    )
    assert problems(response) == {"__all__": ["Care navigation would not work for more than 60 days in a row."]}


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31"])
def test_a_closure_is_in_our_time(mia, day):
    response = send(mia, url("accounts.closure", "add"), date=day, name="Storm")
    assert problems(response) == {"date": ["A closure lies between the year 2000 and twenty years from now."]}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"clock": "elapsed_hours", "after": 32767}, {"after": ["At most 8760."]}),
        ({"clock": "working_hours", "after": 401}, {"after": ["At most 400."]}),
        ({"clock": "working_days", "after": 121}, {"after": ["At most 120."]}),
        ({"phase": "appointment", "clock": "working_days", "after": -121}, {"after": ["At most 120."]}),
        ({"at_least": 41}, {"at_least": ["At most 40."]}),
    ],
)
def test_a_step_is_not_put_off_for_good(mia, told, words):
    step = DraftFactory().steps.get(phase="referral_sent", position=2)
    told |= {"position": 9}
    assert problems(send(mia, url("casework.cadencestep", "change", step.pk), **told)) == words
    assert problems(send(mia, url("casework.cadencestep", "change", step.pk), after=7)) == 302


def test_a_reminder_is_not_put_off_for_good(mia):
    step = LadderStep.objects.get(position=2)
    told = send(mia, url("casework.ladderstep", "change", step.pk), working_minutes=2147483647)
    assert problems(told) == {"working_minutes": ["At most 4800."]}
    assert problems(send(mia, url("casework.ladderstep", "change", step.pk), working_minutes=4800)) == 302


def test_a_closure_once_a_day(mia):
    Closure.objects.all().delete()
    told = {"date": f"{NEXT_YEAR}-02-01", "name": "Storm"}
    send(mia, url("accounts.closure", "add"), **told)
    response = send(mia, url("accounts.closure", "add"), **told)
    assert (list(problems(response)), Closure.objects.count()) == (["date"], 1)


def test_the_ladder_keeps_a_step(mia):
    every = list(LadderStep.objects.values_list("pk", flat=True))
    told = {"action": "delete_selected", "_selected_action": every, "post": "yes"}
    mia.post(url("casework.ladderstep", "changelist"), told)
    assert LadderStep.objects.count() == len(every)


def test_a_beat_is_kept_and_audited(mia, cast):
    send(mia, url("casework.beat", "add"), code="999", valid_from="2026-01-01")
    beat = Beat.objects.get(code="999")
    send(mia, url("casework.beat", "change", beat.pk), valid_to="2026-12-31")
    mia.post(url("casework.beat", "delete", beat.pk), {"post": "yes"})
    events = AuditEvent.objects.filter(subject_type="casework.beat").order_by("pk").values_list("event", "actor_id")
    assert list(events) == [("programme.saved", cast.mia.pk)] * 2 + [("programme.removed", cast.mia.pk)]
    assert Beat.objects.filter(code="999").count() == 0


def test_a_beat_that_ends_before_it_starts(mia):
    response = send(mia, url("casework.beat", "add"), code="999", valid_from="2026-01-02", valid_to="2026-01-01")
    assert (problems(response) not in (302, {}), Beat.objects.filter(code="999").count()) == (True, 0)


# -- The directory and the outbox


def test_a_service_is_kept(mia):
    organization = OrganizationFactory()
    told = {
        "organization": organization.pk,
        "name": "Beds",
        "status": "active",
        "needs": ["homelessness", "food-insecurity"],
        "languages": "en,es",
    }
    send(mia, url("referrals.service", "add"), **told)
    service = Service.objects.get()
    assert (service.needs, service.languages, service.organization) == (
        ["homelessness", "food-insecurity"],
        ["en", "es"],
        organization,
    )
    send(mia, url("referrals.service", "change", service.pk), assured_date="2026-05-01")
    assert Service.objects.get().assured_date == date(2026, 5, 1)
    assert Organization.objects.count() == 1
    assert ServiceFactory().pk != service.pk


@pytest.mark.parametrize(
    ("delivery", "act", "becomes"),
    [
        (Delivery.FAILED, "send_again", Delivery.QUEUED),
        (Delivery.UNCLEAR, "send_again", Delivery.QUEUED),
        (Delivery.UNCLEAR, "give_up", Delivery.WITHDRAWN),
        (Delivery.QUEUED, "give_up", Delivery.QUEUED),
        (Delivery.WITHDRAWN, "send_again", Delivery.WITHDRAWN),
    ],
)
def test_messages_that_need_a_person(mia, delivery, act, becomes):
    message = MessageFactory(delivery=delivery)
    mia.post(url("notify.message", "changelist"), {"action": act, "_selected_action": [message.pk]})
    changed = AuditEvent.objects.filter(subject_type="notify.message").count()
    assert (Message.objects.get().delivery, changed) == (becomes, int(delivery != becomes))


def test_a_name_is_not_looked_for_by_an_address(mia):
    """A list of Django admin is asked by GET: what is typed stands in the browser's history and in a proxy's log."""
    NeighborFactory(preferred_name="Walter Quill")
    page = mia.get("/admin/casework/neighbor/", {"q": "Walter"}).content.decode()
    assert ("Walter Quill" in page, "A name is looked for under Search" in page) == (False, True)


def test_a_case_leads_to_its_page(mia):
    referral = ReferralFactory()
    page = mia.get(url("casework.case", "change", referral.case_id)).content.decode()
    assert f'href="{reverse("case", args=[referral.case_id])}"' in page


def test_time_off_that_ends_before_it_begins_is_said_at_the_field(mia, cast):
    told = {"user": cast.ada.pk, "starts_on": "2026-12-10", "ends_on": "2026-12-01"}

    answer = mia.post(url("accounts.timeoff", "add"), told)

    assert problems(answer) == {"ends_on": ["The last day comes before the first."]}


def test_a_number_in_other_digits_is_no_address(mia):
    assert mia.get("/admin/casework/cadencepolicy/²/change/").status_code == 302
