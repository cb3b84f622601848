"""Second factors: allauth's rows, held fast by a digest on the person's own protected row.

allauth keeps authenticators in a table of its own, in clear and without a mac. Here their secrets
are sealed under the house's key for that person, and `User.second_factors` holds a digest over all
of her rows. That column lies under the person's mac and freshness, so a factor deleted, altered,
added or put back by SQL lets nobody in. Using a sign-in code changes the digest too.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from allauth.core import context
from allauth.mfa.models import Authenticator
from django.db import transaction

from casework.accounts.models import User
from casework.accounts.questions import Question
from casework.audit.fresh import Stale
from casework.audit.log import new_entry, record
from casework.crypto import house
from casework.crypto.boxes import Box
from casework.crypto.encoding import encode
from casework.crypto.hashing import same, sha256

# What allauth notes in `data` that decides nothing.
_MARKS_OF_USE = frozenset({"viewed_at", "name"})
_COLUMNS = ["second_factors", "entry", "mac", "revision"]

_sealing_for: ContextVar[UUID | None] = ContextVar("sealing_for", default=None)


_FACTORS = Question(lambda person: Authenticator.objects.filter(user=person).order_by("pk"))


class NobodyNamed(RuntimeError):
    """A second factor's secret was to be sealed or opened, and it is not known for whom."""


def is_enrolled(person: User) -> bool:
    """Whether she has second factors, whatever allauth's table says."""
    return bool(person.second_factors)


def require_right(person: User) -> None:
    """Refuse unless her rows are those that she enrolled. Raises audit.fresh.Stale."""
    if not same(person.second_factors, _digest(person)):
        raise Stale(f"mfa_authenticator of {person.pk}")


def note_change(person: User, verb: str, *, at: datetime, reason: str = "") -> None:
    """Hold her rows fast as they stand now; in the transaction that changed them."""
    holder = User.objects.select_for_update().get(pk=person.pk)
    entry = new_entry()
    holder.second_factors = _digest(holder)
    holder.protect(entry).save(update_fields=_COLUMNS)
    record(verb, holder, by=holder, at=at, entry=entry, rows=[holder], reason=reason)
    for column in _COLUMNS:
        setattr(person, column, getattr(holder, column))


@contextmanager
def change(person: User, verb: str, *, at: datetime, reason: str = "") -> Iterator[None]:
    """What allauth writes inside is checked before, and held fast after, in one transaction."""
    with transaction.atomic(), sealing_for(person):
        require_right(User.objects.select_for_update().get(pk=person.pk))
        yield
        note_change(person, verb, at=at, reason=reason)


def forget_factors(person: User) -> None:
    """Delete her factors; the caller protects, saves and records the person."""
    Authenticator.objects.filter(user=person).delete()
    person.second_factors = b""


@contextmanager
def sealing_for(person: User) -> Iterator[None]:
    """Whose secrets allauth seals and opens inside: its hooks are not told."""
    token = _sealing_for.set(person.pk)
    try:
        yield
    finally:
        _sealing_for.reset(token)


def seal_secret(text: str) -> str:
    person_id = _person_id()
    sealed = Box(house.mfa_key(person_id)).seal(text.encode(), "second factor", person_id)
    return base64.b64encode(sealed).decode()


def open_secret(sealed: str) -> str:
    """Raises CryptoError for another person's secret, or a changed one."""
    person_id = _person_id()
    blob = base64.b64decode(sealed)
    return Box(house.mfa_key(person_id)).open(blob, "second factor", person_id).decode()


def _person_id() -> UUID:
    """The person named by `sealing_for`, else who is signed in, else who is at her second step."""
    named = _sealing_for.get()
    if named is not None:
        return named
    request = context.request
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return UUID(str(user.pk))
    stage = getattr(request, "_login_stage", None)
    if stage is not None and stage.login.user is not None:
        return UUID(str(stage.login.user.pk))
    raise NobodyNamed


def _digest(person: User) -> bytes:
    """Over all her factors; empty exactly when she has none."""
    rows = _FACTORS(person=person.pk)
    if not rows:
        return b""
    parts = [part for row in rows for part in (row.pk, row.type, _canonical(row.data))]
    return sha256(encode("second-factors", person.pk, *parts))


def _canonical(written: dict[str, object]) -> str:
    kept = {key: value for key, value in written.items() if key not in _MARKS_OF_USE}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"))
