"""Who may do what. Who may see is `visible_to` on each QuerySet; every check here starts from it."""

from casework.models import Case, FollowUp
from heart.accounts.models import User
from heart.accounts.roles import Role

RECORDS_ENCOUNTERS = frozenset({Role.RESPONDER, Role.PEER, Role.CLINICIAN, Role.SUPERVISOR, Role.PROGRAMME_MANAGER})


def can_see_case(user: User, case: Case) -> bool:
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


def can_record_encounter(user: User) -> bool:
    return user.is_active and user.role in RECORDS_ENCOUNTERS


def can_send_encounters(user: User) -> bool:
    """Over the API: another system, with its token."""
    return user.is_active and user.role == Role.INTEGRATION


def can_assign(user: User) -> bool:
    return user.is_active and user.is_overseer


def can_assign_case(user: User, case: Case) -> bool:
    return can_assign(user) and can_see_case(user, case)


def can_work_on(user: User, case: Case) -> bool:
    """Log contacts, refer, confirm, close: the pair, their supervisor, a programme manager."""
    return (user.is_navigator or user.is_overseer) and can_see_case(user, case)


def can_move(user: User, follow_up: FollowUp) -> bool:
    return can_work_on(user, follow_up.case)


def can_hand_over(user: User, person: User) -> bool:
    """What a person owns to others: their supervisor, a programme manager."""
    return User.objects.overseen_by(user).filter(pk=person.pk).exists()


def can_run_jobs(user: User) -> bool:
    """Long work over everybody's records: imports, undoing them, matching."""
    return user.is_active and user.role == Role.PROGRAMME_MANAGER
