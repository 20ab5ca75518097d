"""What care navigation does when a follow-up is taken up: assign, reach out, decide, check, close."""

from datetime import datetime, timedelta

from casework.actions.cases import assign_case, missing_for_unable_to_contact
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.follow_ups import move_follow_up
from casework.models import Case, Direction, FollowUp, Interpreter, Safety
from casework.states import Answer, CaseStatus, CloseReason, ContactChannel, ContactResult, FollowUpKind
from heart.accounts.models import Team, User
from heart.demo.city import providers
from heart.demo.city.staff import SPANISH_TEAM
from heart.demo.city.stories import Life, is_unsheltered
from heart.demo.city.texts import load, one_of
from heart.demo.city.town import Town
from heart.lib.clock import WorkCalendar, part_of_day
from referrals.actions.referrals import end_referral_case

SAID = {Answer.AGREED: "agreed", Answer.UNDECIDED: "unsure", Answer.DECLINED: "declined"}
NOT_REACHED = {
    ContactChannel.PHONE: (
        [ContactResult.NO_ANSWER, ContactResult.VOICEMAIL, ContactResult.SOMEONE_ELSE, ContactResult.WRONG_NUMBER],
        [50, 34, 12, 4],
    ),
    ContactChannel.IN_PERSON: ([ContactResult.NOT_FOUND, ContactResult.SOMEONE_ELSE], [80, 20]),
    ContactChannel.TEXT: ([ContactResult.NO_ANSWER], [1]),
    ContactChannel.LETTER: ([ContactResult.NO_ANSWER], [1]),
}


def take(at: datetime, town: Town, life: Life, pk: int) -> None:
    """Somebody takes up the follow-up, unless it has ended or moved meanwhile."""
    follow_up = (
        FollowUp.objects.open().select_related("case").filter(pk=pk, due_at__lte=at + timedelta(hours=3)).first()
    )
    if follow_up is None or follow_up.kind == life.story.untaken:
        return
    match follow_up.kind:
        case FollowUpKind.ASSIGN:
            assign(at, town, life, follow_up.case)
        case FollowUpKind.DECIDE:
            decide(at, town, life, follow_up)
        case FollowUpKind.CONFIRM_CONNECTION:
            providers.ask(at, town, life, follow_up)
        case FollowUpKind.CONNECTION_CHECK | FollowUpKind.CRISIS_LOOK:
            providers.check(at, town, life, follow_up)
        case _:
            reach_out(at, town, life, follow_up)


def assign(at: datetime, town: Town, life: Life, case: Case) -> None:
    team = _team_for(town, life, case)
    assign_case(case=case, team=team, by=team.supervisor, now=at)
    town.open_cases[team.name] = town.open_cases.get(team.name, 0) + 1
    if life.story.ends:
        reason, days = life.story.ends
        town.days.add(town.working_after(at + timedelta(days=days), 1), end, town, life, CloseReason(reason))
    if life.story.moved:
        town.days.add(town.hours.left_since(life.dice.uniform(1, 6)), move, town, life)


def reach_out(at: datetime, town: Town, life: Life, follow_up: FollowUp) -> None:
    if life.story.ends and life.story.ends[0] in ("duplicate", "opened_in_error"):
        return
    by = town.owner(follow_up)
    details = conversation(life, follow_up, by) if _reaches(life) else attempt(life, follow_up)
    log_contact(case=follow_up.case, details=details, follow_up=follow_up, by=by, now=at)
    if details.answer == Answer.AGREED:
        town.days.add(at + timedelta(minutes=life.dice.randrange(4, 25)), providers.go_on, town, life, by)


def decide(at: datetime, town: Town, life: Life, follow_up: FollowUp) -> None:
    """All attempts are made, or the neighbor said no: close, or try what has not been tried."""
    case, by = follow_up.case, town.owner(follow_up)
    gaps = [] if life.spoke else missing_for_unable_to_contact(case)
    if not gaps:
        close(at, town, case, CloseReason.DECLINED if life.spoke else CloseReason.UNABLE_TO_CONTACT, by)
    elif "parts_of_day" in gaps and part_of_day(at) == part_of_day(case.contacts.latest("at").at):
        town.days.add(other_part_of_day(at, town.hours.calendar), take, town, life, follow_up.pk)
    else:
        details = attempt(life, follow_up, untried(life, gaps))
        log_contact(case=case, details=details, follow_up=follow_up, by=by, now=at)


