"""How well the matcher finds who is who: the pairs behind the figures, by line and truth, never by name."""

import pytest
from django.core.management import CommandError, call_command

from heart.demo import linkage
from heart.demo.management.commands.match_benchmark import list_some
from tests.times import MONDAY_9

ROWS = """id,first,last,dob
p1-a,Ana,Quill,1980-01-02
p1-b,Anna,Quill,1980-01-02
p2-a,Bo,Pine,1970-03-04
p2-b,Zed,Other,1950-01-01
p3-a,Ann,Quill,1980-01-02
"""


@pytest.fixture
def people(tmp_path) -> linkage.People:
    file = tmp_path / "people.csv"
    file.write_text(ROWS)
    return linkage.read(file, truth="id", pattern=r"^(p\d+)", columns={})


def test_wrong_and_missed_pairs_by_line_and_truth_with_their_scores(people) -> None:
    scored = linkage.Scored(found={(0, 1): 0.97, (0, 4): 0.9, (1, 4): 0.95}, too_low={(2, 3): 0.31})
    assert linkage.mistakes(people, scored) == [
        "wrong   0.950  line 3 (p1-b) | line 6 (p3-a)",
        "wrong   0.900  line 2 (p1-a) | line 6 (p3-a)",
        "missed  0.310  line 4 (p2-a) | line 5 (p2-b)",
    ]
    nothing = linkage.Scored(found={}, too_low={})
    assert linkage.mistakes(people, nothing) == [
        "missed  none   line 2 (p1-a) | line 3 (p1-b)",
        "missed  none   line 4 (p2-a) | line 5 (p2-b)",
    ]


@pytest.mark.parametrize(
    ("show", "said"),
    [
        (0, []),
        (1, ["  wrong 1", "  wrong   1 more: --show -1 lists all", "  missed 1"]),
        (-1, ["  wrong 1", "  wrong 2", "  missed 1"]),
    ],
)
def test_so_many_of_each_are_listed(capsys, show, said) -> None:
    list_some(["wrong 1", "wrong 2", "missed 1"], show)
    assert capsys.readouterr().err.splitlines() == said


def test_the_matcher_is_asked(people, db) -> None:
    """What it takes for one person though the truth says two, is wrong; what has nothing in common, is missed."""
    scored = linkage.scored_pairs(linkage.write(people, MONDAY_9), people.true_pairs)
    lines = [line.split()[0] + line.partition(" line")[2] for line in linkage.mistakes(people, scored)]
    assert lines[-1:] == ["missed 4 (p2-a) | line 5 (p2-b)"]
    assert (0, 1) in scored.found


def test_no_such_file(tmp_path) -> None:
    with pytest.raises(CommandError, match=r"^There is no file .*nothing.csv\.$"):
        call_command("match_benchmark", str(tmp_path / "nothing.csv"), truth="id")
