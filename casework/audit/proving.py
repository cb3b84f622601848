"""Proofs for somebody outside, made from the log as it is stored (`proof_files`)."""

from __future__ import annotations

from django.db import connection

from casework.audit import tree
from casework.audit.models import AuditCheckpoint
from casework.audit.proof_files import Consistency, Inclusion
from casework.audit.sealed import entry_numbered


class NotYet(Exception):
    """There is no such entry, or no checkpoint that has it."""


def inclusion(number: int, size: int | None = None) -> Inclusion:
    """That this entry stands in the log of a checkpoint; the newest, unless `size` names another.

    Raises NotYet or HashMissing.
    """
    checkpoint = _checkpoint(size)
    entry = entry_numbered(connection, number) if number <= checkpoint.size else None
    if entry is None:
        raise NotYet(f"entry {number}")
    hashes = tree.inclusion(connection, number, checkpoint.size)
    return Inclusion(entry.content, number - 1, tuple(hashes), checkpoint.cosigned())


def consistency(old: int, size: int | None = None) -> Consistency:
    """That the log of one checkpoint begins with the log of another. Raises NotYet, HashMissing.

    A declared restore began another log: between the two nothing can be proved.
    """
    older, newer = _checkpoint(old), _checkpoint(size)
    if older.size > newer.size or older.origin != newer.origin:
        raise NotYet(f"checkpoint {older.size}")
    hashes = tree.consistency(connection, older.size, newer.size)
    return Consistency(older.cosigned(), tuple(hashes), newer.cosigned())


def _checkpoint(size: int | None) -> AuditCheckpoint:
    kept = AuditCheckpoint.objects
    found = kept.newest() if size is None else kept.filter(size=size).first()
    if found is None:
        raise NotYet("checkpoint" if size is None else f"checkpoint {size}")
    return found
