"""The only writers of staff and teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from allauth.account.models import EmailAddress
from django.db import IntegrityError
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from knox.models import AuthToken

from heart.accounts.calendar import working_calendar
from heart.accounts.models import Closure, Team, TimeOff, User, WorkingHours
from heart.accounts.roles import Role
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.clock import ZONE, NoWorkingTime
from heart.lib.errors import DomainError, NotAllowed
from heart.lib.phones import in_one_shape

Kept = TypeVar("Kept", bound=Model)

# How far ahead days off and closures may lie: a slip of the keyboard is centuries away.
TIME_OFF_AHEAD = timedelta(days=2 * 366)
FIRST_CLOSURE = date(2000, 1, 1)
CLOSURES_AHEAD = timedelta(days=20 * 366)
# The calendar is asked every so often, for so long, and each time must begin to work again soon enough.
CALENDAR_ASKED_FOR = timedelta(days=365)
CALENDAR_ASKED_EVERY = timedelta(days=30)
LONGEST_PAUSE = timedelta(days=60)

STAFF_FIELDS = (
    "email", "name", "role", "phone", "language", "speaks", "remind_by_email", "remind_by_text", "morning_digest",
    "is_active",
)  # fmt: skip


@action
def change_my_settings(
    *,
    language: str,
    phone: str,
    remind_by_email: bool,
    remind_by_text: bool,
    shortcuts: bool,
    morning_digest: bool | None = None,
    by: User,
    now: datetime = NOW,
) -> User:
    """What a person decides for themselves: language, reminders, keys. No word on the morning's mail leaves it be."""
    _check_texts(phone=phone, wanted=remind_by_text)
    by.language, by.phone, by.shortcuts = language, in_one_shape(phone), shortcuts
    by.remind_by_email, by.remind_by_text = remind_by_email, remind_by_text
    by.morning_digest = by.morning_digest if morning_digest is None else morning_digest
    by.save(update_fields=["language", "phone", "shortcuts", "remind_by_email", "remind_by_text", "morning_digest"])
    record("user.settings_changed", subject=by, by=by, at=now)
    return by


@action
def choose_language(*, language: str, by: User, now: datetime = NOW) -> User:
    """Remembered for this person on every device."""
    by.language = language
    by.save(update_fields=["language"])
    return by


# -- Kept by programme managers --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Owned:
    """What a person would leave behind. `hidden`: also something that whoever asks may not know more of."""

    teams: tuple[str, ...]
    cases: tuple[int, ...]
    hidden: bool = False

    def __bool__(self) -> bool:
        return bool(self.teams or self.cases or self.hidden)

    def __str__(self) -> str:
        parts = [_("team %(name)s") % {"name": name} for name in self.teams]
        if self.cases:
            numbers = ", ".join(str(number) for number in self.cases)
            parts.append(_("open follow-ups of these cases: %(numbers)s") % {"numbers": numbers})
        if self.hidden:
            parts.append(_("what only people who are named for it see: one of them hands it over"))
        return "; ".join(parts)


class HandOverFirst(DomainError):
    """Refused as long as the person owns something; of a leave, something up to its last day."""

    def __init__(self, user: User, owned: Owned, *, field: str, until: date | None = None) -> None:
        super().__init__(_("Hand over first: %(what)s.") % {"what": owned}, field=field)
        self.user, self.until = user, until


