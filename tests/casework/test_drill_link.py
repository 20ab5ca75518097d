"""The drill at size is `drill link`; here it is small, in a transaction."""

from heart.demo.drills import link


def drill(**options) -> dict[str, int]:
    return link.play(print, **{"graphs": 4, "seed": 7, "naive": False} | options)


def test_nobody_is_lost_nothing_differs_no_consent_widens_and_nothing_is_said_twice(db: None) -> None:
    found = drill()

    assert {fault: found[fault] for fault in link.FAULTS} == dict.fromkeys(link.FAULTS, 0)
    assert found["links"] == found["unlinks"] > 0


def test_each_thing_forgotten_is_found_out(db: None) -> None:
    found = drill(graphs=8, naive=True)

    assert all(found[fault] > 0 for fault in link.FAULTS), found
