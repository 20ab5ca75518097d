"""Who may this be? `candidates` of what was `Told`, with a score and reasons in words. Reads only."""

from casework.matching.finding import Candidate, Told, candidates, thresholds
from casework.matching.weighing import Reason

__all__ = ["Candidate", "Reason", "Told", "candidates", "thresholds"]
