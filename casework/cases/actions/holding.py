"""A case on hold, while she cannot be reached safely or wants a pause; and a draft ended."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from casework.access.errors import require
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import decisions, dues, guards, policies
from casework.cases.actions import emergency
from casework.cases.actions.files import UNOPENED
from casework.cases.actions.record import lock_case, save_case, write_reason
from casework.cases.consequences import changed
from casework.cases.dates import morning
from casework.cases.decisions import DecisionKind
from casework.cases.guards import Asked
from casework.cases.models import Case, Note
from casework.cases.reasons import HoldReason, ResumeReason, VoidReason
from casework.cases.states import Act, CaseState
from casework.vault.keyring import Keyring

# Her caseworker's task, on the day that the hold names.
REVIEW = "hold_review"


@transaction.atomic
def hold(
    case: Case,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    reason: str,
    review_on: date,
    words: str = "",
    once: UUID | None = None,
) -> None:
    """Pause at once, until a review in 30 days at most; a second person confirms it.

    The review is done by going on with the case, or by putting it on hold once more. `once` comes
    from the form, so that a doubled submit is no review.
    """
    lock_case(case, keys, at=at)
    require(policies.can_hold(by, case), "can_hold")
    pk = uuid5(case.pk, f"hold {once}") if once else None
    if pk and Note.objects.filter(pk=pk).exists():
        return
    told = {"reason": HoldReason(reason).value, "review_on": review_on.isoformat()}
    guards.require(Act.HOLD, Asked(case, at, dict(told)))
    deed = {"deed": "case.held"} | told
    note = write_reason(case, deed, words, by=by, at=at, keys=keys, pk=pk)
    case.state = CaseState.ON_HOLD
    save_case(case, "state")
    decisions.ask(case, DecisionKind.HELD, by=by, at=at, note=note)
    record("case.held", case, by=by, at=at, rows=[case, note])
    changed(case, by=by, at=at)
    dues.settle(case, REVIEW, by=by, at=at)
    dues.set_due(case, REVIEW, due_at=morning(review_on, by), by=by, at=at)


@transaction.atomic
def resume(
    case: Case, *, by: User, at: datetime, keys: Keyring, reason: str, words: str = ""
) -> None:
    """Go on: it is known that it is her, or the case was reviewed."""
    lock_case(case, keys, at=at)
    require(policies.can_hold(by, case), "can_hold")
    guards.require(Act.RESUME, Asked(case, at))
    told = {"deed": "case.resumed", "reason": ResumeReason(reason).value}
    _resume(case, told, words, by=by, at=at, keys=keys)


@transaction.atomic
def reverse(case: Case, *, by: User, at: datetime, keys: Keyring, words: str = "") -> None:
    """A second person says that the work goes on."""
    lock_case(case, keys, at=at)
    guards.require(Act.RESUME, Asked(case, at))
    decisions.settle(case, DecisionKind.HELD, by=by, at=at)
    _resume(case, {"deed": "case.resumed"}, words, by=by, at=at, keys=keys)


@transaction.atomic
def void(
    case: Case, *, by: User, at: datetime, keys: Keyring, reason: str, words: str = ""
) -> None:
    """End a draft that was begun in error; it is counted nowhere."""
    lock_case(case, keys, at=at)
    require(policies.can_void(by, case), "can_void")
    guards.require(Act.VOID, Asked(case, at))
    told = {"deed": "case.voided", "reason": VoidReason(reason).value}
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    decisions.withdraw(case, by=by, at=at)
    emergency.drop(case)
    case.state = CaseState.VOID
    save_case(case, "state")
    record("case.voided", case, by=by, at=at, rows=[case, note])
    changed(case, by=by, at=at)
    dues.drop(case, UNOPENED, by=by, at=at)


def _resume(
    case: Case, told: dict[str, str], words: str, *, by: User, at: datetime, keys: Keyring
) -> None:
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    decisions.withdraw(case, DecisionKind.HELD, by=by, at=at)
    case.state = CaseState.OPEN
    save_case(case, "state")
    record("case.resumed", case, by=by, at=at, rows=[case, note])
    dues.settle(case, REVIEW, by=by, at=at)
    changed(case, by=by, at=at)
