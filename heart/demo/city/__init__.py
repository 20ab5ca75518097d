"""The made-up city: staff, neighbors, a directory and sixty days behind them. Every name and number is invented.

Everything after the staff and the directory happens through the same actions that the pages call, with the time of
a made-up day passed in, in the order of time over the whole city:

  people.py places.py staff.py   who and what there is
  stories.py                     what will happen to whom (stories.toml), drawn before the first day
  days.py                        the queue of moments, and the hours of a working day
  work.py providers.py           what people do when their moment comes
  plans.py                       response plans of those who are met again and again
  build.py                       all of it, once

The same seed and the same `now` give the same city; each neighbor has dice of their own.
"""

from heart.demo.city.build import build, build_first, build_rest, is_whole
from heart.demo.city.staff import PASSWORD, SIGN_INS

__all__ = ["PASSWORD", "SIGN_INS", "build", "build_first", "build_rest", "is_whole"]
