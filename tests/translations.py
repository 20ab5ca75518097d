"""Every text that people see, and its Spanish.

`.venv/bin/python -m tests.translations` brings heart/locale up to date: new texts come in without a translation, old
ones go out, and django.mo is made from django.po. tests/test_translations.py holds both. No gettext is needed.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "heart" / "locale" / "es" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}


@dataclass(frozen=True)
class Text:
    singular: str
    plural: str
    where: str

    @property
    def key(self) -> tuple[str, str]:
        return self.singular, self.plural


def texts() -> dict[tuple[str, str], Text]:
    """All of them, each once, with the first place that says it."""
    found: dict[tuple[str, str], Text] = {}
    for text in _everywhere():
        found.setdefault(text.key, text)
    return found


def _everywhere() -> Iterator[Text]:
    for folder in ("heart", "casework", "referrals"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _said_in(path.read_text(), path)
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            yield from _said_in(_as_python(path), path)


def _as_python(path: Path) -> str:
    """Django turns a template into calls of gettext with everything else blotted out; one call a line is kept."""
    calls = []
    for line in templatize(path.read_text(), origin=path.name).splitlines():
        calls += _calls(line)
    return "\n".join(calls)


def _calls(line: str) -> list[str]:
    """The gettext calls in a line of blotted-out template."""
    calls, at = [], 0
    while (
        start := min(
            (i for i in (line.find(" gettext(", at), line.find(" ngettext(", at), line.find(" _(", at)) if i >= 0),
            default=-1,
        )
    ) >= 0:
        end = _closing(line, line.index("(", start))
        calls.append(line[start:end].strip())
        at = end
    return calls


def _closing(line: str, opening: int) -> int:
    for end in range(opening + 2, len(line) + 1):
        if line[end - 1] == ")":
            try:
                ast.parse(line[opening:end])
            except SyntaxError:
                continue
            return end
    raise SyntaxError(f"No end of {line[opening : opening + 60]!r}")


def _said_in(source: str, path: Path) -> Iterator[Text]:
    where = str(path.relative_to(ROOT))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if node.func.id in SINGULAR and words:
                yield Text(words[0], "", where)
            elif node.func.id in PLURAL and len(words) >= 2:
                yield Text(words[0], words[1], where)


def update() -> None:
    old = {(entry.msgid, entry.msgid_plural): entry for entry in (polib.pofile(str(PO)) if PO.exists() else [])}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = {
        "Language": "es",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for key, text in sorted(texts().items()):
        fresh.append(_entry(text, old.get(key)))
    PO.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(PO))
    fresh.save_as_mofile(str(MO))


def _entry(text: Text, old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.singular, msgid_plural=text.plural, occurrences=[(text.where, "")])
    if text.plural:
        entry.msgstr_plural = old.msgstr_plural if old else {0: "", 1: ""}
    else:
        entry.msgstr = old.msgstr if old else ""
    return entry


if __name__ == "__main__":
    update()
