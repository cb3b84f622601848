"""A witness that speaks C2SP tlog-witness: it is sent a checkpoint and the proof from its last one.

Another house's `manage.py witness` is one. What it cosigns is kept and goes into proofs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db import connection

from casework.audit import tree
from casework.audit.heads import parse_size
from casework.audit.models import AuditCheckpoint, AuditWitness
from casework.audit.tree import HashMissing
from casework.audit.witness_answers import Disagrees, NoAnswer
from casework.crypto.notes import BadNote, PublicKey, Signature, encoded, parse

PATIENCE = 10  # seconds
LONGEST = 100_000  # bytes of an answer
SIZE_TYPE = "text/x.tlog.size"
_WHY = {403: NoAnswer.UNKNOWN_KEY, 404: NoAnswer.UNKNOWN_LOG}


class Answer(NamedTuple):
    status: int
    kind: str
    body: str


@dataclass(frozen=True)
class HttpWitness:
    key: PublicKey
    url: str

    @property
    def name(self) -> str:
        return self.key.name

    def wants(self, kept: AuditWitness, at: datetime) -> bool:
        return True

    def show(self, newest: AuditCheckpoint, kept: AuditWitness) -> Signature:
        """Its own word counts on how far it has come: ours may be behind after a crash."""
        answer = self._add(newest, min(kept.size, newest.size))
        if answer.status == 409 and answer.kind == SIZE_TYPE:
            size = self._size(answer, newest)
            answer = self._add(newest, size)
        if answer.status in (409, 422):
            raise Disagrees(newest.size)
        if answer.status != 200:
            raise NoAnswer(_WHY.get(answer.status, NoAnswer.MALFORMED))
        return self._cosignature(answer, newest)

    def _add(self, newest: AuditCheckpoint, old: int) -> Answer:
        try:
            proof = tree.consistency(connection, old, newest.size)
        except HashMissing:
            raise Disagrees(old) from None
        return _post(f"{self.url.rstrip('/')}/add-checkpoint", request(old, proof, newest.note))

    def _size(self, answer: Answer, newest: AuditCheckpoint) -> int:
        """How far it says it has come; further than this log is another log."""
        size = parse_size(answer.body.removesuffix("\n"))
        if size is None:
            raise NoAnswer(NoAnswer.MALFORMED)
        if size <= newest.size:
            return size
        meanwhile = AuditCheckpoint.objects.newest()
        if meanwhile and meanwhile.size >= size:
            raise NoAnswer(NoAnswer.BUSY)
        raise Disagrees(size)

    def _cosignature(self, answer: Answer, newest: AuditCheckpoint) -> Signature:
        try:
            note = parse(newest.note + answer.body)
            (_key, made), *_more = note.by([self.key])
        except (BadNote, ValueError):
            raise NoAnswer(NoAnswer.MALFORMED) from None
        return made


def request(old: int, proof: Sequence[bytes], note: str) -> str:
    """The body of `add-checkpoint`."""
    lines = "".join(f"{encoded(one)}\n" for one in proof)
    return f"old {old}\n{lines}\n{note}"


def _post(url: str, body: str) -> Answer:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    link = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        link.request("POST", parts.path, body.encode(), {"Content-Type": "text/plain"})
        return _read(link.getresponse())
    except (OSError, HTTPException, UnicodeDecodeError):
        raise NoAnswer(NoAnswer.UNREACHABLE) from None
    finally:
        link.close()


def _read(response: HTTPResponse) -> Answer:
    kind = response.headers.get_content_type()
    return Answer(response.status, kind, response.read(LONGEST).decode())
