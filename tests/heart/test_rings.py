"""Two who wait for each other: the database lets one of them go, who hears that nothing was saved, and may do it again."""

import threading
from datetime import datetime

from casework.models import Neighbor
from heart.accounts.models import User
from heart.lib.actions import NOW, action
from heart.lib.errors import AtOnce
from tests.attempts import at_once
from tests.factories import NeighborFactory


def test_one_is_done_the_other_told_and_done_again_it_is_done(commits: None) -> None:
    first, second = NeighborFactory(pronouns=""), NeighborFactory(pronouns="")
    have_one = threading.Barrier(2, timeout=10)

    @action
    def write(*, order: list[int], meet: bool, by: User | None, now: datetime = NOW) -> str:
        Neighbor.objects.filter(pk=order[0]).update(pronouns=f"{order}")
        if meet:
            have_one.wait()
        Neighbor.objects.filter(pk=order[1]).update(pronouns=f"{order}")
        return f"{order}"

    orders = [[first.pk, second.pk], [second.pk, first.pk]]
    results = at_once(*(lambda order=order: write(order=order, meet=True, by=None) for order in orders))

    (done,) = (said for said in results if isinstance(said, str))
    (told,) = (said for said in results if not isinstance(said, str))
    assert type(told) is AtOnce
    assert list(Neighbor.objects.values_list("pronouns", flat=True)) == [done, done]

    other = next(order for order in orders if f"{order}" != done)
    assert write(order=other, meet=False, by=None) == f"{other}"
