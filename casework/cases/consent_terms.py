"""How long an answer holds, and the tasks that remind of its end (reference 3.4, 3.1).

A task says that something is due and never what she allowed: one row for the earliest yes to run
out, one for help without her consent, one for what the focal point for children decides of a girl.
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
from casework.cases.purposes import Purpose
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


def completed(document: Document, case: Case, *, on: date, of_child: bool) -> Document:
    """Help without her consent ends by itself, whatever day was typed."""
    if document["state"] != ConsentStage.CANNOT_ASK:
        return document
    ends = (on + basis_holds(case)).isoformat()
    return document | {"expires_on": ends, "of_child": "yes" if of_child else "no"}


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
    _ask_for_a_child(case, document, documents[:-1], by=by, at=at)
    if document["state"] != ConsentStage.GIVEN:
        return
    if document.get("in_danger"):
        dues.set_due(case, REVIEW, due_at=at + EXPLAIN_WITHIN, by=by, at=at)
    else:
        dues.settle(case, REVIEW, by=by, at=at)


def _ask_for_a_child(
    case: Case, document: Document, before: Sequence[Document], *, by: User, at: datetime
) -> None:
    """The focal point for children decides within a day, and of help that goes on without asking
    her again when its term ends. What was answered anew waits no more."""
    replaced = consents.latest(before).get(consents.scope_of(document))
    if replaced is not None:
        dues.drop(case, CHILD, by=by, at=at, reference=UUID(replaced["id"]))
    if consents.is_undecided(document):
        due_at = at + DECIDE_WITHIN
    elif consents.rests_on_her_being_a_child(document):
        due_at = at + basis_holds(case)
    else:
        return
    dues.set_due(case, CHILD, due_at=due_at, by=by, at=at, reference=UUID(document["id"]))


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
        ends = max(_begin(date.fromisoformat(services["expires_on"])), at)
        is_child = consents.rests_on_her_being_a_child(services)
        kind, about = (CHILD, UUID(services["id"])) if is_child else (RENEWAL, None)
        dues.set_due(case, kind, due_at=ends, by=by, at=at, reference=about)
    for one in filter(consents.is_undecided, newest.values()):
        within = at + DECIDE_WITHIN
        dues.set_due(case, CHILD, due_at=within, by=by, at=at, reference=UUID(one["id"]))


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
    of_child = consents.rests_on_her_being_a_child(document)
    if document["state"] == ConsentStage.CANNOT_ASK and not of_child:
        dues.set_due(case, RENEWAL, due_at=at + basis_holds(case), by=by, at=at)
    else:
        dues.drop(case, RENEWAL, by=by, at=at)
