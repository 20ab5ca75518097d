"""`manage.py bench NAME`: a speed, as a ratio to something that is measured in the same run."""

from heart.demo import benches
from heart.demo.trials import Trials


class Command(Trials):
    help = "Measure a speed side by side with its floor."
    package = benches
