"""What was opened again for 48 hours and that nobody confirmed closes by itself (reference 3.1).

Run by a worker, which holds no key: nothing is written into the record. Late, or twice, or beside a
supervisor who decides at that moment, it ends the same: whoever holds the case first has decided.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from casework.access.errors import WrongState
from casework.audit import sweeps
from casework.audit.log import record
from casework.cases import decisions, dues, guards
from casework.cases.consequences import changed
from casework.cases.decisions import DecisionKind
from casework.cases.guards import Asked
from casework.cases.models import Case, Decision
from casework.cases.states import Act, CaseState
from casework.vault.models import Letter

LAPSED = "reopening_lapsed"
"""What its caseworker, the supervisors of the desk and whoever reopened it are told."""
OPEN_FOR = timedelta(hours=48)
# A sweep ends after so many; the next minute brings the next.
AT_MOST = 500


def sweep(at: datetime) -> int:
    """Close what has lapsed by `at`; returns how many."""
    waits = Decision.objects.waiting().filter(kind=DecisionKind.REOPENED)
    lapsed = waits.filter(asked_at__lte=at - OPEN_FOR).order_by("asked_at")
    cases = lapsed.values_list("case", flat=True)[:AT_MOST]
    return sweeps.each(cases, lambda case: lapse(case, at))


@transaction.atomic
def lapse(case_id: UUID, at: datetime) -> bool:
    """False where somebody is at it, has decided, or where the table of states does not let it."""
    free = Case.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    case = free.select_related("desk", "owner").filter(pk=case_id).first()
    waits = decisions.waiting(case, DecisionKind.REOPENED) if case else None
    if case is None or waits is None or not _has_lapsed(waits, at):
        return False
    decisions.withdraw(case, by=None, at=at)
    Letter.objects.emergency_of(case.pk).delete()
    case.state, case.closed_at = CaseState.CLOSED, at
    case.raise_revision().save(update_fields=["state", "closed_at", "revision"])
    record("case.lapsed", case, by=None, at=at, rows=[case])
    changed(case, by=None, at=at)
    dues.set_due(case, LAPSED, due_at=at, by=None, at=at, also=waits.asked_by_id)
    return True


def _has_lapsed(waits: Decision, at: datetime) -> bool:
    if waits.asked_at > at - OPEN_FOR:
        return False
    try:
        guards.require(Act.LAPSE, Asked(waits.case, at))
    except WrongState:
        return False
    return True
