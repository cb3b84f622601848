"""A record ends: everything that leads to it goes, in one transaction, and a certificate stays.

No key is needed for that, and nothing is opened. What is deleted is every wrap of the case's key
and every row of the case, in whatever table (`belongings`). The log is not touched: it holds codes,
ids and hashes; what is sealed in it was sealed under the key that is gone.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.access.guards import GUARDS, refuse
from casework.accounts.models import User
from casework.accounts.rows import LoggedRow
from casework.accounts.sealed import OpaqueField, Sealed
from casework.audit.log import record
from casework.cases import belongings, dues, erasure_guards, guards
from casework.cases.consequences import erased, not_erased
from casework.cases.erasure_codes import PLAN_TASK, REQUEST_TASK, Kept, Outcome
from casework.cases.guards import Asked
from casework.cases.models import Case, Erasure
from casework.cases.states import NEVER, Act, CaseState, ConsentState, Reachability, Risk
from casework.cases.terms import over_at, term
from casework.crypto.codes import new_erasure_number
from casework.crypto.providers import provider

# All that would still tell something of her.
_WIPED = {
    "risk": Risk.NOT_SET,
    "reachability": Reachability.REACHABLE,
    "consent": ConsentState.NOT_ASKED,
    "situation": "",
    "submitted_at": None,
    "reopened_at": None,
    "reopenings": 0,
    "hidden_at": None,
    "next_due_at": NEVER,
}


@transaction.atomic
def erase(erasure: Erasure, *, by: User, at: datetime) -> None:
    """Both have agreed. The caller holds the case. Raises WrongState."""
    guards.require(Act.ERASE, asked(erasure, at))
    _erase(erasure, by=by, at=at)


@transaction.atomic
def expire(erasure: Erasure, *, at: datetime) -> None:
    """A draft's time is over. The caller holds the case. Raises WrongState."""
    guards.require(Act.EXPIRE, asked(erasure, at))
    _erase(erasure, by=None, at=at)


def in_the_way(erasure: Erasure, at: datetime) -> str:
    """What would keep it from ending even if both agreed: a hold, or time."""
    told = asked(erasure, at)
    names = ("time_is_over", "not_under_hold", "no_live_referral")
    said = (GUARDS[f"cases.{name}"](told) for name in names)
    return " ".join(sentence for sentence in said if sentence)


def asked(erasure: Erasure, at: datetime) -> Asked:
    over = None if erasure.is_hers else over_at(erasure.case, erasure.cause)
    return Asked(erasure.case, at, {"erasure": erasure, "over_at": over})


def end_as_kept(erasure: Erasure, *, by: User | None, at: datetime) -> None:
    """It stays. The caller holds the case."""
    refuse(erasure_guards.erasure_still_waits(erasure))
    case = erasure.case
    erasure.outcome, erasure.ended_at = Outcome.KEPT, at
    erasure.raise_revision().save(update_fields=["outcome", "ended_at", "revision"])
    rows: list[LoggedRow] = [erasure]
    if case.hidden_at is not None:
        case.hidden_at = None
        case.raise_revision().save(update_fields=["hidden_at", "revision"])
        rows.append(case)
    record("erasure.ended", case, by=by, at=at, rows=rows)
    for follow in not_erased:
        follow(case, by, at)
    _drop_tasks(erasure, by=by, at=at)


def _drop_tasks(erasure: Erasure, *, by: User | None, at: datetime) -> None:
    kind = REQUEST_TASK if erasure.is_hers else PLAN_TASK
    dues.drop(erasure.case, kind, by=by, at=at, reference=erasure.pk)


def _erase(erasure: Erasure, *, by: User | None, at: datetime) -> None:
    """First the case's state, for a record that is read-only lets its rows go only then."""
    case = erasure.case
    for follow in erased:
        follow(case, by, at)
    going = [list(rows) for rows in belongings.rows_of(case.pk)]
    gone = [row for rows in going for row in rows if isinstance(row, LoggedRow)]
    _wipe(case)
    emptied = _overwritten(case, but=erasure)
    _certify(erasure, sum(map(len, going)), at)
    rows = [case, erasure, *emptied]
    record("case.erased", case, by=by, at=at, rows=rows, gone=gone, reason=erasure.cause)
    for found in belongings.rows_of(case.pk):
        found.delete()


def _wipe(case: Case) -> None:
    case.state = CaseState.ERASED
    for name, value in _WIPED.items():
        setattr(case, name, value)
    case.raise_revision().save(update_fields=["state", *_WIPED, "revision"])


def _overwritten(case: Case, *, but: Erasure) -> list[LoggedRow]:
    """What stays for the record of staff keeps no word of hers: older requests and plans."""
    older = list(Erasure.objects.filter(case=case).exclude(pk=but.pk))
    for row in older:
        empty(row)
        row.raise_revision().save()
    return list(older)


def empty(row: LoggedRow) -> None:
    """Every sealed column of a row that stays, as the model has them."""
    for field in row._meta.concrete_fields:
        if isinstance(field, OpaqueField):
            setattr(row, field.attname, Sealed(b""))


def _certify(erasure: Erasure, rows: int, at: datetime) -> None:
    empty(erasure)
    erasure.outcome, erasure.ended_at, erasure.rows = Outcome.ERASED, at, rows
    erasure.number = new_erasure_number()
    erasure.backups_until = at + term(Kept.BACKUPS)
    erasure.provider_version = provider().version("login")
    if not erasure._state.adding:
        erasure.raise_revision()
    erasure.save()
