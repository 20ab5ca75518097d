"""Things as they come to be in life: a factory of anything that carries the promise calls the real actions.

Every factory takes `now` where time matters; MONDAY_9 unless the test says otherwise.
"""

from tests.factories.accounts import TeamFactory, TimeOffFactory, UserFactory
from tests.factories.casework import (
    CaseFactory,
    ContactFactory,
    ContactPointFactory,
    DraftFactory,
    EncounterDetailsFactory,
    EncounterFactory,
    NeighborFactory,
    PersonFactory,
    RestrictionFactory,
)
from tests.factories.notify import MessageFactory
from tests.factories.plans import PlanFactory
from tests.factories.referrals import (
    ConnectionFactory,
    ConsentFactory,
    NeedFactory,
    OrganizationFactory,
    ReferralFactory,
    ServiceFactory,
)

__all__ = [
    "CaseFactory",
    "ConnectionFactory",
    "ConsentFactory",
    "ContactFactory",
    "ContactPointFactory",
    "DraftFactory",
    "EncounterDetailsFactory",
    "EncounterFactory",
    "MessageFactory",
    "NeedFactory",
    "NeighborFactory",
    "OrganizationFactory",
    "PersonFactory",
    "PlanFactory",
    "ReferralFactory",
    "RestrictionFactory",
    "ServiceFactory",
    "TeamFactory",
    "TimeOffFactory",
    "UserFactory",
]
