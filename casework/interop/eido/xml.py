"""XML that stands in a document as text: parsed by expat with everything refused that could make it more than it is.

No document type, no entity of its own, nothing from elsewhere, and bounds on length, depth and number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

LONGEST = 200_000
DEEPEST = 60
MOST = 10_000


class Unsafe(ValueError):
    """Not what an honest document holds; nothing of it is read."""


class Malformed(ValueError):
    """Not well-formed XML."""


@dataclass
class Element:
    """Names without their prefix; expat's namespaces are left aside, since prefixes are often undeclared."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, *names: str) -> Iterator["Element"]:
        """This one and all below that are called so, in their order."""
        if self.name in names:
            yield self
        for child in self.children:
            yield from child.all(*names)

    def first(self, *names: str) -> "Element | None":
        return next(self.all(*names), None)

    def words(self, name: str) -> str:
        """The text of the first child of that name, in one line."""
        found = self.first(name)
        return " ".join(found.text.split()) if found else ""


def parse(text: str) -> Element:
    if len(text) > LONGEST:
        raise Unsafe(_("The XML is too long."))
    builder = _Builder()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.say
    try:
        parser.Parse(text.strip().encode(), True)
    except expat.ExpatError as error:
        words = _("The XML cannot be read: line %(line)s, column %(column)s.")
        raise Malformed(words % {"line": error.lineno, "column": error.offset}) from error
    return builder.root.children[0]


def _refuse(*_args: Any) -> int:
    raise Unsafe(_("XML with a document type or entities is not taken."))


class _Builder:
    def __init__(self) -> None:
        self.root = Element("")
        self.open, self.count = [self.root], 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST or len(self.open) > DEEPEST:
            raise Unsafe(_("The XML has too many elements."))
        element = Element(name.rpartition(":")[2], attributes)
        self.open[-1].children.append(element)
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def say(self, text: str) -> None:
        self.open[-1].text += text