def other_part_of_day(at: datetime, calendar: WorkCalendar) -> datetime:
    """The cadence keeps the hour, so somebody must choose another one on purpose."""
    if part_of_day(at) == "morning":
        return at + timedelta(hours=4)
    tomorrow = calendar.next_working_day(calendar.day_of(at))
    return calendar.opening(tomorrow) + timedelta(minutes=20)


def untried(life: Life, gaps: list[str]) -> ContactChannel:
    """The way of reaching out that the protocol still lacks: a letter is a second one for anybody."""
    if "in_person" in gaps or not ("channels" in gaps or life.person.phone):
        return ContactChannel.IN_PERSON
    return ContactChannel.LETTER if "channels" in gaps else ContactChannel.PHONE


def close(at: datetime, town: Town, case: Case, reason: CloseReason, by: User) -> None:
    end_referral_case(case=case, reason=reason, note=load("words")["closings"][reason], by=by, now=at)
    town.count_closed(case)


def end(at: datetime, town: Town, life: Life, reason: CloseReason) -> None:
    """Life ended the episode: moved away, in jail, in hospital, died; or the record was wrong."""
    case = Case.objects.get(pk=life.the_case.pk)
    if case.status != CaseStatus.CLOSED:
        close(at, town, case, reason, town.peer(case))


def move(at: datetime, town: Town, life: Life) -> None:
    """Snoozed with a reason."""
    follow_up = FollowUp.objects.open().select_related("case").filter(case=life.the_case).order_by("due_at").first()
    if follow_up and follow_up.owner_id:
        due_at = town.working_after(at, life.dice.choice([9, 14, 20]))
        move_follow_up(
            follow_up=follow_up, due_at=due_at, why=one_of(life.dice, "moves", "why"), by=town.owner(follow_up), now=at
        )


def _team_for(town: Town, life: Life, case: Case) -> Team:
    """A supervisor's choice: the language, then the beat, then who has the fewest cases."""
    teams = town.staff.teams
    if life.story.team:
        return teams[life.story.team]
    if life.person.language == "es" and life.dice.random() < 0.5:
        return teams[SPANISH_TEAM]
    beat = case.encounters.values_list("beat", flat=True).last()
    near = [team for team in teams.values() if beat in team.beats]
    return min(near, key=lambda team: town.open_cases.get(team.name, 0))


def _reaches(life: Life) -> bool:
    return life.dice.random() < (max(life.reach, 0.75) if life.spoke and life.reach else life.reach)


def conversation(life: Life, follow_up: FollowUp, by: User, channel: ContactChannel | None = None) -> ContactDetails:
    """They spoke. Who is not sure says yes the second time."""
    answer = _answer(life)
    life.spoke += 1
    knows_us = follow_up.case.status in (CaseStatus.ENGAGED, CaseStatus.CONNECTED)
    return ContactDetails(
        channel=channel or channel_for(life, follow_up),
        result=ContactResult.REACHED,
        direction=Direction.IN if life.dice.random() < 0.07 else Direction.OUT,
        answer=answer,
        interpreter="" if life.person.language == "en" else _interpreter(life, by),
        note=one_of(life.dice, "contacts", "reached" if knows_us and answer == Answer.AGREED else SAID[answer]),
    )


def _answer(life: Life) -> Answer:
    if life.will == "declines" or (life.spoke > 3 and not life.story.answers and life.dice.random() < 0.08):
        return Answer.DECLINED
    if life.will == "unsure" and life.spoke == 0:
        return Answer.UNDECIDED
    return Answer.AGREED


def _interpreter(life: Life, by: User) -> str:
    if life.person.language in by.speaks:
        return Interpreter.STAFF
    return Interpreter.ASL if life.person.language == "ase" else Interpreter.PHONE


def attempt(life: Life, follow_up: FollowUp, channel: ContactChannel | None = None) -> ContactDetails:
    channel = channel or channel_for(life, follow_up)
    result = life.dice.choices(*NOT_REACHED[channel])[0]
    if result == ContactResult.VOICEMAIL and life.person.voicemail_ok != Safety.YES:
        result = ContactResult.NO_ANSWER
    return ContactDetails(channel=channel, result=result, note=one_of(life.dice, "contacts", result))


def channel_for(life: Life, follow_up: FollowUp) -> ContactChannel:
    """As the cadence suggests; in person where there is no phone, sometimes a text where that is safe."""
    if not life.person.phone or (is_unsheltered(life) and life.dice.random() < 0.3):
        return ContactChannel.IN_PERSON
    if life.person.text_ok == Safety.YES and life.dice.random() < 0.2:
        return ContactChannel.TEXT
    return ContactChannel(follow_up.channel or ContactChannel.PHONE)
