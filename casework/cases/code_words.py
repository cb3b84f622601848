"""The words of the house for the codes of its lists, and which codes are offered no more.

A label of a coded list asks here each time it is shown, so that a change holds on every page and in
every process from the next request on, and an old record is read in the words of today. A code that
is switched off is offered to nobody; a record that has it keeps and shows it.

What is in force lies in memory. Once a request, when the first label is shown, the store is asked
whether there is news; only then are the rows read.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from uuid import uuid4

from django.apps import apps
from django.core.cache import cache
from django.core.signals import request_started
from django.utils.functional import lazy
from django.utils.translation import get_language

_NEWS: Final = "code_words"

Words = Mapping[tuple[str, str], Any]
"""By list and code the row in force, of those that are not as they were made."""


class _Held(NamedTuple):
    version: str | None
    words: Words


_UNREAD: Final = _Held("unread", {})
_held: _Held = _UNREAD
_request = threading.local()


def in_force() -> Words:
    """As this request sees it. Raises Forged where a row was written by somebody else."""
    if getattr(_request, "asks", False):
        _request.asks = False
        version = cache.get(_NEWS)
        if _held is _UNREAD or version not in (None, _held.version):
            hold(version, _read())
    return _held.words


def hold(version: str | None, words: Words) -> None:
    global _held  # one for the process, replaced as a whole
    _held = _Held(version, words)


def tell() -> None:
    """Every process reads anew from its next request on. Call after the change is committed."""
    version = uuid4().hex
    hold(version, _read())
    cache.set(_NEWS, version, None)


def is_off(name: str, code: str) -> bool:
    row = in_force().get((name, code))
    return row is not None and bool(row.is_off)


def _say(name: str, code: str, as_made: Any) -> str:
    row = in_force().get((name, code))
    said = row.words.get(get_language() or "en", "") if row is not None else ""
    return said or str(as_made)


spoken = lazy(_say, str)


def _read() -> Words:
    rows = apps.get_model("cases.CodeWords").objects.newest()
    checked = [row.check_mac() for row in rows]
    return {(row.list, row.code): row for row in checked if not row.is_as_made}


def _begin(**_signal: Any) -> None:
    _request.asks = True


request_started.connect(_begin, dispatch_uid="code_words")
