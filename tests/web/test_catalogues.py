"""Every word of the interface in Korean and Chinese, and none that may not be said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages import Catalog
from django.utils import translation

from casework.web.help.words import GLOSSARY
from config import catalogues
from config.catalogues import ROOT, faults, in_code, places, read, texts

WORDS = Path(__file__).parent.parent / "words.tsv"
# One of the field's words that means two things here: the desk that people work on, and the page.
_TITLE = "product title"


class Row(NamedTuple):
    """A line of `words.tsv`."""

    code: str
    english: str
    korean: str
    chinese: str
    never: str

    def label(self, language: str) -> str:
        return {"ko": self.korean, "zh_Hans": self.chinese}[language]

    def refused(self, *, anywhere: bool) -> Iterator[str]:
        """What may not be said: in its own label, or anywhere."""
        for word in filter(None, map(str.strip, self.never.split(";"))):
            if word.endswith("*") or not anywhere:
                yield re.sub(r"\s*\(.*?\)|\*", "", word).strip()


@pytest.fixture(scope="module")
def marked() -> Catalog:
    return in_code()


def _rows() -> list[Row]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()[1:]
    return [Row(*(line.split("\t") + [""] * 5)[:5]) for line in lines]


@pytest.mark.parametrize("language", ["en", *catalogues.LANGUAGES])
def test_the_glossary_calls_the_fields_words_as_their_list_does(language: str) -> None:
    rows, wrong = {row.code: row for row in _rows()}, {}
    terms = [term for _title, part in GLOSSARY for term in part if term.code in rows]
    assert len(terms) > 20
    with translation.override(translation.to_language(language)):
        for term in terms:
            row = rows[term.code]
            label = row.english if language == "en" else row.label(language)
            if _plain(str(term.word)) != _plain(label):
                wrong[term.code] = (str(term.word), label)
    assert wrong == {}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _keys(catalogue: Catalog) -> set[object]:
    return {(message.context, message.id) for message in catalogue if message.id}


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_catalogue_is_whole(marked: Catalog, language: str) -> None:
    """`make words` writes what is new into the catalogue; a person writes the words."""
    kept = read(language)
    assert _keys(marked) ^ _keys(kept) == set()
    assert list(faults(kept)) == []
    machine = catalogues.po_file(language).with_suffix(".mo")
    assert machine.read_bytes() == catalogues.compiled(kept), "run `make words`"


def test_what_is_missing_is_found() -> None:
    catalogue = Catalog(locale="ko")
    catalogue.add("She is here", "왔습니다")
    assert list(faults(catalogue)) == []
    catalogue.add("Not translated")
    catalogue.add("Doubtful", "의심", flags=["fuzzy"])
    catalogue.add("%(count)s left", "남음")
    catalogue.add(("{one} row", "{one} rows"), ("{two} 줄",))
    assert len(list(faults(catalogue))) == 4
    assert places("%(code)s {one} %s") == ["%(code)s", "%s", "{one}"]


def test_the_reader_of_templates_sees_what_django_shows(marked: Catalog) -> None:
    """Plural, context, a name in the middle, and white space taken away."""
    assert ("1 task due", None) in {(message.id, message.context) for message in marked}
    assert marked.get("Desk", _TITLE) is not None
    assert marked.get(("%(count)s in all", "%(count)s in all")) is not None
    assert marked.get("Which child") is not None, "a name that a module gives to gettext_lazy"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_fields_words_are_used(language: str) -> None:
    """Where the English is a label of the field, its own word stands, and none it never says."""
    labels = {_plain(row.english): row for row in _rows()}
    wrong, seen = [], set()
    for message in read(language):
        row = labels.get(_plain(texts(message.id)[0]))
        if row is None or message.context == _TITLE:
            continue
        seen.add(row.code)
        for said in map(_plain, texts(message.string)):
            if _plain(row.label(language)) not in said:
                wrong.append(f"{row.code}: {said}")
            wrong += [f"{row.code}: {word}" for word in row.refused(anywhere=False) if word in said]
    assert wrong == []
    assert len(seen) > 20


def test_what_may_be_said_nowhere_is_said_nowhere() -> None:
    """In the code's English, the catalogues and the templates; the demonstration has its own."""
    refused = {_plain(word) for row in _rows() for word in row.refused(anywhere=True)}
    assert len(refused) > 20
    held = [
        text
        for language in catalogues.LANGUAGES
        for message in read(language)
        for text in (*texts(message.id), *texts(message.string))
    ]
    held += [path.read_text() for path in (ROOT / "templates").rglob("*.*")]
    everything = _plain("\n".join(held))
    assert [word for word in refused if re.search(_pattern(word), everything)] == []


def _pattern(word: str) -> str:
    """A whole word in Latin letters; anywhere in hangul and hanzi, where endings are attached."""
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
