"""The catalogues of the interface's words: `python -m config.catalogues` renews them from the code.

English stands in the code. `locale/<language>/LC_MESSAGES/django.po` holds the words of a language,
and `django.mo` beside it is the same for Django to read: both are kept, as Django keeps its own, so
that nothing is compiled at install or start. Needs no gettext on the machine. Prints what has no
words yet; with ``--left`` it does that alone.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("ko", "zh_Hans")
_FOLDERS = ("casework", "config", "templates")
_ENDINGS = {".py", ".html", ".txt"}

# Which argument of each function is a text, and which its context ("c").
_KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_ALIAS = re.compile(r"from django\.utils\.translation import (\w+) as (\w+)")
_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def po_file(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def in_code() -> Catalog:
    """Every text that the code and the templates mark, with where it stands."""
    found = Catalog(charset="utf-8")
    for path in _sources():
        name = path.relative_to(ROOT).as_posix()
        for line, text, _comments, context in _marked(path):
            found.add(text, locations=[(name, line)], context=context)
    return found


def _sources() -> Iterator[Path]:
    for path in sorted(path for folder in _FOLDERS for path in (ROOT / folder).rglob("*")):
        if path.suffix in _ENDINGS and "migrations" not in path.parts:
            yield path


def _marked(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text()
    if path.suffix != ".py":
        # Letters stand for what is no text; as lines of one depth they read as Python.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    aliases = {alias: _KEYWORDS[name] for name, alias in _ALIAS.findall(text)} or {"_": None}
    yield from extract("python", BytesIO(text.encode()), keywords=_KEYWORDS | aliases)


def renewed(language: str) -> Catalog:
    """The catalogue as it is kept, with the code's texts of today: new ones without words."""
    catalogue = read(language)
    catalogue.update(in_code(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """The .po as it is kept: where a text stands, but not at which line, which moves every day."""
    into = BytesIO()
    write_po(into, catalogue, width=100, sort_by_file=True, include_lineno=False)
    return into.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    into = BytesIO()
    write_mo(into, catalogue)
    return into.getvalue()


def faults(catalogue: Catalog) -> Iterator[str]:
    """What keeps a catalogue from being whole: no words, doubtful ones, other places than asked."""
    for message in catalogue:
        if not message.id:
            continue
        text, words = texts(message.id)[-1], texts(message.string)
        if message.fuzzy or not all(words):
            yield f"without words: {text!r}"
        elif any(places(word) != places(text) for word in words):
            yield f"other places: {text!r} → {words!r}"


def texts(told: str | Iterable[str] | None) -> list[str]:
    """One text, or one for each plural."""
    return [told or ""] if isinstance(told, str | None) else list(told)


def places(text: str) -> list[str]:
    """What is filled in: ``%(code)s``, ``{count}``."""
    return sorted(set(_PLACE.findall(text)))


def main(arguments: list[str]) -> None:
    for language in LANGUAGES:
        catalogue = renewed(language)
        left = list(faults(catalogue))
        sys.stdout.write("".join(f"{language}: {fault}\n" for fault in left))
        if "--left" not in arguments:
            po_file(language).write_bytes(written(catalogue))
            po_file(language).with_suffix(".mo").write_bytes(compiled(catalogue))


if __name__ == "__main__":
    main(sys.argv[1:])
