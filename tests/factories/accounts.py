from datetime import date

from factory import Sequence, SubFactory
from factory.django import DjangoModelFactory, Password

from heart.accounts.models import Team, TimeOff, User
from heart.accounts.roles import Role

PASSWORD = "correct horse battery staple"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    name = Sequence(lambda n: f"Staff {n}")
    email = Sequence(lambda n: f"staff{n}@durham.example")
    role = Role.PEER
    password = Password(PASSWORD)


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    name = Sequence(lambda n: f"Team {n}")
    peer = SubFactory(UserFactory, role=Role.PEER)
    clinician = SubFactory(UserFactory, role=Role.CLINICIAN)
    supervisor = SubFactory(UserFactory, role=Role.SUPERVISOR)


class TimeOffFactory(DjangoModelFactory):
    class Meta:
        model = TimeOff

    user = SubFactory(UserFactory)
    starts_on = date(2026, 5, 4)
    ends_on = date(2026, 5, 8)
