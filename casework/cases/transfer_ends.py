"""A handing over ends by itself: the other organisation is silent, or nothing may leave any more.

Done by a worker too, which holds no key: nothing is opened or sealed for it. Late, or twice, or
beside a supervisor who writes down an answer at that moment, it ends the same: whoever holds the
case first has decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q

from casework.accounts.models import User
from casework.audit import sweeps
from casework.audit.log import record
from casework.cases import decisions, dues, guards
from casework.cases.consents import covers_transfer
from casework.cases.consequences import changed
from casework.cases.decisions import DecisionKind
from casework.cases.guards import Asked
from casework.cases.models import Case
from casework.cases.states import Act, CaseState
from casework.cases.transfers import ANSWER_WITHIN

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring

ANSWER = "transfer_answer"
"""Her caseworker's task: until then the other organisation answers."""
ENDED = "transfer_ended"
"""Her caseworker's task: it ended by itself, and the work goes on here."""
# A sweep ends after so many; the next minute brings the next.
AT_MOST = 500

_AGREED = Q(decisions__kind=DecisionKind.TRANSFER, decisions__decided_by__isnull=False)


def sweep(at: datetime) -> int:
    """End what nobody answered in time; returns how many."""
    pending = Case.objects.filter(state=CaseState.TRANSFER_PENDING)
    agreed = pending.annotate(agreed_at=Max("decisions__decided_at", filter=_AGREED))
    silent = agreed.filter(agreed_at__lte=at - ANSWER_WITHIN).order_by("agreed_at")
    cases = silent.values_list("pk", flat=True)[:AT_MOST]
    return sweeps.each(cases, lambda case: end_silent(case, at))


@transaction.atomic
def end_silent(case_id: UUID, at: datetime) -> bool:
    """False where somebody is at it, or has written down an answer."""
    free = Case.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    still = free.select_related("desk", "owner").filter(state=CaseState.TRANSFER_PENDING)
    case = still.filter(pk=case_id).first()
    if case is None:
        return False
    agreed_at = decisions.agreed(case, DecisionKind.TRANSFER).decided_at
    guards.require(Act.END_SILENT, Asked(case, at, {"agreed_at": agreed_at}))
    _go_on(case, "case.transfer_silent", by=None, at=at)
    return True


def stop(case: Case, *, by: User, at: datetime) -> None:
    """She was arrested, handed over, or took her yes back; the caller holds the case.

    What was only asked for so far is asked no more. Nothing happens where nothing was.
    """
    decisions.withdraw(case, DecisionKind.TRANSFER, by=by, at=at)
    if case.state == CaseState.TRANSFER_PENDING:
        guards.require(Act.STOP_TRANSFER, Asked(case, at))
        _go_on(case, "case.transfer_stopped", by=by, at=at)


def stop_without_consent(
    case: Case,
    consents: Sequence[dict[str, Any]],
    *,
    on: date,
    by: User,
    at: datetime,
    keys: Keyring,
) -> None:
    """Whatever is under way rests on her yes; `consents` are her answers with the newest."""
    decision = decisions.waiting(case, DecisionKind.TRANSFER)
    if decision is None and case.state == CaseState.TRANSFER_PENDING:
        decision = decisions.agreed(case, DecisionKind.TRANSFER)
    if decision is None:
        return
    if covers_transfer(consents, decisions.told(decision, keys)["receiver"], on=on):
        stop(case, by=by, at=at)


def _go_on(case: Case, verb: str, *, by: User | None, at: datetime) -> None:
    case.state = CaseState.OPEN
    case.raise_revision().save(update_fields=["state", "revision"])
    record(verb, case, by=by, at=at, rows=[case])
    dues.drop(case, ANSWER, by=by, at=at)
    dues.set_due(case, ENDED, due_at=at, by=by, at=at)
    changed(case, by=by, at=at)
