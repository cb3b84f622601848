"""A small witness for the logs of others (C2SP tlog-witness), in a folder of its own.

It needs no house: no database, no setting. The folder holds

    key          the seed of its private key (hex), mode 0600
    name         its name, as cosignatures bear it
    logs         the public keys of the logs that it watches, one a line; the key's name is the log
    seen/…       for each log the largest checkpoint it cosigned, replaced whole

It cosigns a checkpoint only when the log's own key signed it and it begins with the last one seen.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from casework.audit.heads import Head, parse_head, parse_size
from casework.audit.merkle import EMPTY_ROOT
from casework.audit.proofs import ProofWrong, require_consistency
from casework.crypto.hashing import sha256
from casework.crypto.notes import (
    BadNote,
    Kind,
    Note,
    PublicKey,
    cosign,
    decoded,
    parse,
    parse_key,
    public_key,
)

MOST_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"
_PLAIN = "text/plain; charset=utf-8"


class Answer(NamedTuple):
    status: int
    body: str = ""
    kind: str = _PLAIN


class Refused(Exception):
    def __init__(self, status: int, body: str = "", kind: str = _PLAIN) -> None:
        super().__init__(str(status))
        self.answer = Answer(status, body, kind)


class Asked(NamedTuple):
    """What a log sends: the size it believes was seen last, a proof from there, its checkpoint."""

    old: int
    proof: list[bytes]
    note: Note
    head: Head


@dataclass(frozen=True)
class Witness:
    folder: Path

    @classmethod
    def made(cls, folder: Path, name: str = "") -> Witness:
        """The witness of this folder; a new one of this name where there is none.

        Raises BadKey for a name that is unfit, FileNotFoundError for a new one without a name.
        """
        if not (folder / "key").exists():
            if not name:
                raise FileNotFoundError(folder / "key")
            public_key(name, Kind.WITNESS, bytes(32))  # before anything is written
            (folder / "seen").mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(folder / "name", f"{name}\n")
            _replace(folder / "key", f"{secrets.token_bytes(32).hex()}\n")
        return cls(folder)

    @property
    def name(self) -> str:
        return (self.folder / "name").read_text(encoding="utf-8").strip()

    @property
    def key(self) -> PublicKey:
        return public_key(self.name, Kind.WITNESS, self._seed())

    def watch(self, key: PublicKey) -> None:
        """Know one more log, or one more key of a log that is known."""
        known = [*self.logs(), key]
        _replace(self.folder / "logs", "".join(f"{one}\n" for one in dict.fromkeys(known)))

    def logs(self) -> list[PublicKey]:
        path = self.folder / "logs"
        lines = path.read_text(encoding="utf-8").split() if path.exists() else []
        return [parse_key(line) for line in lines]

    def add_checkpoint(self, body: bytes, at: datetime) -> Answer:
        """Answer one request, as the standard has it. Seen and kept before it is cosigned."""
        try:
            asked = _asked(body)
            self._require_known(asked)
            with self._alone():
                self._require_grown(asked, self._seen(asked.head.origin))
                _replace(self._path(asked.head.origin), str(asked.note))
        except Refused as refused:
            return refused.answer
        made = cosign(asked.note.text, name=self.name, seed=self._seed(), at=at)
        return Answer(200, str(made))

    def _require_known(self, asked: Asked) -> None:
        keys = [key for key in self.logs() if key.name == asked.head.origin]
        if not keys:
            raise Refused(404)
        try:
            known = asked.note.by(keys)
        except BadNote:
            known = []
        if not known:
            raise Refused(403)

    def _require_grown(self, asked: Asked, seen: Head | None) -> None:
        size, root = (seen.size, seen.root) if seen else (0, EMPTY_ROOT)
        if asked.old > asked.head.size:
            raise Refused(400)
        if asked.old != size:
            raise Refused(409, f"{size}\n", SIZE_TYPE)
        if size == asked.head.size and root != asked.head.root:
            raise Refused(409 if size else 422)
        try:
            require_consistency(size, root, asked.head.size, asked.head.root, asked.proof)
        except ProofWrong:
            raise Refused(422) from None

    def _seen(self, origin: str) -> Head | None:
        path = self._path(origin)
        return parse_head(parse(path.read_bytes()).text) if path.exists() else None

    def _path(self, origin: str) -> Path:
        return self.folder / "seen" / sha256(origin.encode()).hex()

    def _seed(self) -> bytes:
        return bytes.fromhex((self.folder / "key").read_text(encoding="ascii").strip())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One request at a time, also between processes: none may put another's back."""
        with (self.folder / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _asked(body: bytes) -> Asked:
    """Raises Refused 400."""
    try:
        top, empty, note = body.decode().partition("\n\n")
        first, *lines = top.split("\n")
        old = parse_size(first.removeprefix("old ")) if first.startswith("old ") else None
        hashes = [one for one in map(decoded, lines) if one is not None and len(one) == 32]
        parsed = parse(note)
        head = parse_head(parsed.text)
    except (UnicodeDecodeError, BadNote):
        raise Refused(400) from None
    if not empty or old is None or len(hashes) != len(lines) or len(hashes) > MOST_HASHES:
        raise Refused(400)
    return Asked(old, hashes, parsed, head)


def _replace(path: Path, text: str) -> None:
    """Whole or not at all, and on the disk before it counts."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
