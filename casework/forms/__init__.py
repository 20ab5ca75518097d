"""What people type, checked for shape. Rules are the actions'; they come back as errors of the field they name."""

from casework.forms.contacts import ContactForm, TextsForm, quick_details
from casework.forms.encounters import EncounterForm
from casework.forms.fields import LOCAL, Day, LocalTime, OneOf, field
from casework.forms.follow_ups import AssignForm, DoneForm, HandOverForm, MoveForm, SnoozeForm, WhyForm
from casework.forms.people import AnswerForm, OtherRecordForm, RestrictForm, SearchForm, WhoForm
from casework.forms.plans import CardSearchForm, PlanDecisionForm, PlanForm

__all__ = [
    "LOCAL",
    "AnswerForm",
    "AssignForm",
    "CardSearchForm",
    "ContactForm",
    "Day",
    "DoneForm",
    "EncounterForm",
    "HandOverForm",
    "LocalTime",
    "MoveForm",
    "OneOf",
    "OtherRecordForm",
    "PlanDecisionForm",
    "PlanForm",
    "RestrictForm",
    "SearchForm",
    "SnoozeForm",
    "TextsForm",
    "WhoForm",
    "WhyForm",
    "field",
    "quick_details",
]
