"""Handing a CAD file in: upload, preview, job. Pages of Django admin for programme managers."""

import csv
import io
import tomllib
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casework.actions.cases import assign_case
from casework.interop import uploads
from casework.models import Encounter, Job, JobState
from heart.audit.models import AuditEvent
from tests.casework.test_guessing import NEW_ORLEANS, NO_HEADER
from tests.casework.test_import_jobs import work
from tests.cast import Cast

pytestmark = pytest.mark.django_db

TEXT = (
    "Event Number,Call Received,Nature,Beat,Follow Up\n"
    '1,03/09/2026 9:15 PM,Trespass,111,Y\n2,03/09/2026 9:20 PM,"=Welfare check",112,N\n3,never,Noise,113,\n'
)


def hand_in(browser: Client, text: str = TEXT) -> Job:
    answer = browser.post(reverse("admin:casework_job_add"), {"file": SimpleUploadedFile("calls.csv", text.encode())})
    job = Job.objects.order_by("-pk")[0]
    assert (answer.status_code, answer["Location"]) == (302, page("preview", job))
    return job


def page(name: str, job: Job) -> str:
    return reverse(f"admin:casework_job_{name}", args=[job.pk])


def as_shown(browser: Client, job: Job, **other: str) -> dict[str, str]:
    """What the preview's form would send, with something of it changed."""
    form = browser.get(page("preview", job)).context["form"]
    told = {name: form[name].value() for name in form.fields}
    told = {name: "" if value is None else value for name, value in told.items() if value is not False}
    return told | {"agency": "Durham", "pilot_default": "none"} | other


def test_from_the_file_to_the_records(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser)
    assert Encounter.objects.count() == 0

    shown = browser.post(page("preview", job), as_shown(browser, job, show="1"), follow=True)
    assert shown.context["form"].errors == {}
    assert [row.details.incident_number for row in shown.context["seen"].rows] == ["1", "2"]
    assert [(r.line, r.field) for r in shown.context["seen"].refusals] == [(4, "received_at")]
    assert Encounter.objects.count() == 0

    begun = browser.post(page("preview", job), as_shown(browser, job, **{"import": "1"}))
    assert (begun.status_code, begun["Location"]) == (302, page("change", job))
    assert browser.get(page("change", job))["Refresh"] == "3"
    work()
    done = browser.get(page("change", job))
    assert dict(done.context["counts"]) == {"Read": 3, "Created": 2, "Changed": 0, "Unchanged": 0, "Refused": 1}
    assert ("Refresh" in done, Encounter.objects.get(incident_number="1").case is not None) == (False, True)


def test_more_columns_than_anybody_can_choose_for_are_refused_at_once(cast: Cast, as_) -> None:
    def told(columns: int) -> tuple[int, bool]:
        text = ",".join(f"c{n}" for n in range(columns)) + "\n" + ",".join("1" * columns) + "\n"
        file = SimpleUploadedFile("calls.csv", text.encode())
        answer = as_(cast.mia).post(reverse("admin:casework_job_add"), {"file": file})
        return answer.status_code, "The file has more than 300 columns." in answer.content.decode()

    assert (told(300), told(301), Job.objects.count()) == ((302, False), (422, True), 1)


def test_a_layout_is_guessed_and_shown_with_samples(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser, NEW_ORLEANS)
    shown = browser.get(page("preview", job))
    assert shown.context["form"].initial["role-0"] == "incident_number"
    assert "A0000123" in shown.content.decode()


def test_a_shipped_mapping_is_chosen_or_refused_in_words(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser)
    answer = browser.post(page("preview", job), {"start": "seattle"}, follow=True)
    assert answer.context["seen"].problem.startswith("The file has no column CAD Event Number.")
    answer = browser.post(page("preview", job), {"start": "guess"}, follow=True)
    assert answer.context["form"].initial["role-0"] == "incident_number"


def test_the_header_is_the_first_row_of_data_when_somebody_says_so(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser)
    told = as_shown(browser, job, show="1")
    del told["header"]
    shown = browser.post(page("preview", job), told, follow=True)
    assert [column.name for _field, column in shown.context["columns"]] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"zone": "Mars/Olympus"}, "There is no time zone Mars/Olympus."),
        ({"agency": ""}, "This field is required."),
        ({"role-0": ""}, "Say which column is the incident number."),
        ({"role-1": ""}, "Say which column is the time of the call."),
        ({"pilot_default": ""}, "Choose a pilot, or “No pilot”."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast: Cast, as_, other: dict[str, str], says: str) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser)
    answer = browser.post(page("preview", job), as_shown(browser, job, blank="kept here", **{"import": "1"}, **other))
    assert (answer.status_code, says in answer.content.decode(), "kept here" in answer.content.decode()) == (
        422, True, True,
    )  # fmt: skip
    assert Job.objects.get().state == JobState.PREPARED


