"""The directory of the made-up city, from organizations.toml."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from heart.demo.city.people import PHONES
from heart.demo.city.texts import load
from referrals.models import Organization, Service, ServiceStatus

STREETS = (
    "Sassafras Row",
    "Old Kiln Road",
    "Sweetgum Avenue",
    "Loblolly Street",
    "Cardinal Flower Lane",
    "Mill Race Way",
)


def open_doors(dice: Random, today: date) -> None:
    """Write the organizations and their services. Ids come from the names: the same in every made-up city."""
    organizations: list[Organization] = []
    services: list[Service] = []
    for row in load("organizations")["organizations"]:
        organization = _organization(row["name"], dice)
        organizations.append(organization)
        services += _services(organization, row["services"], dice, today)
    Organization.objects.bulk_create(organizations)
    Service.objects.bulk_create(services)


def _organization(name: str, dice: Random) -> Organization:
    account = name.lower().replace(" ", "-").replace("'", "")
    return Organization(
        id=uuid5(NAMESPACE_URL, f"https://{account}.example"),
        name=name,
        description="Made up for the demo. No such organization exists.",
        phone=dice.choice(PHONES),
        email=f"{account}@example.org",
        website=f"https://{account}.example.org",
    )


def _services(organization: Organization, rows: list[list[str]], dice: Random, today: date) -> Iterator[Service]:
    address = f"{dice.randrange(100, 990)} {dice.choice(STREETS)} (made up)"
    for name, needs, languages, cost, who, marked in rows:
        marks = set(marked.split())
        yield Service(
            id=uuid5(organization.id, name),
            organization=organization,
            name=name,
            needs=needs.split(),
            languages=languages.split(),
            fees_description=cost,
            eligibility_description=who,
            address=address,
            phone=organization.phone,
            is_part2="part2" in marks,
            has_room=_has_room(marks),
            status=ServiceStatus.TEMPORARILY_CLOSED if "closed" in marks else ServiceStatus.ACTIVE,
            assured_date=_assured(marks, dice, today),
        )


def _has_room(marks: set[str]) -> bool | None:
    return True if "room" in marks else False if "full" in marks else None


def _assured(marks: set[str], dice: Random, today: date) -> date | None:
    if "never" in marks:
        return None
    return today - timedelta(days=dice.randrange(95, 260) if "old" in marks else dice.randrange(3, 80))
