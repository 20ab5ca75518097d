"""Every made-up number of the simulation, in one place.

Only what DOMAIN 1 says is public: about 11,600 responses a year, the pilots' hours, and 74 neighbors with five or more.
No figure for follow-ups or connections has been published, so these are guesses to compare two trials with. They say
nothing about Durham.
"""

from dataclasses import dataclass
from datetime import timedelta

from casework.models import Pilot
from casework.states import CloseReason, ContactChannel, FollowUpKind

RESPONSES_A_YEAR = 11_600
TEAMS = 9


@dataclass(frozen=True)
class Shifts:
    """When a pilot is out, and its part of the responses. Weights: of the weekdays from Monday on, of the hours from
    `opens` on."""

    share: float
    weekdays: tuple[float, ...]
    opens: int
    hours: tuple[float, ...]


SHIFTS = {
    Pilot.CRT: Shifts(0.58, (1.1, 1.05, 1, 1, 1.1, 0.95, 0.8), 10, (0.8, 0.9, 1, 1, 1.1, 1.2, 1.3, 1.2, 1, 0.8, 0.7)),
    Pilot.CCD: Shifts(0.32, (1.2, 1, 1, 0.9, 0.9, 0, 0), 9, (0.9, 1, 1.1, 1, 1, 1.1, 1, 0.9)),
    Pilot.COR: Shifts(0.10, (1.1, 1, 1, 1, 0.9, 0, 0), 9, (0.8, 1, 1, 1, 1, 1.1, 1.1, 1)),
}
# Of the responses: to somebody met before (drawn from all earlier ones, so that a few are met very often), and
# where care navigation should follow up.
AGAIN = 0.2
WANTED = {Pilot.CRT: 0.07, Pilot.CCD: 0.09, Pilot.COR: 0.15}

# -- Reaching a neighbor: a person's own chance, times how, when, and how often it was tried in vain -----------------
REACH = (0.15, 0.3, 0.4, 0.5, 0.65)
BY_CHANNEL = {
    ContactChannel.PHONE: 1.0,
    ContactChannel.TEXT: 0.7,
    ContactChannel.IN_PERSON: 1.2,
    ContactChannel.LETTER: 0.2,
}
BY_PART_OF_DAY = {"morning": 0.85, "afternoon": 1.1, "evening": 1.25}
BY_ATTEMPT = 0.93  # for each one before: who answers easily has answered by then
WHO_KNOWS_US = 0.75  # at least, once they have spoken with us
# What ends an episode from outside, and within how many days of the assignment.
LIFE_ENDS = 0.07
ENDS = ([CloseReason.MOVED, CloseReason.INCARCERATED, CloseReason.HOSPITALIZED, CloseReason.DECEASED], [5, 3, 3, 1])
ENDS_WITHIN = (3, 50)

# -- Work: minutes that each thing takes ------------------------------------------------------------------------------
NOT_REACHED = {
    ContactChannel.PHONE: 8,
    ContactChannel.TEXT: 5,
    ContactChannel.LETTER: 15,
    ContactChannel.IN_PERSON: 50,
}
SPOKE = {
    ContactChannel.PHONE: 30,
    ContactChannel.TEXT: 15,
    ContactChannel.LETTER: 15,
    ContactChannel.IN_PERSON: 75,
}
REFERRING = 45  # needs, consent, finding a service, sending; once a conversation led to it
OTHER_WORK = {
    FollowUpKind.ASSIGN: 4,
    FollowUpKind.DECIDE: 20,
    FollowUpKind.CONFIRM_CONNECTION: 15,
    FollowUpKind.CONNECTION_CHECK: 25,
}
ANYTHING = 15
# The part of a working day that goes to the list; the rest is notes, meetings, ways and breaks.
FOR_THE_LIST = {"navigator": 0.62, "supervisor": 0.3}
LATE_START = 25  # minutes after the opening, at most

# -- Absence ----------------------------------------------------------------------------------------------------------
LEAVE_A_YEAR = 4  # planned weeks
SICK_A_DAY = 0.012  # that somebody falls ill on a working day, for one to three days

# -- The machinery ----------------------------------------------------------------------------------------------------
SWEEP_EVERY = timedelta(minutes=15)
EMAIL_EVERY = 2  # every second of the staff has reminders by e-mail too
REFUSED = 0.01  # of mails, for now
NOBODY_KNOWS = 0.0002
BAD_HOURS_A_DAY = 0.03  # how likely the mail provider is down for a while on a day
BAD_MINUTES = (10, 150)
