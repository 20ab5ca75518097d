"""Staff, the two-person teams, and when they work."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heart.accounts.roles import NAVIGATORS, OVERSEERS, Role, admin_allows, admin_shows


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def in_role(self, *roles: Role) -> UserQuerySet:
        return self.filter(role__in=roles)

    def overseers(self) -> UserQuerySet:
        return self.filter(role__in=OVERSEERS)

    def overseen_by(self, user: User) -> UserQuerySet:
        """Whose work `user` looks after: a supervisor's are those of the own teams, a programme manager's all."""
        if not (user.is_active and user.is_overseer):
            return self.none()
        if user.role == Role.PROGRAMME_MANAGER:
            return self
        teams = Q(teams_as_peer__supervisor=user) | Q(teams_as_clinician__supervisor=user)
        return self.filter(teams).distinct()


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """There is no role above all rules: `createsuperuser` makes the first programme manager."""
        fields.setdefault("role", Role.PROGRAMME_MANAGER)
        fields.setdefault("name", email.partition("@")[0])
        return self.create_user(email, password, **fields)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A person who works with the programme, or another system with a token (role integration)."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    phone = models.CharField(_("work phone"), max_length=20, blank=True)
    language = models.CharField(
        _("language of the pages"), max_length=2, choices=[("en", "English"), ("es", "Español")], default="en"
    )
    speaks = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
        help_text=_("Language codes, such as en, es."),
    )
    remind_by_email = models.BooleanField(_("reminders by e-mail"), default=True)
    remind_by_text = models.BooleanField(_("reminders by text"), default=False)
    morning_digest = models.BooleanField(
        _("a mail each morning: today, overdue, at risk"), default=True, help_text=_("Not sent when there is nothing.")
    )
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Somebody has this e-mail address already."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="user_role_known",
                violation_error_message=_("There is no such role."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """May open Django admin."""
        return self.is_active and self.role == Role.PROGRAMME_MANAGER

    @property
    def is_superuser(self) -> bool:
        return False

    @property
    def is_navigator(self) -> bool:
        return self.role in NAVIGATORS

    @property
    def is_overseer(self) -> bool:
        return self.role in OVERSEERS

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and admin_allows(self.role, perm)

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and admin_shows(self.role, app_label)


class TeamQuerySet(models.QuerySet["Team"]):
    def active(self) -> TeamQuerySet:
        return self.filter(is_active=True)

    def of(self, user: User) -> TeamQuerySet:
        """Teams that `user` is half of."""
        return self.filter(Q(peer=user) | Q(clinician=user))

    def assignable_by(self, user: User) -> TeamQuerySet:
        """Whoever assigns may choose any team that works: a case can need the languages of another supervisor's."""
        return self.active() if user.is_active and user.is_overseer else self.none()

    def names_by_person(self) -> dict[int, list[str]]:
        """The teams in which each works or which each supervises, by the person's key."""
        found: dict[int, list[str]] = {}
        for name, *theirs in self.active().order_by("name").values_list("name", "peer", "clinician", "supervisor"):
            for person in theirs:
                found.setdefault(person, []).append(name)
        return found

    def visible_to(self, user: User) -> TeamQuerySet:
        """Navigators see their own, a supervisor those they supervise, a programme manager all."""
        if not user.is_active:
            return self.none()
        if user.role == Role.PROGRAMME_MANAGER:
            return self
        if user.role == Role.SUPERVISOR:
            return self.filter(supervisor=user)
        return self.of(user) if user.is_navigator else self.none()


@pghistory.track()
class Team(models.Model):
    """A peer support specialist and a licensed clinician who share a caseload."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    peer = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="teams_as_peer",
        limit_choices_to={"role": Role.PEER},
        verbose_name=_("peer support specialist"),
    )
    clinician = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="teams_as_clinician",
        limit_choices_to={"role": Role.CLINICIAN},
        verbose_name=_("clinician"),
    )
    supervisor = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="supervised_teams",
        limit_choices_to={"role": Role.SUPERVISOR},
        verbose_name=_("supervisor"),
    )
    beats = ArrayField(
        models.CharField(max_length=12),
        verbose_name=_("beats"),
        default=list,
        blank=True,
        help_text=_("Beats that this team usually works in."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(peer=F("clinician")),
                name="team_is_two_people",
                violation_error_message=_("Peer and clinician are two people."),
            ),
            models.UniqueConstraint(
                fields=["peer"],
                condition=Q(is_active=True),
                name="team_peer_once",
                violation_error_message=_("This peer is in another active team already."),
            ),
            models.UniqueConstraint(
                fields=["clinician"],
                condition=Q(is_active=True),
                name="team_clinician_once",
                violation_error_message=_("This clinician is in another active team already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def works(self) -> bool:
        """Somebody of the pair is there to take a case that comes back."""
        return self.is_active and (self.peer.is_active or self.clinician.is_active)

    def other_half(self, user_id: int) -> User:
        return self.clinician if user_id == self.peer_id else self.peer

    def other_half_id(self, user_id: int) -> int:
        return self.clinician_id if user_id == self.peer_id else self.peer_id

    def clean(self) -> None:
        wanted = {"peer": Role.PEER, "clinician": Role.CLINICIAN, "supervisor": Role.SUPERVISOR}
        wrong = {
            field: _("%(name)s has another role.") % {"name": getattr(self, field)}
            for field, role in wanted.items()
            if getattr(self, f"{field}_id") and getattr(self, field).role != role
        }
        if wrong:
            raise ValidationError(wrong)


WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class DateRange(Func):
    """daterange(from, to, '[]'): both days count, no end means for ever."""

    function = "DATERANGE"
    output_field = DateRangeField()


@pghistory.track()
class WorkingHours(models.Model):
    """When care navigation works on one weekday, local wall clock; of one person, when `user` is given.

    A person with hours of their own in force on a day works those, else the programme's. Two rows of one weekday
    and person may not overlap.
    """

    user = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="working_hours",
        verbose_name=_("of"),
        help_text=_("Empty: of the whole programme."),
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"), help_text=_("23:59:59.999999 means midnight at the end of the day."))
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force to"), null=True, blank=True, help_text=_("Empty: until further notice."))

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="hours_close_after_opening",
                violation_error_message=_("It closes before it opens. Give a later time."),
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="hours_weekday_known",
                violation_error_message=_("Choose a day of the week."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="hours_end_after_start",
                violation_error_message=_("The last day comes before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


@pghistory.track()
class Closure(models.Model):
    """A day on which care navigation is closed: a city holiday, a storm."""

    date = models.DateField(_("date"), unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"


class TimeOffQuerySet(models.QuerySet["TimeOff"]):
    def on(self, day: Any) -> TimeOffQuerySet:
        return self.filter(starts_on__lte=day, ends_on__gte=day)


@pghistory.track()
class TimeOff(models.Model):
    """Days on which a staff member is away, both counted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="time_off", verbose_name=_("staff member"))
    starts_on = models.DateField(_("first day away"))
    ends_on = models.DateField(_("last day away"))

    objects = TimeOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("time off")
        verbose_name_plural = _("time off")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="time_off_ends_after_start",
                violation_error_message=_("The last day comes before the first."),
            ),
            ExclusionConstraint(
                name="time_off_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("This overlaps with other time off of the same person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.starts_on} - {self.ends_on}"

    def clean(self) -> None:
        """Before the database is asked whether it overlaps: such a range it cannot read."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day comes before the first.")})
