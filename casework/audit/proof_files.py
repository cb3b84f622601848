"""Proofs as files that a third party checks alone, with these lines or with published tools.

That an entry stands in the log is a C2SP tlog-proof; its `extra` line is the entry itself, the
bytes that the leaf is the hash of. For several entries a file holds several, one after the other.
That the log of one checkpoint begins with the log of another is the older checkpoint followed by
what C2SP tlog-witness sends: sizes, hashes, the newer checkpoint.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from casework.audit.heads import Head, parse_head, parse_size
from casework.audit.merkle import leaf_hash
from casework.audit.proofs import ProofWrong, require_consistency, require_inclusion
from casework.crypto.notes import (
    BadNote,
    Kind,
    Note,
    PublicKey,
    decoded,
    encoded,
    parse,
)

INCLUSION = "c2sp.org/tlog-proof@v1\n"
CONSISTENCY = "casework/consistency-proof@v1\n"
_BEGINS = re.compile(f"^(?:{re.escape(INCLUSION)}|{re.escape(CONSISTENCY)})", re.MULTILINE)


@dataclass(frozen=True)
class Inclusion:
    """`content` is what the leaf at `index` (from 0) is the hash of."""

    content: bytes
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Note

    def __str__(self) -> str:
        lines = [f"extra {encoded(self.content)}", f"index {self.index}", *_lines(self.hashes), ""]
        return INCLUSION + "\n".join(lines) + f"\n{self.checkpoint}"

    def require(self, keys: Sequence[PublicKey]) -> Head:
        """Raises ProofWrong or BadNote; the head that it leads to."""
        head = require_signed(self.checkpoint, keys)
        leaf = leaf_hash(self.content)
        require_inclusion(leaf, self.index, head.size, head.root, self.hashes)
        return head


@dataclass(frozen=True)
class Consistency:
    older: Note
    hashes: tuple[bytes, ...]
    newer: Note

    @property
    def old(self) -> Head:
        return parse_head(self.older.text)

    @property
    def new(self) -> Head:
        return parse_head(self.newer.text)

    def __str__(self) -> str:
        lines = [f"old {self.old.size}", *_lines(self.hashes), ""]
        return f"{CONSISTENCY}{self.older}\n" + "\n".join(lines) + f"\n{self.newer}"

    def require(self, keys: Sequence[PublicKey]) -> Head:
        """Raises ProofWrong or BadNote; the newer head."""
        old, new = self.old, require_signed(self.newer, keys)
        require_signed(self.older, keys)
        if old.origin != new.origin:
            raise ProofWrong("The checkpoints are of two logs.")
        require_consistency(old.size, old.root, new.size, new.root, self.hashes)
        return new


def require_signed(note: Note, keys: Sequence[PublicKey]) -> Head:
    """That the log of this name signed it, by one of the `keys`. Raises BadNote."""
    head = parse_head(note.text)
    found = note.by(keys)
    if not any(key.kind == Kind.LOG and key.name == head.origin for key, _made in found):
        raise BadNote("No known key of the log signed the checkpoint.")
    return head


def parse_proof(text: str) -> Inclusion | Consistency:
    """Raises ProofWrong or BadNote for what is none."""
    if text.startswith(INCLUSION):
        return _inclusion(text.removeprefix(INCLUSION))
    if text.startswith(CONSISTENCY):
        return _consistency(text.removeprefix(CONSISTENCY))
    raise ProofWrong("It is no proof.")


def parse_proofs(text: str) -> list[Inclusion | Consistency]:
    """Of a file that holds one, or several one after the other. Raises ProofWrong or BadNote."""
    begins = [found.start() for found in _BEGINS.finditer(text)]
    if begins[:1] != [0]:
        raise ProofWrong("It is no proof.")
    return [parse_proof(text[start:end]) for start, end in pairwise([*begins, len(text)])]


def _inclusion(text: str) -> Inclusion:
    top, _empty, note = text.partition("\n\n")
    first, *lines = top.split("\n")
    if not first.startswith("extra ") or not lines:
        raise ProofWrong("It does not carry its entry.")
    content = decoded(first.removeprefix("extra "))
    index = parse_size(lines[0].removeprefix("index "))
    if content is None or index is None or not lines[0].startswith("index "):
        raise ProofWrong("It does not say which entry it proves.")
    return Inclusion(content, index, _hashes(lines[1:]), parse(note))


def _consistency(text: str) -> Consistency:
    older, mark, rest = text.partition("\n\nold ")
    top, _empty, newer = rest.partition("\n\n")
    size, *lines = top.split("\n")
    note = parse(f"{older}\n")
    if not mark or parse_size(size) != parse_head(note.text).size:
        raise ProofWrong("It does not begin at its older checkpoint.")
    return Consistency(note, _hashes(lines), parse(newer))


def _lines(hashes: Sequence[bytes]) -> list[str]:
    return [encoded(one) for one in hashes]


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    found = tuple(decoded(line) for line in lines)
    whole = tuple(one for one in found if one is not None)
    if len(whole) != len(found):
        raise ProofWrong("A line is no hash.")
    return whole
