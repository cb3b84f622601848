"""A canary: words that stand nowhere else, and every form in which they could lie on a disk."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from uuid import uuid4

CHUNK = 8 * 1024 * 1024
# Every canary begins with the same word, so that in each form they share their first bytes.
BEGINNING = 8


def canary() -> str:
    """Hangul and Latin, so that both spellings of Hangul are looked for. No two are alike."""
    return f"카나리아{uuid4().hex[:20]}"


@cache
def forms(text: str) -> set[bytes]:
    """UTF-8, UTF-16, decomposed Hangul, \\u escapes, hex, and base64 at its three offsets."""
    decomposed = unicodedata.normalize("NFD", text)
    spelled = {text.encode(), decomposed.encode()}
    spelled |= {
        one.encode(code) for one in (text, decomposed) for code in ("utf-16-le", "utf-16-be")
    }
    escaped = "".join(f"\\u{ord(letter):04x}" if ord(letter) > 127 else letter for letter in text)
    plain = text.encode()
    found = spelled | {escaped.encode(), plain.hex().encode(), plain.hex().upper().encode()}
    return found | set(_base64(plain))


def _base64(plain: bytes) -> Iterator[bytes]:
    """Without the letters at both ends, which depend on what stands beside."""
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + plain)
        yield coded[4 if offset else 0 : -4]


@dataclass
class Hunt:
    """What was planted where, and what of it came to light."""

    planted: dict[str, list[str]] = field(default_factory=dict)
    found: dict[str, set[str]] = field(default_factory=dict)

    def plant(self, place: str) -> str:
        text = canary()
        self.planted.setdefault(place, []).append(text)
        return text

    def search(self, source: str, blobs: Iterator[bytes]) -> None:
        """Blobs follow one another and may cut a canary in two: an overlap is kept."""
        looked_for = self._by_beginning()
        overlap = max(len(form) for alike in looked_for.values() for _place, form in alike)
        tail = b""
        for blob in blobs:
            window = tail + blob
            near = (alike for beginning, alike in looked_for.items() if beginning in window)
            for place, form in chain.from_iterable(near):
                if form in window:
                    self.found.setdefault(place, set()).add(source)
            tail = window[-overlap:]

    def _by_beginning(self) -> dict[bytes, list[tuple[str, bytes]]]:
        """Where a beginning is not, none of the forms is that begin so: a disk is read a dozen
        times, not once for each form of each canary.
        """
        found: dict[bytes, list[tuple[str, bytes]]] = {}
        for place, texts in self.planted.items():
            for text in texts:
                for form in forms(text):
                    found.setdefault(form[:BEGINNING], []).append((place, form))
        return found

    def search_folder(self, source: str, folder: Path, *, but: set[Path]) -> int:
        """Every file below, read as it lies. Returns how many were read.

        A running server throws away files of its own, as its caches: what is gone is no find.
        """
        files = [path for path in folder.rglob("*") if path.is_file() and path not in but]
        gone = 0
        for path in files:
            try:
                self.search(f"{source}: {path.relative_to(folder)}", read(path))
            except FileNotFoundError:
                gone += 1
        return len(files) - gone


def read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
