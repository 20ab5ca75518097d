from string import Formatter

import polib
import pytest

from tests.translations import MO, PO, texts


@pytest.fixture(scope="module")
def spanish() -> polib.POFile:
    return polib.pofile(str(PO))


def test_every_text_stands_in_the_spanish_file_and_nothing_else_does(spanish) -> None:
    """Mended by `.venv/bin/python -m tests.translations`."""
    assert {(entry.msgid, entry.msgid_plural) for entry in spanish} == set(texts())


def test_every_text_has_its_spanish(spanish) -> None:
    assert [entry.msgid for entry in spanish if not entry.translated() or entry.fuzzy] == []


def test_the_spanish_keeps_every_placeholder(spanish) -> None:
    def fields(text: str) -> set[str]:
        return {part.partition(")")[0] for part in text.split("%(")[1:]} | {
            f for _, f, _, _ in Formatter().parse(text) if f
        }

    wrong = []
    for entry in spanish:
        for translated in [entry.msgstr, *entry.msgstr_plural.values()]:
            if (translated and not fields(translated) <= fields(entry.msgid) | fields(entry.msgid_plural)) or (
                translated and entry.msgstr and fields(translated) != fields(entry.msgid)
            ):
                wrong.append(entry.msgid)
    assert wrong == []


def test_what_django_reads_is_made_from_what_people_edit(spanish) -> None:
    compiled = polib.mofile(str(MO))
    assert {e.msgid: e.msgstr or e.msgstr_plural for e in compiled} == {
        e.msgid: e.msgstr or e.msgstr_plural for e in spanish
    }
