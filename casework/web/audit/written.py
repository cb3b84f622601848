"""A part of the log as a file: CSV for a spreadsheet, PDF for a reader, each with its proof."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from casework.audit.reading import Line
from casework.web.audit.lines import people_of
from casework.web.audit.reasons import why
from casework.web.audit.words import OUTCOMES, in_words

# A spreadsheet takes what begins so for something to work out.
_WORKED_OUT: Final = ("=", "+", "-", "@", "\t", "\r")
# Of the fonts that a reader of PDF has: one for Hangul, one for Chinese. No file is embedded.
_HANGUL, _CHINESE, _LATIN, _CODES = "HYSMyeongJo-Medium", "STSong-Light", "Helvetica", "Courier"
_MARGIN: Final = 36.0
_LINE: Final = 13.0
_SIZE: Final = 8
_WIDTHS: Final = (52.0, 100.0, 90.0, 220.0, 90.0, 50.0, 110.0, 58.0)


class Proof(NamedTuple):
    """What vouches for the entries: the tree they stand in, and the checkpoint signed over it."""

    facts: list[tuple[str, str]]
    checkpoint: str
    leaves: dict[int, str]  # by number, in hexadecimal


def as_csv(lines: Iterable[Line], leaves: dict[int, str]) -> bytes:
    """UTF-8 with a mark that spreadsheets know it by; moments in UTC; codes beside their words."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*_heads(), _("Verb"), _("Device"), _("Reason"), _("Times"), _("Leaf hash")])
    for line, cells in _rows(lines):
        codes = (line.verb, line.agent, line.reason, str(line.count), leaves[line.number])
        writer.writerow([harmless(cell) for cell in (*cells, *codes)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def harmless(cell: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_WORKED_OUT) else cell


def as_pdf(title: str, lines: list[Line], proof: Proof) -> bytes:
    """Landscape A4: what it is, the entries, and the proof."""
    sheet = _Sheet(title)
    for term, text in proof.facts:
        sheet.row((term, text), (160.0, 600.0))
    sheet.space()
    sheet.row(_heads(), _WIDTHS, bold=True)
    for _line, cells in _rows(lines):
        sheet.row(cells, _WIDTHS)
    sheet.space()
    sheet.row((_("Proof"),), (700.0,), bold=True)
    for text in proof.checkpoint.splitlines():
        sheet.row((text,), (760.0,), codes=True)
    for number, leaf in sorted(proof.leaves.items(), reverse=True):
        sheet.row((f"{number:<12}{leaf}",), (760.0,), codes=True)
    return sheet.done()


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _heads() -> tuple[str, ...]:
    return (
        _("Number"), _("When (UTC)"), _("Who"), _("What was done"), _("About"), _("Desk"),
        _("Network"), _("Outcome"),
    )  # fmt: skip


def _rows(lines: Iterable[Line]) -> Iterator[tuple[Line, tuple[str, ...]]]:
    found = list(lines)
    names = people_of(line.by for line in found)
    for line in found:
        person = names.get(line.by)
        deed = in_words(line.verb) + (f" ({said})" if (said := why(line.verb, line.reason)) else "")
        yield (
            line,
            (
                str(line.number),
                line.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
                person.username if person else _("the system"),
                deed,
                line.subject_code or line.subject_type,
                line.desk,
                line.network,
                str(OUTCOMES.get(line.outcome, line.outcome)),
            ),
        )


class _Sheet:
    """Rows down a page, and on to the next."""

    def __init__(self, title: str) -> None:
        for font in (_HANGUL, _CHINESE):
            pdfmetrics.registerFont(UnicodeCIDFont(font))
        self._title, self._page = title, 0
        self._file = io.BytesIO()
        # Nothing of the machine or of the hour in it: the same entries make the same file.
        self._canvas = Canvas(self._file, pagesize=landscape(A4), invariant=1)
        self._canvas.setTitle(title)
        self._down = 0.0
        self._turn()

    def row(
        self, cells: Iterable[str], widths: Iterable[float], *, bold: bool = False,
        codes: bool = False,
    ) -> None:  # fmt: skip
        if self._down < _MARGIN + _LINE:
            self._canvas.showPage()
            self._turn()
        line, across, set_in = self._canvas.beginText(), _MARGIN, ""
        for text, width in zip(cells, widths, strict=False):
            if (font := _font(text, bold=bold, codes=codes)) != set_in:
                line.setFont(font, _SIZE)
                set_in = font
            line.setTextOrigin(across, self._down)
            line.textOut(_cut(text, font, width - 4))
            across += width
        self._canvas.drawText(line)
        self._down -= _LINE

    def space(self) -> None:
        self._down -= _LINE

    def done(self) -> bytes:
        self._canvas.save()
        for kept in (_cut, _font):
            kept.cache_clear()  # the words of a log stay with nobody
        return self._file.getvalue()

    def _turn(self) -> None:
        width, height = landscape(A4)
        self._page += 1
        self._down = height - _MARGIN
        font = _font(self._title, bold=True, codes=False)
        self._canvas.setFont(font, _SIZE)
        self._canvas.drawString(_MARGIN, self._down, _cut(self._title, font, width - 160))
        self._canvas.setFont(_LATIN, _SIZE)
        self._canvas.drawRightString(width - _MARGIN, self._down, str(self._page))
        self._down -= 2 * _LINE


@lru_cache(maxsize=4096)  # the same words come again and again, and measuring them takes long
def _font(text: str, *, bold: bool, codes: bool) -> str:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        is_hangul = any("\uac00" <= letter <= "\ud7a3" for letter in text)
        return _HANGUL if is_hangul else _CHINESE
    return _CODES if codes else f"{_LATIN}-Bold" if bold else _LATIN


@lru_cache(maxsize=4096)
def _cut(text: str, font: str, width: float) -> str:
    """As much as the column holds; what was cut off ends in an ellipsis."""
    wide: Any = pdfmetrics.stringWidth
    if wide(text, font, _SIZE) <= width:
        return text
    while text and wide(f"{text}…", font, _SIZE) > width:
        text = text[:-1]
    return f"{text}…"