@action
def save_staff(*, staff: User, by: User, now: datetime = NOW) -> User:
    """Add a member of staff, without a password yet (invitations.invite), or keep what was changed.

    Refuses to let somebody go, or change roles, who still owns something (DOMAIN 3), and to leave the programme
    without a manager.
    """
    _may_keep(by, staff)
    _check_texts(phone=staff.phone, wanted=staff.remind_by_text)
    staff.email, staff.phone = staff.email.strip().lower(), in_one_shape(staff.phone)
    if staff._state.adding:
        staff.set_unusable_password()
        staff.save(force_insert=True)
        record("user.added", subject=staff, by=by, at=now, role=staff.role)
        return staff
    before = User.objects.select_for_update().get(pk=staff.pk)
    changed = [name for name in STAFF_FIELDS if getattr(before, name) != getattr(staff, name)]
    if {"is_active", "role"} & set(changed) and before.is_active:
        field = "role" if staff.is_active else "is_active"
        _check_leaving(before, by=by, field=field)
        if not (staff.is_active and staff.is_overseer):
            _check_restricted(before, field=field)
        AuthToken.objects.filter(user=staff).delete()
    if "email" in changed:
        EmailAddress.objects.filter(user=staff).delete()
    if changed:
        staff.save(update_fields=changed)
        record("user.changed", subject=staff, by=by, at=now, fields=changed)
    return staff


def owned_by(user: User, *, by: User) -> Owned:
    """Active teams that the person is part of, and cases with an open follow-up of theirs."""
    teams = Team.objects.active().filter(Q(peer=user) | Q(clinician=user) | Q(supervisor=user))
    return _owned(tuple(teams.order_by("name").values_list("name", flat=True)), user.follow_ups.open(), by)


def _owned(teams: tuple[str, ...], follow_ups: Any, by: User) -> Owned:
    """The cases by number, as far as `by` may see them."""
    cases = tuple(follow_ups.visible_to(by).order_by("case_id").values_list("case_id", flat=True).distinct())
    return Owned(teams, cases, hidden=follow_ups.exclude(case__in=cases).exists())


@action
def make_token(*, user: User, by: User, now: datetime = NOW) -> str:
    """A token for another system. This is the only time that it can be read."""
    _may_keep(by, user)
    if user.role != Role.INTEGRATION or not user.is_active:
        raise DomainError(_("Only an active integration gets a token."))
    made, token = AuthToken.objects.create(user=user)
    record("token.made", subject=user, by=by, at=now, token=made.token_key)
    return token


@action
def remove_tokens(*, tokens: Sequence[AuthToken], by: User, now: datetime = NOW) -> None:
    """Refused from the next request on."""
    if not by.has_perm("knox.delete_authtoken"):
        raise NotAllowed(_("Only a programme manager may do this."))
    for token in tokens:
        record("token.removed", subject=token.user, by=by, at=now, token=token.token_key)
    AuthToken.objects.filter(pk__in=[token.pk for token in tokens]).delete()


@action
def note_invitation(*, staff: User, by: User, now: datetime = NOW) -> None:
    """That a mail to set the password goes to this person; it is sent after the transaction."""
    _may_keep(by, staff)
    record("user.invited", subject=staff, by=by, at=now)


@action
def save_time_off(*, time_off: TimeOff, by: User, now: datetime = NOW) -> TimeOff:
    """Refuses while follow-ups of the person fall due in these days: hand them over first (DOMAIN 3)."""
    _may_keep(by, time_off)
    if time_off.ends_on > now.astimezone(ZONE).date() + TIME_OFF_AHEAD:
        raise DomainError(_("Time off can be at most two years ahead."), field="ends_on")
    end = datetime.combine(time_off.ends_on + timedelta(days=1), time.min, ZONE)
    due = time_off.user.follow_ups.open().filter(due_at__lt=end)
    if end > now:
        owned = _owned((), due, by)
        if owned:
            raise HandOverFirst(time_off.user, owned, field="starts_on", until=time_off.ends_on)
    return _keep(time_off, "time_off.saved", by, now)


@action
def remove_time_off(*, rows: Sequence[TimeOff], by: User, now: datetime = NOW) -> None:
    _remove(rows, "time_off.removed", by, now)