NO_HEADER_ROLES = (
    "incident_number", "call_type", "priority", "received_at", "dispatched_at", "arrived_at", "cleared_at", "beat",
    "location", "disposition", "", "",
)  # fmt: skip


def test_a_file_without_a_header_opens_with_its_rows_and_what_is_missing(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser, NO_HEADER)
    shown = browser.get(page("preview", job))
    form = shown.context["form"]
    assert tuple(form.initial[f"role-{n}"] for n in range(12)) == NO_HEADER_ROLES
    assert [row.details.incident_number for row in shown.context["seen"].rows] == ["P26-900001", "P26-900002"]
    assert [row.details.follow_up_wanted for row in shown.context["seen"].rows] == ["yes", ""]
    assert [place for place, _words in shown.context["missing"]] == ["id_agency", "id_pilot_default"]
    assert {field.label: field.value() for field in shown.context["answers"]} == {"FOLLOW UP": "yes", "NO ACTION": None}
    assert [field.label for field in shown.context["call_types"]] == ["WELFARE CHECK", "SUICIDE THREAT", "TRESPASS"]
    assert len(shown.context["warnings"]) == 2


def test_pilots_and_words_are_taken_as_chosen(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser, NO_HEADER)
    told = as_shown(browser, job, show="1", pilot_default="ccd")
    form = browser.get(page("preview", job)).context["form"]
    names = {field.label: field.name for field in form}
    told |= {names["WELFARE CHECK"]: "crt", names["SUICIDE THREAT"]: "", names["NO ACTION"]: "no"}
    shown = browser.post(page("preview", job), told, follow=True)
    rows = shown.context["seen"].rows
    assert [(row.details.pilot, row.details.follow_up_wanted) for row in rows] == [("crt", "yes"), ("ccd", "no")]
    assert shown.context["missing"] == []


def test_rows_are_shown_before_everything_is_said(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser)
    told = as_shown(browser, job, show="1", agency="", pilot_default="", **{"role-0": ""})
    shown = browser.post(page("preview", job), told, follow=True)
    assert (shown.status_code, shown.context["seen"]) == (200, None)
    assert [place for place, _words in shown.context["missing"]] == ["id_agency", "columns", "id_pilot_default"]


def test_words_of_another_column_are_looked_at_before_the_import(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser, NO_HEADER)
    told = as_shown(browser, job, **{"import": "1", "role-1": "", "role-8": "call_type"})
    answer = browser.post(page("preview", job), told)
    assert (answer.status_code, "The columns were changed." in answer.content.decode()) == (422, True)


