"""Made-up staff: nine pairs, three supervisors, the responders of the three pilots, and who may sign in as whom."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth.hashers import make_password

from casework.models import Pilot
from heart.accounts.models import Team, TimeOff, User
from heart.accounts.roles import Role

# One for all of them, and only for made-up cities: it is printed for everybody to see.
PASSWORD = "bull-city-made-up"  # noqa: S105
DOMAIN = "heart.example"
FIRST_TEAM = "Old North"
SPANISH_TEAM = "Lakewood"

SIGN_INS = [
    (
        f"ada@{DOMAIN}",
        "Licensed clinician, team Old North",
        "a full Monday: crises on top, overdue, today, next; 28 open cases",
    ),
    (f"sam@{DOMAIN}", "Peer support specialist, team Old North", "the first contacts that will soon pass 48 hours"),
    (f"lucia@{DOMAIN}", "Peer support specialist, team Lakewood", "the pages in Spanish, and neighbors who speak it"),
    (f"grace@{DOMAIN}", "Supervisor of three teams", "intake, what is late, who has room, escalated reminders"),
    (f"morgan@{DOMAIN}", "Programme manager", "the board, every case, and Django admin"),
    (
        f"theo@{DOMAIN}",
        "Responder, Community Response Team",
        "the encounters of the last shift, and a form for the next",
    ),
    (f"iris@{DOMAIN}", "Analyst", "an inbox, and nobody's name; the numbers come with a later release"),
]

# team, peer, clinician (account, name, languages), supervisor, beats
TEAMS = (
    (FIRST_TEAM, ("sam", "Sam Whitaker", "en"), ("ada", "Ada Freeman", "en"), "grace", "111 112 122"),
    (SPANISH_TEAM, ("lucia", "Lucía Barrientos", "es en"), ("hanna", "Hanna Oyelaran", "en"), "grace", "411 413 223"),
    ("Walltown", ("devin", "Devin Cole", "en"), ("priya", "Priya Nambiar", "en hi"), "grace", "113 114 214"),
    ("Hayti", ("renee", "Renée Stokes", "en"), ("marcus", "Marcus Bellamy", "en"), "joyce", "511 512 513"),
    ("Braggtown", ("tuan", "Tuan Luu", "en vi"), ("elise", "Elise Kaplan", "en es"), "joyce", "111 214 512"),
    ("East End", ("nadine", "Nadine Fields", "en"), ("omari", "Omari Gaines", "en sw"), "joyce", "223 511 122"),
    ("Southside", ("kofi", "Kofi Ansah", "en"), ("teresa", "Teresa Montoya", "es en"), "victor", "413 513 114"),
    ("Watts-Hillandale", ("jo", "Jo Lindqvist", "en"), ("aminata", "Aminata Touray", "en fr"), "victor", "112 113 411"),
    ("Duke Park", ("ray", "Ray Dunston", "en"), ("beth", "Beth Abara", "en"), "victor", "214 122 512"),
)
OFFICE = (
    ("grace", "Grace Holt", Role.SUPERVISOR),
    ("joyce", "Joyce Pendergraft", Role.SUPERVISOR),
    ("victor", "Victor Sandoval", Role.SUPERVISOR),
    ("morgan", "Morgan Ellery", Role.PROGRAMME_MANAGER),
    ("linda", "Linda Okoro", Role.PROGRAMME_MANAGER),
    ("iris", "Iris Vance", Role.ANALYST),
    ("cad-feed", "CAD feed (another system)", Role.INTEGRATION),
)
RESPONDERS = {
    Pilot.CRT: "Theo Marsh, Alana Pruitt, Chris Obuya, Deja Lomax, Erik Saunders, Faith Morehead, Gus Iredell, Halima Farah, Ike Stroud, Jun Park, Kay Lovett, Leo Batista",
    Pilot.CCD: "Maya Rowan, Nico Felton, Opal Haynes, Perry Quick",
    Pilot.COR: "Rita Colvard, Sol Amari, Tess Bingham, Umar Jessup",
}
AWAY = "nadine"
BY_EMAIL = ("sam", "grace", "morgan")


@dataclass
class Staff:
    """Everybody by account name, and the responders of each pilot. Kept, so that each moment need not ask again."""

    people: dict[str, User]
    teams: dict[str, Team]
    responders: dict[str, list[User]]

    def person(self, pk: int) -> User:
        return self._by_pk[pk]

    def team(self, pk: int) -> Team:
        return self._teams_by_pk[pk]

    @cached_property
    def _by_pk(self) -> dict[int, User]:
        return {person.pk: person for person in self.people.values()}

    @cached_property
    def _teams_by_pk(self) -> dict[int, Team]:
        return {team.pk: team for team in self.teams.values()}


def present() -> Staff:
    """Those whom `hire` wrote, read again."""
    people = {user.email.partition("@")[0]: user for user in User.objects.filter(email__endswith=f"@{DOMAIN}")}
    teams = Team.objects.select_related("peer", "clinician", "supervisor").filter(name__in=[row[0] for row in TEAMS])
    return Staff(people, {team.name: team for team in teams}, _by_pilot(people))


def hire(since: datetime) -> None:
    """Nobody has reminders by e-mail while the made-up days pass, so that none is left to be sent (see `want_email`)."""
    kept = make_password(PASSWORD)
    rows = [*_office(), *_navigators(), *_responders()]
    users = [
        User(
            email=f"{name}@{DOMAIN}",
            password=kept,
            remind_by_email=False,
            date_joined=since,
            phone=f"919-555-01{number:02d}",
            **fields,
        )
        for number, (name, fields) in enumerate(rows)
    ]
    User.objects.bulk_create(users)
    people = {user.email.partition("@")[0]: user for user in users}
    Team.objects.bulk_create(
        Team(
            name=name,
            peer=people[peer[0]],
            clinician=people[clinician[0]],
            supervisor=people[supervisor],
            beats=beats.split(),
        )
        for name, peer, clinician, supervisor, beats in TEAMS
    )


def take_leave(staff: Staff, today: date) -> None:
    """One is away, since yesterday."""
    TimeOff.objects.create(
        user=staff.people[AWAY], starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=3)
    )


def want_email(staff: Staff) -> None:
    """From today on, three get their reminders by e-mail too."""
    for name in BY_EMAIL:
        person = staff.people[name]
        person.remind_by_email = True
        person.save(update_fields=["remind_by_email"])


def _account(name: str) -> str:
    return name.partition(" ")[0].lower()


def _office() -> list[tuple[str, dict[str, Any]]]:
    return [(account, {"name": name, "role": role, "speaks": ["en"]}) for account, name, role in OFFICE]


def _navigators() -> list[tuple[str, dict[str, Any]]]:
    rows = []
    for _team, peer, clinician, _supervisor, _beats in TEAMS:
        for (account, name, speaks), role in ((peer, Role.PEER), (clinician, Role.CLINICIAN)):
            language = "es" if account == "lucia" else "en"
            rows.append((account, {"name": name, "role": role, "speaks": speaks.split(), "language": language}))
    return rows


def _responders() -> list[tuple[str, dict[str, Any]]]:
    names = [name for line in RESPONDERS.values() for name in line.split(", ")]
    return [(_account(name), {"name": name, "role": Role.RESPONDER, "speaks": ["en"]}) for name in names]


def _by_pilot(people: dict[str, User]) -> dict[str, list[User]]:
    return {pilot: [people[_account(name)] for name in names.split(", ")] for pilot, names in RESPONDERS.items()}
