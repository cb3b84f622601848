"""How long an answer holds, and the tasks that remind of its end (reference 3.4, 3.1).

A task says that something is due and never what she allowed: one row for the earliest yes to run
out, one for help without her consent, one for a girl's second signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from casework.cases import consents, dues
from casework.cases.consent_states import ConsentStage
from casework.cases.consents import Document
from casework.cases.models import Case
from casework.cases.purposes import ChildBasis, Purpose
from casework.cases.states import Reachability

if TYPE_CHECKING:
    from casework.accounts.models import User

BASIS_HOLDS: Final = timedelta(days=14)
BASIS_HOLDS_UNREACHABLE: Final = timedelta(days=30)
ASK_BEFORE: Final = timedelta(days=30)
"""So long before a yes runs out it is asked for again."""
EXPLAIN_WITHIN: Final = timedelta(days=3)
DECIDE_WITHIN: Final = timedelta(hours=24)

EXPIRING, REVIEW = "consent_expiring", "consent_review"
RENEWAL, CHILD = "basis_renewal", "child_decision"
_UNREACHABLE = frozenset({Reachability.IN_CUSTODY, Reachability.RETURNED, Reachability.LOST})


def basis_holds(case: Case) -> timedelta:
    """How long help may rest on her vital interests before a supervisor renews it."""
    return BASIS_HOLDS_UNREACHABLE if case.reachability in _UNREACHABLE else BASIS_HOLDS


def completed(document: Document, case: Case, *, on: date) -> Document:
    """Help without her consent ends by itself, whatever day was typed."""
    if document["state"] != ConsentStage.CANNOT_ASK:
        return document
    return document | {"expires_on": (on + basis_holds(case)).isoformat()}


def set_tasks(
    case: Case,
    document: Document,
    documents: Sequence[Document],
    *,
    by: User,
    at: datetime,
    on: date,
) -> None:
    """After `document` was added as the last of `documents`."""
    _remind_of_the_first_to_run_out(case, documents, by=by, at=at, on=on)
    if document["purpose"] == Purpose.CASE_SERVICES:
        _remind_of_the_basis(case, document, by=by, at=at)
    if document["state"] != ConsentStage.GIVEN:
        return
    if document.get("in_danger"):
        dues.set_due(case, REVIEW, due_at=at + EXPLAIN_WITHIN, by=by, at=at)
    else:
        dues.settle(case, REVIEW, by=by, at=at)
    if document.get("child_basis") == ChildBasis.ASSENT_AND_DANGER:
        about = UUID(document["id"])
        dues.set_due(case, CHILD, due_at=at + DECIDE_WITHIN, by=by, at=at, reference=about)


def remind_anew(case: Case, documents: Sequence[Document], *, by: User, at: datetime) -> None:
    """Of a case that comes back: its tasks had ended with the work on it. What ran out meanwhile is
    to be asked for now.
    """
    newest = consents.latest(documents)
    days = [_asked_again_on(one) for one in newest.values() if one["state"] == ConsentStage.GIVEN]
    if days:
        dues.set_due(case, EXPIRING, due_at=max(_begin(min(days)), at), by=by, at=at)
    services = newest.get(consents.SERVICES)
    if services is not None and services["state"] == ConsentStage.CANNOT_ASK:
        ends = _begin(date.fromisoformat(services["expires_on"]))
        dues.set_due(case, RENEWAL, due_at=max(ends, at), by=by, at=at)


def _remind_of_the_first_to_run_out(
    case: Case, documents: Sequence[Document], *, by: User, at: datetime, on: date
) -> None:
    newest = consents.latest(documents).values()
    days = [_asked_again_on(answer) for answer in newest if consents.is_in_force(answer, on)]
    if not days:
        dues.drop(case, EXPIRING, by=by, at=at)
        return
    dues.set_due(case, EXPIRING, due_at=_begin(min(days)), by=by, at=at)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _asked_again_on(answer: Document) -> date:
    """A month before it runs out; half way when it holds for less than two."""
    given, expires = (date.fromisoformat(answer[name]) for name in ("given_on", "expires_on"))
    return max(expires - ASK_BEFORE, given + (expires - given) / 2)


def _remind_of_the_basis(case: Case, document: Document, *, by: User, at: datetime) -> None:
    if document["state"] == ConsentStage.CANNOT_ASK:
        dues.set_due(case, RENEWAL, due_at=at + basis_holds(case), by=by, at=at)
    else:
        dues.drop(case, RENEWAL, by=by, at=at)
