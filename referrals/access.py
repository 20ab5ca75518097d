"""Who may refer, consent and confirm: whoever may work on the case."""

from casework.access import can_work_on
from casework.models import Case
from heart.accounts.models import User


def can_refer(user: User, case: Case) -> bool:
    return can_work_on(user, case)


def can_record_consent(user: User, case: Case) -> bool:
    return can_work_on(user, case)


def can_answer(user: User, case: Case) -> bool:
    """Write down what the provider said."""
    return can_work_on(user, case)


def can_confirm_connection(user: User, case: Case) -> bool:
    return can_work_on(user, case)
