"""The components of one document and the links between them. Whatever does not fit is gathered with its place.

Tolerant of how documents are written (capitals in a name, one object where a list is due, a number where text is due,
`#` before an identifier), strict about what would make it say something else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from casework.interop.eido.strict_json import Problem, pointer

AGENCIES, LOCATIONS, PERSONS = "agencyComponent", "locationComponent", "personComponent"
CALLBACKS, ADDITIONAL, NOTES, CALLS = "callbackComponent", "additionalDataComponent", "notesComponent", "callComponent"
DISPATCHES, RESOURCES, INCIDENT = "dispatchComponent", "emergencyResourceComponent", "incidentComponent"
MERGES, LINKS = "mergeComponent", "linkComponent"
AGENTS, VEHICLES, CAUTIONS, ITEMS = "agentComponent", "vehicleComponent", "cautionComponent", "itemComponent"
MOST = 2000
LISTS = (
    AGENCIES, LOCATIONS, PERSONS, CALLBACKS, ADDITIONAL, NOTES, CALLS, DISPATCHES, RESOURCES, MERGES, LINKS,
    AGENTS, VEHICLES, CAUTIONS, ITEMS, "alarmsSensorsComponent", "mediaComponent",
    "sharedCommunicationResourceComponent", "externalInformationSourceComponent",
    "unitEmergencyStateComponent", "organizationComponent",
)  # fmt: skip


@dataclass
class Findings:
    """`problems` refuse the document; `left_out` are taken note of, and the document goes in without them. Each once,
    however often it is met."""

    problems: dict[Problem, None] = field(default_factory=dict)
    left_out: dict[Problem, None] = field(default_factory=dict)

    def refuse(self, path: str, reason: str) -> None:
        self.problems[Problem(path, reason)] = None

    def leave_out(self, path: str, reason: str) -> None:
        self.left_out[Problem(path, reason)] = None


@dataclass(frozen=True)
class Component:
    """One object of the document, with its place in it."""

    value: dict[str, Any]
    path: str
    findings: Findings = field(compare=False)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {name.casefold(): name for name in reversed(self.value)}

    def at(self, name: str) -> str:
        return pointer(self.path, self._named(name))

    def get(self, name: str) -> Any:
        return self.value.get(self._named(name))

    def _named(self, name: str) -> str:
        return name if name in self.value else self._names.get(name.casefold(), name)

    @property
    def id(self) -> str:
        return self.text("$id")

    def text(self, name: str) -> str:
        """Stripped; "" where nothing is said."""
        found = self.get(name)
        if isinstance(found, list) and len(found) == 1:
            found = found[0]
        return self._as_text(found, self.at(name))

    def texts(self, name: str) -> list[str]:
        found = self.get(name)
        items = self._bounded(found, self.at(name)) if isinstance(found, list) else [found]
        told = [self._as_text(item, pointer(self.at(name), place)) for place, item in enumerate(items)]
        return [text for text in told if text]

    def instant(self, name: str) -> datetime | None:
        """With its offset, or not at all: without one nobody knows which instant is meant."""
        text = self.text(name)
        if not text:
            return None
        try:
            read = datetime.fromisoformat(text)
            if read.tzinfo:
                return read.astimezone(UTC)
        except (ValueError, OverflowError):
            self.findings.refuse(self.at(name), _("This is not a time such as 2026-03-09T21:30:00-04:00."))
            return None
        self.findings.refuse(self.at(name), _("Say the offset from UTC, such as 2026-03-09T21:30:00-04:00."))
        return None

    def flag(self, name: str) -> bool:
        found = self.get(name)
        if found is None or isinstance(found, bool):
            return bool(found)
        if str(found).casefold() in ("true", "false"):
            return str(found).casefold() == "true"
        self.findings.refuse(self.at(name), _("This must be true or false."))
        return False

    def objects(self, name: str) -> "list[Component]":
        """A list of objects, or one of them."""
        found = self.get(name)
        path = self.at(name)
        if found is None:
            return []
        items = enumerate(self._bounded(found, path)) if isinstance(found, list) else [(None, found)]
        told = []
        for place, item in items:
            here = path if place is None else pointer(path, place)
            if isinstance(item, dict):
                told.append(Component(item, here, self.findings))
            elif item is not None:
                self.findings.refuse(here, _("This must be an object."))
        return told

    def _bounded(self, found: list[Any], path: str) -> list[Any]:
        """No incident has so many of anything; who sends them means to keep us busy."""
        if len(found) > MOST:
            self.findings.refuse(path, _("More than %(count)s are not taken.") % {"count": MOST})
        return found[:MOST]

    def _as_text(self, found: Any, path: str) -> str:
        if found is None:
            return ""
        if isinstance(found, str):
            return found.strip()
        if isinstance(found, int | Decimal) and not isinstance(found, bool):
            return str(found)
        self.findings.refuse(path, _("This must be text."))
        return ""


class Document(Component):
    """The root, which names the incident."""

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Component]]:
        found: dict[str, dict[str, Component]] = {}
        for name in LISTS:
            known: dict[str, Component] = found.setdefault(name, {})
            for component in self.objects(name):
                earlier = known.setdefault(component.id, component)
                if component.id and earlier.value != component.value:
                    words = _("This identifier stands for two different components.")
                    self.findings.refuse(component.at("$id"), words)
        return found

    def all(self, name: str) -> list[Component]:
        return self._lists[name]

    @cached_property
    def _lists(self) -> dict[str, list[Component]]:
        return {name: self.objects(name) for name in LISTS}

    @cached_property
    def incident(self) -> Component | None:
        found = self.objects(INCIDENT)
        if len(found) > 1:
            self.findings.refuse(found[1].path, _("A document tells of one incident."))
        return found[0] if found else None

    def check_links(self) -> None:
        """No identifier may mean two things."""
        self._by_id  # noqa: B018 - looks at them all

    def linked(self, component: Component | None, name: str, kind: str) -> list[Component]:
        """What the references of that name lead to. One that leads nowhere is left out, one to something else
        refuses the document. Nothing is followed further, so that a circle is none."""
        if component is None:
            return []
        found = (one for one in self._follow(component, name, kind) if one)
        return list({one.path: one for one in found}.values())  # often the same is once: what it holds is read once

    def _follow(self, component: Component, name: str, kind: str) -> Iterator[Component | None]:
        found = component.get(name)
        if found is None:
            return
        many = isinstance(found, list)
        for place, item in enumerate(component._bounded(found, component.at(name))) if many else [(0, found)]:
            path = pointer(component.at(name), place) if many else component.at(name)
            yield self._resolve(item, path, kind)

    def _resolve(self, item: Any, path: str, kind: str) -> Component | None:
        if isinstance(item, dict):
            holder = Component(item, path, self.findings)
            if holder.get("$ref") is None and item:
                return holder  # the component itself, in place
            item, path = holder.get("$ref"), holder.at("$ref")
        if not isinstance(item, str) or not item.strip():
            self.findings.refuse(path, _("This must be the identifier of a component."))
            return None
        wanted = item.strip()
        names = (wanted, wanted.removeprefix("#"), wanted.removeprefix("$ref:"))
        for name in names:
            if name in self._by_id[kind]:
                return self._by_id[kind][name]
        if any(name in known for name in names for known in self._by_id.values()):
            self.findings.refuse(path, _("This leads to a component of another kind."))
        else:
            self.findings.leave_out(path, _("No component here has this identifier."))
        return None
