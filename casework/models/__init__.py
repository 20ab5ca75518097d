from casework.models.cases import FIRST_CONTACT_WITHIN, Case
from casework.models.contacts import Contact, Direction
from casework.models.encounters import Encounter, FollowUpWanted, Outcome, Source
from casework.models.follow_ups import FollowUp, Queue
from casework.models.neighbors import (
    AgencyPerson,
    AlsoKnownAs,
    ContactPoint,
    ContactPointKind,
    Interpreter,
    LivingSituation,
    Neighbor,
    Safety,
)
from casework.models.programme import Beat, CadenceStep, CallType, Clock, Half, LadderStep, Pilot, Rung

__all__ = [
    "FIRST_CONTACT_WITHIN",
    "AgencyPerson",
    "AlsoKnownAs",
    "Beat",
    "CadenceStep",
    "CallType",
    "Case",
    "Clock",
    "Contact",
    "ContactPoint",
    "ContactPointKind",
    "Direction",
    "Encounter",
    "FollowUp",
    "FollowUpWanted",
    "Half",
    "Interpreter",
    "LadderStep",
    "LivingSituation",
    "Neighbor",
    "Outcome",
    "Pilot",
    "Queue",
    "Rung",
    "Safety",
    "Source",
]
