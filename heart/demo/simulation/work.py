"""What is done with a row of the list, and how many minutes it takes."""

from datetime import datetime, timedelta

from casework.actions.cases import assign_case, missing_for_unable_to_contact
from casework.actions.contacts import log_contact
from casework.actions.follow_ups import complete_follow_up
from casework.cadence import BY_CONTACT
from casework.models import Case, FollowUp
from casework.states import Answer, CloseReason, ContactChannel, FollowUpKind, Phase
from heart.accounts.models import Team
from heart.demo.city import providers
from heart.demo.city import work as city
from heart.demo.city.stories import Life
from heart.demo.simulation import rates
from heart.demo.simulation.office import Desk, Office
from heart.lib.clock import part_of_day


def take(at: datetime, office: Office, desk: Desk, follow_up: FollowUp) -> int:
    """Do what the row asks for, as the person at the desk. Returns the minutes; whatever is left of it waits until
    another moment."""
    life = office.by_neighbor[follow_up.case.neighbor_id]
    office.working = desk.person
    desk.put_aside(follow_up, _tomorrow(at, office))
    kind = FollowUpKind(follow_up.kind)
    minutes = rates.OTHER_WORK.get(kind, rates.ANYTHING)
    match kind:
        case FollowUpKind.ASSIGN:
            assign(at, office, life, follow_up.case)
        case FollowUpKind.DECIDE:
            minutes = decide(at, office, desk, life, follow_up)
        case FollowUpKind.CONFIRM_CONNECTION:
            providers.ask(at, office, life, follow_up)
        case FollowUpKind.CONNECTION_CHECK | FollowUpKind.CRISIS_LOOK:
            providers.check(at, office, life, follow_up)
        case _ if kind in BY_CONTACT:
            minutes = reach_out(at, office, life, follow_up)
        case _:
            complete_follow_up(follow_up=follow_up, by=desk.person, now=at)
    office.working = None
    return minutes


def assign(at: datetime, office: Office, life: Life, case: Case) -> None:
    """To the team with the fewest cases; of those that speak Spanish, where that is needed."""
    team = _team_for(office, life)
    assign_case(case=case, team=team, by=office.working or team.supervisor, now=at)
    office.open_cases[team.name] = office.open_cases.get(team.name, 0) + 1
    if life.dice.random() < rates.LIFE_ENDS:
        reason: CloseReason = life.dice.choices(*rates.ENDS)[0]
        ends = at + timedelta(days=life.dice.uniform(*rates.ENDS_WITHIN))
        office.days.add(office.working_after(ends, 1), city.end, office, life, reason)


def reach_out(at: datetime, office: Office, life: Life, follow_up: FollowUp) -> int:
    """One attempt. Whoever wants our help says what they need, and is referred."""
    by, channel = office.owner(follow_up), city.channel_for(life, follow_up)
    reached = life.dice.random() < chance(life, channel, at, follow_up)
    details = city.conversation(life, follow_up, by, channel) if reached else city.attempt(life, follow_up, channel)
    log_contact(case=follow_up.case, details=details, follow_up=follow_up, by=by, now=at)
    minutes = rates.SPOKE[channel] if reached else rates.NOT_REACHED[channel]
    if details.answer == Answer.AGREED:
        office.days.add(at + timedelta(minutes=minutes), providers.go_on, office, life, by)
        if life.spoke == 1:
            minutes += rates.REFERRING
    return minutes


def chance(life: Life, channel: ContactChannel, at: datetime, follow_up: FollowUp) -> float:
    """That this attempt reaches the neighbor."""
    before = follow_up.step - 1 if follow_up.phase == Phase.NOT_REACHED else 0
    now = rates.BY_CHANNEL[channel] * rates.BY_PART_OF_DAY[part_of_day(at)] * rates.BY_ATTEMPT**before
    return max(life.reach * now, rates.WHO_KNOWS_US if life.spoke else 0.0)


def decide(at: datetime, office: Office, desk: Desk, life: Life, follow_up: FollowUp) -> int:
    """The neighbor said no, or all attempts are made: close; or try what has not been tried, when it is time."""
    case, by = follow_up.case, office.owner(follow_up)
    gaps = [] if case.reached_at else missing_for_unable_to_contact(case)
    if not gaps:
        reason = CloseReason.DECLINED if case.reached_at else CloseReason.UNABLE_TO_CONTACT
        city.close(at, office, case, reason, by)
        return rates.OTHER_WORK[FollowUpKind.DECIDE]
    if "parts_of_day" in gaps and part_of_day(at) == part_of_day(case.contacts.latest("at").at):
        desk.put_aside(follow_up, city.other_part_of_day(at, office.hours.calendar))
        return 1
    channel = city.untried(life, gaps)
    log_contact(case=case, details=city.attempt(life, follow_up, channel), follow_up=follow_up, by=by, now=at)
    return rates.NOT_REACHED[channel]


def _team_for(office: Office, life: Life) -> Team:
    teams = list(office.staff.teams.values())
    speaking = [team for team in teams if life.person.language in team.peer.speaks]
    return min(speaking or teams, key=lambda team: (office.open_cases.get(team.name, 0), team.name))


def _tomorrow(at: datetime, office: Office) -> datetime:
    calendar = office.hours.calendar
    return calendar.opening(calendar.next_working_day(calendar.day_of(at)))
