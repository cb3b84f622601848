"""Proofs for somebody outside, made from the log as it is stored (`proof_files`)."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from casework.audit import tree
from casework.audit.checkpoints import public_keys
from casework.audit.models import AuditCheckpoint
from casework.audit.proof_files import Consistency, Inclusion
from casework.audit.sealed import contents


class NotYet(Exception):
    """There is no such entry, or no checkpoint that has it."""


def inclusion(number: int, size: int | None = None) -> Inclusion:
    """That this entry stands in the log of a checkpoint; the newest, unless `size` names another.

    Raises NotYet or HashMissing.
    """
    [proof] = inclusions([number], size)
    return proof


def inclusions(numbers: Sequence[int], size: int | None = None) -> list[Inclusion]:
    """The same of several entries, each by itself, in the log of one checkpoint."""
    checkpoint = _checkpoint(size)
    said = contents(connection, [one for one in numbers if one <= checkpoint.size])
    if missing := sorted(set(numbers) - said.keys()):
        raise NotYet(f"entry {missing[0]}")
    note = checkpoint.cosigned()
    hashes = tree.inclusions(connection, numbers, checkpoint.size)
    return [
        Inclusion(said[number], number - 1, tuple(beside), note)
        for number, beside in zip(numbers, hashes, strict=True)
    ]


def consistency(old: int, size: int | None = None) -> Consistency:
    """That the log of one checkpoint begins with the log of another. Raises NotYet, HashMissing.

    A declared restore began another log: between the two nothing can be proved.
    """
    older, newer = _checkpoint(old), _checkpoint(size)
    if older.size > newer.size or older.origin != newer.origin:
        raise NotYet(f"checkpoint {older.size}")
    hashes = tree.consistency(connection, older.size, newer.size)
    return Consistency(older.cosigned(), tuple(hashes), newer.cosigned())


def keys() -> str:
    """The public keys of the log and of its witnesses, one a line. Raises NotYet."""
    newest = _checkpoint(None)
    known = [*map(str, public_keys(newest.origin)), *(key for key, _url in settings.LOG_WITNESSES)]
    return "".join(f"{key}\n" for key in known)


def _checkpoint(size: int | None) -> AuditCheckpoint:
    kept = AuditCheckpoint.objects
    found = kept.newest() if size is None else kept.filter(size=size).first()
    if found is None:
        raise NotYet("checkpoint" if size is None else f"checkpoint {size}")
    return found
