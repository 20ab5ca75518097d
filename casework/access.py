"""Who may do what. Who may see is `visible_to` on each QuerySet; every check here starts from it."""

from casework.models import Case, FollowUp, Neighbor, ResponsePlan
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


def can_see_neighbor(user: User, neighbor: Neighbor) -> bool:
    """One of the records of the person."""
    return Neighbor.objects.visible_to(user).filter(person_number=neighbor.person_number).exists()


def can_write_plan(user: User, neighbor: Neighbor) -> bool:
    """The pairs of the person's cases and their overseers."""
    return (user.is_navigator or user.is_overseer) and can_see_neighbor(user, neighbor)


def can_change_plan(user: User, plan: ResponsePlan) -> bool:
    return can_write_plan(user, plan.neighbor)


def can_approve_plan(user: User, plan: ResponsePlan) -> bool:
    """Four eyes, one pair of them a clinician's: a clinician approves what another wrote, an overseer what a clinician
    wrote, since the clinician of a pair is often the only one who sees the person."""
    clinicians = user.role == Role.CLINICIAN or (user.is_overseer and plan.written_by.role == Role.CLINICIAN)
    return clinicians and user.pk != plan.written_by_id and can_change_plan(user, plan)


def can_review_plan(user: User, plan: ResponsePlan) -> bool:
    return (user.role == Role.CLINICIAN or user.is_overseer) and can_change_plan(user, plan)


def can_look_for_cards(user: User) -> bool:
    """Whoever is called out, or may be."""
    return can_record_encounter(user)