@action
def save_calendar(*, row: WorkingHours | Closure, by: User, now: datetime = NOW) -> WorkingHours | Closure:
    """Hours, of the programme or of one person, or a closure. Refuses what would leave care navigation without working
    time, now or in the year to come: one person's hours are not the programme's."""
    if isinstance(row, Closure):
        _check_closure(row, now)
    else:
        _check_whose(row)
    try:
        kept = _keep(row, "calendar.saved", by, now)
    except IntegrityError as refusal:
        if isinstance(row, WorkingHours) and "hours_never_overlap" in str(refusal):
            raise DomainError(_overlapping(row), field="opens") from refusal
        raise
    _check_calendar(now)
    return kept


@action
def remove_calendar(*, rows: Sequence[WorkingHours | Closure], by: User, now: datetime = NOW) -> None:
    _remove(rows, "calendar.removed", by, now)
    _check_calendar(now)


def _check_closure(row: Closure, now: datetime) -> None:
    if not FIRST_CLOSURE <= row.date <= now.astimezone(ZONE).date() + CLOSURES_AHEAD:
        raise DomainError(_("A closure lies between the year 2000 and twenty years from now."), field="date")


def _check_whose(row: WorkingHours) -> None:
    """Hours of one's own are for people who work here; another system has none, and who left works none."""
    if row.user and (not row.user.is_active or row.user.role == Role.INTEGRATION):
        raise DomainError(_("Only active staff have hours of their own."), field="user")


def _overlapping(row: WorkingHours) -> str:
    if row.user is None:
        return _("These hours overlap with others of the same weekday.")
    return _("These hours overlap with others of %(name)s on the same weekday.") % {"name": row.user}


def _check_calendar(now: datetime) -> None:
    calendar, times = working_calendar(), CALENDAR_ASKED_FOR // CALENDAR_ASKED_EVERY
    try:
        pauses = [
            calendar.next_working_moment(at) - at for at in (now + n * CALENDAR_ASKED_EVERY for n in range(times + 1))
        ]
    except NoWorkingTime as error:
        raise DomainError(_("Care navigation would have no working time left.")) from error
    if max(pauses) > LONGEST_PAUSE:
        raise DomainError(_("Care navigation would not work for more than 60 days in a row."))


def _check_texts(*, phone: str, wanted: bool) -> None:
    if wanted and not phone:
        raise DomainError(_("Reminders by text need a phone number."), field="phone")


def _check_leaving(user: User, *, by: User, field: str) -> None:
    owned = owned_by(user, by=by)
    if owned:
        raise HandOverFirst(user, owned, field=field)
    if user.role == Role.PROGRAMME_MANAGER:
        managers = User.objects.active().in_role(Role.PROGRAMME_MANAGER).select_for_update().order_by("pk")
        if {manager.pk for manager in managers} <= {user.pk}:
            raise DomainError(_("Somebody has to manage the programme: name another manager first."), field=field)


def _check_restricted(user: User, *, field: str) -> None:
    """Somebody who oversees always knows of a restricted record. Who that is may not be seen by whoever asks."""
    if user.restrictions.all().depend_on(user):
        words = _(
            "Nobody but %(name)s oversees a record that only people named for it see. One of them names another"
            " supervisor or programme manager first."
        )
        raise DomainError(words % {"name": user.name}, field=field)


def _may_keep(by: User, row: Model) -> None:
    verb = "add" if row._state.adding else "change"
    if not by.has_perm(f"{row._meta.app_label}.{verb}_{row._meta.model_name}"):
        raise NotAllowed(_("Only a programme manager may do this."))


def _keep(row: Kept, event: str, by: User, now: datetime) -> Kept:
    _may_keep(by, row)
    row.save()
    record(event, subject=row, by=by, at=now)
    return row


def _remove(rows: Sequence[Model], event: str, by: User, now: datetime) -> None:
    for row in rows:
        if not by.has_perm(f"{row._meta.app_label}.delete_{row._meta.model_name}"):
            raise NotAllowed(_("Only a programme manager may do this."))
        record(event, subject=row, by=by, at=now)
        row.delete()
