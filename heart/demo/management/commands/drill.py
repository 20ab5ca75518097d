"""`manage.py drill NAME`: a promise, tried hard. The exit code is 0 only when nothing of it was broken."""

from heart.demo import drills
from heart.demo.trials import Trials


class Command(Trials):
    help = "Try a promise hard and count what was broken."
    package = drills
