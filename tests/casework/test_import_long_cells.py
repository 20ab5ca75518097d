"""A CAD file with a cell that has no end: its row is refused for what is wrong with it, can be mended, and is one row."""

import tracemalloc
from unittest.mock import patch

import pytest

from casework.interop import cad_lines, uploads
from casework.interop.cad_lines import END, LEFT_OUT, LONGEST, Encoding, Rows
from casework.interop.content import InMemory
from casework.models import Encounter
from tests.casework.test_import_jobs import counts, given_back, hand_in, work

AT = "03/09/2026 10:15"
CUT = "The line is longer than 1050000 characters. Where […] stands, the middle of it is left out."
NOT_CLOSED = "The row is not readable CSV: perhaps a quotation mark is not closed."


def test_a_long_note_is_refused_for_its_length_with_all_its_cells(cast) -> None:
    long = ["F1", AT, "x" * 200_000, ""]
    job = hand_in(cast, [long, ["F2", AT, "", ""]])
    work()
    assert counts(job) == ("done", 2, 1, 0, 0, 1)
    assert given_back(job)[1:] == [["2", "note", "The text is longer than 100000.", *long]]


@pytest.mark.parametrize("size", [1, 2])
def test_one_longer_than_is_read_is_one_row_with_its_middle_left_out(cast, size: int) -> None:
    """Whatever the batch: the next step begins after it."""
    lines = [["F1", AT, "", ""], ["F2", AT, "y" * 3_000_000, "Y"], ["F3", AT, "ok", ""], ["F4", AT, "", ""]]
    with patch.object(uploads, "BATCH", size):
        job = hand_in(cast, lines)
        work()
    (line, field, reason, *cells) = given_back(job)[1]
    assert (counts(job), line, field, reason) == (("done", 4, 3, 0, 0, 1), "3", "note", CUT)
    assert [cells[0], cells[1], cells[3]] == ["F2", AT, "Y"]
    assert cells[2].strip("y") == LEFT_OUT
    assert len(cells[2]) < LONGEST + END
    assert list(Encounter.objects.order_by("pk").values_list("incident_number", "note")) == [
        ("F1", ""), ("F3", "ok"), ("F4", ""),
    ]  # fmt: skip


@pytest.fixture
def short_lines():
    with patch.object(cad_lines, "LONGEST", 20), patch.object(cad_lines, "END", 10):
        yield


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("length", range(14, 48))
def test_wherever_a_line_is_cut_the_next_is_read_as_usual(short_lines, encoding: str, ending: str, length: int) -> None:
    text = ending.join(["1,a,b", f"2,{'ñ' * length},c", "3,d,e", ""])
    content, kind = InMemory(text.encode(encoding)), Encoding(encoding)
    with Rows(content, kind, ",", width=3) as rows:
        first, long, place, rest = next(rows), next(rows), rows.place, list(rows)
    with Rows(content, kind, ",", place, width=3) as resumed:
        assert list(resumed) == rest == [(3, ("3", "d", "e"), "")]
    assert (first, long[0], long[1][0], long[1][2]) == ((1, ("1", "a", "b"), ""), 2, "2", "c")
    assert (LEFT_OUT in long[1][1]) == bool(long[2])


def test_a_mark_that_is_never_closed_costs_its_line_and_no_memory() -> None:
    """Many of them, one in a line that is cut, and nothing after it for fifty million characters."""
    beginning = b'1,"a,b\n2,c,d\n3,"' + b"x" * 3_000_000 + b"\n4,e,f\n"
    content = InMemory(beginning + b'5,"' + b"y" * 50_000_000)
    tracemalloc.start()
    with Rows(content, Encoding("utf-8"), ",", width=3) as rows:
        found = [(line, [cell[:6] for cell in cells], problem[:12]) for line, cells, problem in rows]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [
        (1, ['1,"a,b'], NOT_CLOSED[:12]),
        (2, ["2", "c", "d"], ""),
        (3, ['3,"xxx'], CUT[:12]),
        (4, ["4", "e", "f"], ""),
        (5, ["5", "yyyyyy"], CUT[:12]),
    ]
    assert peak < 20_000_000
