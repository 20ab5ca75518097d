from casework.models.cases import FIRST_CONTACT_WITHIN, Case
from casework.models.contacts import Contact, Direction
from casework.models.drafts import Draft
from casework.models.encounters import Encounter, FollowUpWanted, Outcome, Source
from casework.models.follow_ups import FollowUp, Queue
from casework.models.jobs import ImportedEncounter, Job, JobChunk, JobKind, JobState
from casework.models.likeness import MatchThresholds, Nickname
from casework.models.links import Link, MatchState, PossibleMatch
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
from casework.models.plans import PlanState, ResponsePlan
from casework.models.policies import (
    CadencePolicy,
    CadenceStep,
    Clock,
    Half,
    LadderStep,
    PartOfDay,
    PolicyState,
    Rung,
    cadence_of,
    cadences_of,
)
from casework.models.programme import Beat, BeatOutline, CallType, Pilot, PilotHours, PilotService
from casework.models.restrictions import NamedReader, RestrictedWhy, Restriction
from casework.models.sources import Bond, Caller, CallerIs, EidoDocument, IncidentBond
from casework.models.texts import AgreedHow, EndedWhy, InboundText, Meaning, TextAgreement

__all__ = [
    "FIRST_CONTACT_WITHIN",
    "AgencyPerson",
    "AgreedHow",
    "AlsoKnownAs",
    "Beat",
    "BeatOutline",
    "Bond",
    "CadencePolicy",
    "CadenceStep",
    "CallType",
    "Caller",
    "CallerIs",
    "Case",
    "Clock",
    "Contact",
    "ContactPoint",
    "ContactPointKind",
    "Direction",
    "Draft",
    "EidoDocument",
    "Encounter",
    "EndedWhy",
    "FollowUp",
    "FollowUpWanted",
    "Half",
    "ImportedEncounter",
    "InboundText",
    "IncidentBond",
    "Interpreter",
    "Job",
    "JobChunk",
    "JobKind",
    "JobState",
    "LadderStep",
    "Link",
    "LivingSituation",
    "MatchState",
    "MatchThresholds",
    "Meaning",
    "NamedReader",
    "Neighbor",
    "Nickname",
    "Outcome",
    "PartOfDay",
    "Pilot",
    "PilotHours",
    "PilotService",
    "PlanState",
    "PolicyState",
    "PossibleMatch",
    "Queue",
    "ResponsePlan",
    "RestrictedWhy",
    "Restriction",
    "Rung",
    "Safety",
    "Source",
    "TextAgreement",
    "cadence_of",
    "cadences_of",
]
