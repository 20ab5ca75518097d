"""The same load over nothing but the broker and two workers (`_naive`): what the drills must be able to count."""

import time
from collections import Counter
from collections.abc import Iterable

from django.conf import settings

from heart.demo.drills._house import NAIVE, House, Say, Sink, house, until
from heart.demo.drills._load import name_of, repeats

STILL = 4.0  # seconds without a text, after which no more will come


def killed(say: Say, reminders: int, planned: list[tuple[float, str]], *, by_key: bool) -> dict[str, object]:
    sink = Sink(by_key=by_key)
    with house(say, sink, NAIVE, TEXT_URL=sink.url) as home:
        queue(reminders)
        home.start("worker 1", "worker 2")
        until(Quiet(home, sink, planned, reminders).step, home, within=60 + reminders * 0.02, every=0.02)
        counted = account([f"follow_up:{number}" for number in range(reminders)], sink)
    return {**counted, "kills": dict(home.kills)}


def queue(reminders: int) -> None:
    from heart.demo.drills._naive import remind  # only now does it know the drill's own broker

    for number in range(reminders):
        remind.delay(number)


def scheduled(say: Say, reminders: int) -> dict[str, object]:
    """Half fall due while two beats run, half while none does; then one runs again."""
    sink, due = Sink(by_key=False), settings.STATE / "naive-due"
    due.touch()
    with house(say, sink, NAIVE, TEXT_URL=sink.url, NAIVE_DUE=str(due)) as home:
        home.start("worker 1", "beat 1", "beat 2")
        ticks(home, sink, 8)
        start = int(time.time()) + 2
        due.write_text(" ".join(str(start + 6 * number // reminders) for number in range(reminders)))
        until(lambda: time.time() > start + 3, home, within=60)
        home.kill("beat", revive=False)
        home.kill("beat", revive=False)
        until(lambda: time.time() > start + 6, home, within=60)
        home.start("beat 1")
        ticks(home, sink, 3)
        return account([f"follow_up:{number}" for number in range(reminders)], sink)


def ticks(home: House, sink: Sink, more: int) -> None:
    """Wait for so many more of them."""
    enough = sink.taken_keys().count("tick") + more
    until(lambda: sink.taken_keys().count("tick") >= enough, home, within=60)


class Quiet:
    """Kills as planned, until nothing has come for a while."""

    def __init__(self, home: House, sink: Sink, planned: list[tuple[float, str]], due: int) -> None:
        self.home, self.sink, self.planned, self.due = home, sink, planned, due
        self.taken, self.since = 0, time.monotonic()

    def step(self) -> bool:
        taken = self.sink.taken()
        if taken != self.taken:
            self.taken, self.since = taken, time.monotonic()
        while self.planned and self.planned[0][0] <= taken / self.due:
            self.home.kill(self.planned.pop(0)[1])
        patience = STILL if taken else 5 * STILL
        return taken >= self.due or time.monotonic() - self.since > patience


def account(due: Iterable[str], sink: Sink) -> dict[str, object]:
    told = Counter(name_of(key) for key in sink.taken_keys() if key != "tick")
    lost = sum(name not in told for name in due)
    return {"delivered": len(told), "lost": lost, "duplicated": repeats(told), "silent": lost, "unclear": 0}
