"""A made-up programme on a clock of its own: what would this cadence, with so many teams, come to in ninety days?

Everything goes through the same actions, sweep and outbox as for real; only the people, their luck and the clock are
made up (rates.py says how). The command lives it in a database of its own, which is thrown away.

  programme.py               what is tried: a version of the cadence, the ladder, the hours, read from the real one
  rates.py                   every made-up number
  arrivals.py staff.py       whom responders meet, and who works
  desk.py work.py            a person's day: the list in the order of the Today page, and what is done with each row
  machinery.py mail.py       the sweep, the sender, and a mail provider with bad moments
  trial.py figures.py        all of it, day by day, and what came of it

The same seed gives the same arrivals to every cadence and staffing, and the same trial gives the same answer: each
neighbor has dice of their own, time is passed in, and nothing depends on keys or on the order of a set.
"""

from heart.demo.simulation.programme import Programme
from heart.demo.simulation.trial import FIRST_DAY, Trial, run

__all__ = ["FIRST_DAY", "Programme", "Trial", "run"]