def test_no_code_stands_before_a_person(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    text = browser.get(page("preview", hand_in(browser, NO_HEADER))).content.decode()
    assert ("strptime" in text, ">crt<" in text, "11/20/2026 14:05:00" in text) == (False, False, True)
    assert "Community Response Team" in text


def test_the_start_page_offers_the_import(cast: Cast, as_) -> None:
    text = as_(cast.mia).get(reverse("admin:index")).content.decode()
    assert (f'href="{reverse("admin:casework_job_add")}"' in text, "Auth token" in text) == (True, False)


def imported(cast: Cast, as_) -> tuple[Client, Job]:
    browser = as_(cast.mia)
    job = hand_in(browser)
    browser.post(page("preview", job), as_shown(browser, job, **{"import": "1"}))
    return browser, job


def test_refused_rows_and_the_mapping_may_be_taken_away(cast: Cast, as_, tmp_path) -> None:
    browser, job = imported(cast, as_)
    work()
    answer = browser.get(page("refused", job))
    assert answer["Content-Disposition"] == f'attachment; filename="import-{job.pk}-refused.csv"'
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert rows[1][:3] == ["4", "received_at", "The time cannot be read."]
    told = tomllib.loads(browser.get(page("mapping", job)).content.decode())
    assert told["columns"]["incident_number"] == ["Event Number"]
    assert AuditEvent.objects.filter(event="job.refused_read", actor_id=cast.mia.pk).count() == 1


def test_stopped_and_gone_on_with(cast: Cast, as_) -> None:
    browser, job = imported(cast, as_)
    browser.post(page("change", job), {"cancel": "1"})
    stopped = browser.get(page("change", job))
    assert (stopped.context["job"].state, "Not read yet" in stopped.content.decode()) == ("cancelled", True)
    browser.post(page("change", job), {"resume": "1"})
    work()
    assert Encounter.objects.count() == 2


def test_undone_from_its_page_or_told_what_stands_in_the_way(cast: Cast, as_) -> None:
    browser, job = imported(cast, as_)
    work()
    case = Encounter.objects.get(incident_number="1").case
    assign_case(case=case, team=cast.team, by=cast.sol)
    refused = browser.post(page("undo", job), {"undo": "1"})
    assert (refused.status_code, [built.path for built in refused.context["built"]]) == (
        422, [reverse("case", args=[case.pk])],
    )  # fmt: skip
    assert Encounter.objects.count() == 2


def test_undone(cast: Cast, as_) -> None:
    browser, job = imported(cast, as_)
    work()
    browser.post(page("undo", job), {"undo": "1"})
    work()
    assert Encounter.objects.count() == 0
    assert "Taken back:" in browser.get(page("change", job)).content.decode()
    undoing = Job.objects.get(undoes=job)
    done = browser.get(page("change", undoing))
    assert (done.context["counts"], "submit-row" in done.content.decode()) == ([("Taken back", 2)], False)
    text = browser.get(reverse("admin:casework_job_changelist")).content.decode()
    assert ("Undone" in text, "Done: 2 taken back" in text, ">Pk<" in text) == (True, True, False)
    assert browser.get(page("undo", job)).status_code == 302


def test_an_undo_that_came_too_late_says_that_nothing_was_taken_back_and_why(cast: Cast, as_) -> None:
    browser, job = imported(cast, as_)
    work()
    browser.post(page("undo", job), {"undo": "1"})
    assert "Being taken back:" in browser.get(page("change", job)).content.decode()
    assign_case(case=Encounter.objects.get(incident_number="1").case, team=cast.team, by=cast.sol)
    work()
    text = browser.get(page("change", job)).content.decode()
    assert "It was not taken back. Something was built on this import: it stays." in text
    assert "Taken back:" not in text
    undoing = browser.get(page("change", Job.objects.get(undoes=job))).content.decode()
    assert "Nothing was taken back: the import stays as it is." in undoing


def test_undoing_says_first_what_it_takes_back(cast: Cast, as_) -> None:
    browser, job = imported(cast, as_)
    work()
    asked = browser.get(page("undo", job))
    assert (asked.context["made"], asked.context["changed"], Encounter.objects.count()) == (2, 0, 2)
    assert f'href="{page("undo", job)}"' in browser.get(page("change", job)).content.decode()


def test_what_was_handed_in_by_mistake_is_thrown_away(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser)
    answer = browser.post(page("preview", job), {"throw_away": "1"}, follow=True)
    assert ("The file calls.csv was thrown away." in answer.content.decode(), Job.objects.exists()) == (True, False)
    assert AuditEvent.objects.filter(event="job.thrown_away", actor_id=cast.mia.pk).count() == 1


def test_a_refused_import_says_what_is_missing_once(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser)
    answer = browser.post(page("preview", job), as_shown(browser, job, pilot_default="", **{"import": "1"}))
    assert (answer.context["missing"], list(answer.context["form"].errors)) == ([], ["pilot_default"])


NEVER = "Event Number,Call Received,Nature\n1,about noon,Trespass\n2,about noon,Noise\n"


def test_a_file_of_which_nothing_would_be_recorded_is_not_imported_by_mistake(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser, NEVER)
    told = as_shown(browser, job, **{"import": "1", "role-1": "received_at"})
    refused = browser.post(page("preview", job), told)
    assert (refused.status_code, 'name="anyway"' in refused.content.decode()) == (422, True)
    assert "Every row that was looked at would be refused." in refused.content.decode()

    browser.post(page("preview", job), told | {"anyway": "1"})
    work()
    again = hand_in(browser)
    choices = dict(browser.get(page("preview", again)).context["start"].fields["start"].choices)
    assert (Job.objects.get(pk=job.pk).refused, f"job-{job.pk}" in choices) == (2, False)


def test_a_time_that_cannot_be_read_is_shown_with_the_way_to_its_forms(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser)
    text = browser.get(page("preview", job)).content.decode()
    assert "The time cannot be read. It says “never”." in text
    assert '<a href="#id_time_formats">How times are written</a>' in text


def test_the_preview_says_how_many_cases_and_which_beats_are_not_known(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser, TEXT.replace(",111,", ",ZZ9,"))
    shown = browser.get(page("preview", job))
    assert (shown.context["seen"].cases, shown.context["seen"].late) == (1, 1)
    assert "ZZ9" in shown.context["unknown_beats"]
    assert "1 is already past the 48 hours for a first contact." in shown.content.decode()


def test_nobody_to_follow_up_is_a_warning(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser, NO_HEADER.replace("FOLLOW UP", "ACTION"))
    text = browser.get(page("preview", job)).content.decode()
    assert '<li class="warning"><strong>Nobody would be followed up:</strong>' in text


def test_who_it_is_is_shown_with_birth_date_and_phone(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    text = "Evt No,Time Rec'd,Nature of Problem,Cust Given,Cust Surname,D.O.B.,Cell\n"
    text += "".join(f"A26-10{n},11/1{n}/2025 1:05 PM,TRESPASS,Olga,Ferris,1988-02-11,9195550100\n" for n in range(5))
    shown = browser.get(page("preview", hand_in(browser, text))).content.decode()
    assert ("Olga Ferris<br>born Feb. 11, 1988<br>" in shown, "9195550100" in shown) == (True, True)
    assert "in the file “1988-02-11”" in shown
    shown = browser.get(page("preview", hand_in(browser, text.replace("1988-02-11,9195550100", "1988-13-11,", 1))))
    assert "“1988-13-11” is no birth date: kept as description" in shown.content.decode()


def test_rows_of_one_incident_say_so_and_which_of_them_counts(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    row = "1,03/09/2026 9:15 PM,Trespass,111,Y\n"
    job = hand_in(browser, TEXT + row.replace("Trespass", "Noise") + row)
    shown = browser.get(page("preview", job))
    assert [(line.row.line, line.again) for line in shown.context["rows"]] == [
        (2, "This incident is also in lines 5, 6. Line 6, the last, counts."),
        (3, ""),
        (5, "This incident is also in lines 2, 6. Line 6, the last, counts."),
        (6, "This incident is also in lines 2, 5. This row, the last, counts."),
    ]
    tally = shown.context["seen"].tally
    assert (tally.created, tally.changed, tally.unchanged) == (2, 0, 2)
    assert "1 incident comes in more than one of these rows: the last of them counts." in shown.content.decode()


def test_what_is_wrong_with_the_columns_leads_to_them(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser)
    text = browser.post(page("preview", job), as_shown(browser, job, **{"import": "1", "role-0": ""})).content.decode()
    assert '<li><a href="#columns">Say which column is the incident number.</a></li>' in text


def test_a_file_is_taken_from_the_top_of_its_preview(cast: Cast, as_) -> None:
    browser = as_(cast.mia)
    text = browser.get(page("preview", hand_in(browser))).content.decode()
    top, rest = text.split('<h2 id="rows">')
    assert ('name="import" form="layout"' in top, 'name="import" form="layout"' in rest) == (True, True)
    assert top.index('name="show"') < top.index('name="import"')


@pytest.mark.parametrize("name", ["ada", "sol", "rex", "ana"])
@pytest.mark.parametrize("where", ["preview", "change", "refused", "mapping", "undo"])
def test_others_see_nothing_of_it(cast: Cast, as_, name: str, where: str) -> None:
    _browser, job = imported(cast, as_)
    answer = as_(cast.people[name]).get(page(where, job))
    assert answer.status_code in (302, 403, 404)
    assert b"calls.csv" not in answer.content


def test_the_list_takes_the_same_queries_for_one_and_three(cast: Cast, as_, django_assert_num_queries) -> None:
    browser = as_(cast.mia)
    url = reverse("admin:casework_job_changelist")
    hand_in(browser)
    browser.get(url)
    with django_assert_num_queries(5):
        browser.get(url)
    hand_in(browser), hand_in(browser)
    with django_assert_num_queries(5):
        browser.get(url)


def test_a_file_too_large_is_refused_in_words(cast: Cast, as_) -> None:
    with patch.object(uploads, "LARGEST", 10):
        file = SimpleUploadedFile("calls.csv", TEXT.encode())
        answer = as_(cast.mia).post(reverse("admin:casework_job_add"), {"file": file})
    assert (answer.status_code, answer.context["form"].errors["file"]) == (
        422, ["The file is larger than 2 GB. Import it in parts."],
    )  # fmt: skip


@pytest.mark.parametrize(("at", "warned"), [("11/20/2026", True), ("11/20/2026 8:15 AM", False)])
def test_calls_without_a_time_of_day_are_pointed_out(cast: Cast, as_, at: str, warned: bool) -> None:
    browser = as_(cast.mia)
    job = hand_in(browser, f"Incident,Received,Nature\nA1,{at},TRESPASS\nA2,{at},NOISE\n")
    text = browser.get(page("preview", job)).content.decode()
    assert ("None of these calls says its time of day" in text) == warned
