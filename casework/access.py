"""Who may do what. Who may see is `visible_to` on each QuerySet; every check here starts from it."""

from collections.abc import Sequence

from casework.models import Case, FollowUp, Neighbor, ResponsePlan, Restriction
from heart.accounts.models import Team, User, UserQuerySet
from heart.accounts.roles import NAVIGATORS, OVERSEERS, Role
from heart.audit.record import record_each
from heart.notify.models import Message

RECORDS_ENCOUNTERS = frozenset({Role.RESPONDER, Role.PEER, Role.CLINICIAN, Role.SUPERVISOR, Role.PROGRAMME_MANAGER})


def names_in_messages(user: User, shown: Sequence[Message]) -> dict[int, str]:
    """Whose case each message of the inbox is about, of the cases that the reader sees now. It is on record."""
    asked = {message.pk: message.params.get("case") for message in shown if message.params.get("case")}
    seen = Case.objects.visible_to(user).filter(pk__in=set(asked.values())).select_related("neighbor")
    cases = seen.in_bulk() if asked else {}
    if cases:
        record_each("inbox.read", subjects=cases.values(), by=user)
    return {pk: cases[case].neighbor.display_name for pk, case in asked.items() if case in cases}


def can_see_case(user: User, case: Case) -> bool:
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


def can_search(user: User) -> bool:
    """Whoever sees neighbors; a responder searches the own encounters."""
    return user.is_active and (user.is_navigator or user.is_overseer or user.role == Role.RESPONDER)


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


def can_link(user: User, first: Neighbor, second: Neighbor) -> bool:
    """Say that two records are one person, or are not: who sees a case of both; an overseer who sees one of them, since
    the other may be of another's team, but none that is restricted to others."""
    both = Neighbor.objects.filter(pk__in=[first.pk, second.pk])
    seen = both.visible_to(user).count()
    if user.is_overseer:
        return seen > 0 and not both.hidden_from(user).exists()
    return user.is_navigator and seen == both.count()


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


def approves(user: User, plan: ResponsePlan) -> bool:
    """Four eyes, one pair of them a clinician's: a clinician approves what another wrote, an overseer what a clinician
    wrote, since the clinician of a pair is often the only one who sees the person."""
    clinician_stands_behind = user.role == Role.CLINICIAN or (
        user.is_overseer and plan.written_by.role == Role.CLINICIAN
    )
    return clinician_stands_behind and user.pk != plan.written_by_id


def can_approve_plan(user: User, plan: ResponsePlan) -> bool:
    return approves(user, plan) and can_change_plan(user, plan)


def reviews_plans(user: User) -> bool:
    return user.role == Role.CLINICIAN or user.is_overseer


def can_review_plan(user: User, plan: ResponsePlan) -> bool:
    return reviews_plans(user) and can_change_plan(user, plan)


def can_look_for_cards(user: User) -> bool:
    """Whoever is called out, or may be."""
    return can_record_encounter(user)


CAN_BE_NAMED = frozenset({Role.RESPONDER, *NAVIGATORS, *OVERSEERS})


def can_be_named(user: User) -> bool:
    """For a restricted record: whoever works with neighbors."""
    return user.is_active and user.role in CAN_BE_NAMED


def nameable() -> UserQuerySet:
    return User.objects.active().in_role(*sorted(CAN_BE_NAMED)).order_by("name", "pk")


def teams_of_nameable() -> dict[int, list[str]]:
    """By person: beside a name, whose it is."""
    return Team.objects.names_by_person()


def can_restrict(user: User, neighbor: Neighbor) -> bool:
    """Programme managers; supervisors for those whose cases are theirs."""
    return user.is_overseer and Neighbor.objects.visible_to(user).filter(pk=neighbor.pk).exists()


def can_change_restriction(user: User, restriction: Restriction) -> bool:
    return user.is_active and user.is_overseer and is_named(user, restriction)


def is_named(user: User, restriction: Restriction) -> bool:
    return user.is_active and restriction.readers.filter(user=user).exists()
