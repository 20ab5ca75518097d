"""What is tried: read from the real database, written into the one that is thrown away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Model

from casework.models import CadencePolicy, CadenceStep, LadderStep
from casework.models.policies import PolicyState
from heart.accounts.models import Closure, WorkingHours

# Of a version of the cadence: a draft is tried as if it were in force.
HISTORY = {"version", "state", "made_at", "in_force_at"}


@dataclass(frozen=True)
class Programme:
    """One version of the cadence with the ladder, hours and closures as they stand. Kept rows, not to be saved."""

    policy: CadencePolicy
    steps: tuple[CadenceStep, ...]
    ladder: tuple[LadderStep, ...]
    hours: tuple[WorkingHours, ...]
    closures: tuple[Closure, ...]

    @classmethod
    def read(cls, version: int | None = None) -> "Programme":
        """The version in force, when none is named. CadencePolicy.DoesNotExist for one that nobody wrote."""
        policies = CadencePolicy.objects
        policy = policies.in_force() if version is None else policies.get(version=version)
        return cls(
            policy,
            tuple(policy.steps.order_by("phase", "position")),
            tuple(LadderStep.objects.order_by("position")),
            tuple(WorkingHours.objects.filter(user=None).order_by("weekday", "opens", "valid_from")),
            tuple(Closure.objects.order_by("date")),
        )

    def write(self, at: datetime) -> None:
        """In place of what the migrations put there. The version is in force from `at` on, as it would be."""
        versions = CadencePolicy.objects
        newest = versions.aggregate(newest=Max("version"))["newest"] or 0
        tried = versions.create(version=newest + 1, made_at=at, **_values(self.policy))
        CadenceStep.objects.bulk_create(CadenceStep(policy=tried, **_values(step)) for step in self.steps)
        versions.filter(state=PolicyState.IN_FORCE).update(state=PolicyState.RETIRED)
        versions.filter(pk=tried.pk).update(state=PolicyState.IN_FORCE, in_force_at=at)
        for model, rows in ((LadderStep, self.ladder), (WorkingHours, self.hours), (Closure, self.closures)):
            _replace(model, rows)


def _replace(model: type[Model], rows: Iterable[Model]) -> None:
    model._default_manager.all().delete()
    model._default_manager.bulk_create(model(**_values(row)) for row in rows)


def _values(row: Model) -> dict[str, Any]:
    """What it says, without its key and what it belongs to."""
    fields = (f for f in row._meta.concrete_fields if not f.primary_key and not f.is_relation and f.name not in HISTORY)
    return {field.name: getattr(row, field.name) for field in fields}
