"""Whoever holds people's records holds each that was asked for, whatever was linked or unlinked meanwhile."""

from casework.actions.links import link_records, unlink_records
from casework.models import Link, Neighbor
from tests.attempts import before_it_commits
from tests.cast import assemble
from tests.factories import NeighborFactory


def test_two_that_are_just_unlinked_are_linked_again(commits: None) -> None:
    cast, first, second = assemble(), NeighborFactory(), NeighborFactory()
    link = link_records(first=first, second=second, why="same", by=cast.mia)

    _parted, again = before_it_commits(
        lambda: unlink_records(link=link, why="two", by=cast.mia),
        lambda: link_records(first=first, second=second, why="same after all", by=cast.mia),
    )

    assert (list(Link.objects.standing()), Neighbor.objects.get(pk=second.pk).one_with) == ([again], first)
