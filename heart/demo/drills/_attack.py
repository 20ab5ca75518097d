"""When who is killed, and the wait until all is told."""

import random
import time
from collections import Counter
from collections.abc import Sequence

from heart.demo.drills import _load
from heart.demo.drills._house import House, Sink, until

# Of so many kills, how many fall on each kind.
SHARES = {"worker": 8, "broker": 4, "beat": 3, "web": 3, "postgresql": 2}
SWEEPING = 0.15  # of the work; the rest is sending
LONGEST = 60.0, 0.05  # seconds, and seconds for each reminder


def plan(kills: int, kinds: Sequence[str], chance: random.Random) -> list[tuple[float, str]]:
    """When each is killed, as a share of the work done, and which kind it is; every kind has its share."""
    drawn = Counter(kinds[:kills])
    for _ in range(kills - len(drawn)):
        drawn[max(kinds, key=lambda kind: SHARES[kind] / (drawn[kind] + 1))] += 1
    order = list(drawn.elements())
    chance.shuffle(order)
    return list(zip(sorted(chance.uniform(0.0, 0.9) for _ in order), order, strict=True))


class Attack:
    """Kills as planned, by how much of the work is done, and waits until all of it is."""

    def __init__(self, home: House, sink: Sink, planned: list[tuple[float, str]], due: int) -> None:
        self.home = home
        self.sink = sink
        self.planned = planned
        self.due = due
        self.swept = 0
        self.looked = 0.0

    def until_done(self) -> None:
        longest, each = LONGEST
        until(self.step, self.home, within=longest + each * self.due, every=0.02)

    def step(self) -> bool:
        done = self.done()
        while self.planned and self.planned[0][0] <= done:
            _, kind = self.planned.pop(0)
            self.home.say(f"  {done:4.0%} done: kill -9 {kind}")
            self.strike(kind)
        return self.finished()

    def strike(self, kind: str) -> None:
        self.home.kill(kind)

    def done(self) -> float:
        if self.swept < self.due:
            self.swept = _load.swept()
        return SWEEPING * self.swept / self.due + (1 - SWEEPING) * self.sink.taken() / self.due

    def finished(self) -> bool:
        """Asked twice a second."""
        if time.monotonic() - self.looked < 0.5:
            return False
        self.looked = time.monotonic()
        return _load.all_told()
