"""The PDF of a part of the log: its words in each language, and none of them left in memory."""

from __future__ import annotations

import re
import zlib
from base64 import a85decode

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from casework.audit.reading import Line
from casework.web.audit import written
from casework.web.audit.words import in_words
from tests.make import NOW

# Its font, and how that spells a text.
FONTS = {
    "en": (b"/Helvetica", "cp1252"),
    "ko": (b"/HYSMyeongJo-Medium", "utf-16-be"),
    "zh-hans": (b"/STSong-Light", "utf-16-be"),
}
READ = Line(
    number=1, at=NOW, verb="case.read", by="system", subject_type="case", subject_id="1",
    subject_code="K7-2QX", desk="north", network="", agent="", reason="", outcome="done", count=0,
)  # fmt: skip


def _said(pdf: bytes) -> bytes:
    """What its pages write, one after the other."""
    streams = re.findall(rb"stream\r?\n(.*?)~>", pdf, re.DOTALL)
    pages = b"".join(zlib.decompress(a85decode(stream.strip())) for stream in streams)
    return re.sub(rb"\\(\d{3}|.)", _unescaped, pages, flags=re.DOTALL)


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 8)]) if found[1].isdigit() else found[1]


@pytest.mark.django_db
@pytest.mark.parametrize("language", FONTS)
def test_a_pdf_speaks_the_language_of_who_asked(language: str) -> None:
    font, spelling = FONTS[language]
    with translation.override(language):
        pdf = written.as_pdf(_("Who looked at what"), [READ], written.Proof([], "", {}))
        words = [_("Who looked at what"), _("Number"), _("Outcome"), in_words("case.read")]
    assert font in pdf
    said = _said(pdf)
    assert [text for text in words if text.encode(spelling) not in said] == []
    assert b"K7-2QX" in said


@pytest.mark.django_db
def test_no_word_of_a_log_stays_in_the_memory_of_the_process() -> None:
    written.as_pdf("Who looked", [READ], written.Proof([], "", {}))
    assert [kept.cache_info().currsize for kept in (written._cut, written._font)] == [0, 0]
