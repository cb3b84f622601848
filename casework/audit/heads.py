"""A checkpoint: what a log says of its tree (C2SP tlog-checkpoint), without a database.

The text of the note is the log's name (its origin), the number of entries and the root's hash.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from casework.audit.merkle import SIZE
from casework.crypto.notes import BadNote, Note, decoded, encoded, parse

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")  # it fits a database's bigint
_SIGNED = "— "


@dataclass(frozen=True)
class Head:
    """`origin` names the log for ever; `root` is 32 bytes."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


def parse_head(text: str) -> Head:
    """Of a note's text; further lines are allowed and say nothing. Raises BadNote."""
    lines = text.split("\n")
    if len(lines) < 4 or not all(lines[:-1]):
        raise BadNote("It is no checkpoint.")
    root = decoded(lines[2])
    if not _SIZE.fullmatch(lines[1]) or root is None or len(root) != SIZE:
        raise BadNote("It is no checkpoint.")
    return Head(lines[0], int(lines[1]), root)


def parse_size(text: str) -> int | None:
    """A number of entries in its one spelling; None where it is none."""
    return int(text) if _SIZE.fullmatch(text) else None


def notes_in(content: str) -> list[Note]:
    """The notes of a file, one after the other. Raises BadNote."""
    notes: list[list[str]] = [[]]
    for line in content.split("\n"):
        if notes[-1] and notes[-1][-1].startswith(_SIGNED) and not line.startswith(_SIGNED):
            notes.append([])
        if notes[-1] or line:
            notes[-1].append(line)
    return [parse("\n".join([*lines, ""])) for lines in notes if lines]
