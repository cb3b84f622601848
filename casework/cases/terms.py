"""How long what is kept, as the house has set it; and since when a case has been over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from casework.audit.models import AuditEntry
from casework.cases.erasure_codes import REFUSED_AFTER, TERMS, Cause, Kept
from casework.cases.models import Case, KeptFor
from casework.cases.states import CaseState, ConsentState

# Kept in this state for this long; then two people are asked.
CLOCKS: Final = {
    Cause.CLOSED: (CaseState.CLOSED, Kept.CLOSED),
    Cause.TRANSFERRED: (CaseState.TRANSFERRED, Kept.TRANSFERRED),
    Cause.VOID: (CaseState.VOID, Kept.VOID),
}

# The act from which a term is counted, where the case itself does not say when that was.
_BEGAN: Final[dict[str, tuple[str, ...]]] = {
    Cause.TRANSFERRED: ("case.transferred",),
    Cause.VOID: ("case.voided",),
    Cause.UNOPENED: ("case.started",),
    Cause.REFUSED: ("consent.recorded", "consent.withdrawn"),
}


def days(kind: Kept) -> int:
    newest = KeptFor.objects.filter(kind=kind).order_by("-set_at", "-id").first()
    return newest.days if newest else TERMS[kind].days


def term(kind: Kept) -> timedelta:
    return timedelta(days=days(kind))


def began_at(case: Case, cause: str) -> datetime | None:
    """By the log where the case does not say; None where neither does."""
    if cause == Cause.CLOSED:
        return case.closed_at
    acts = AuditEntry.objects.about(case.code).filter(verb__in=_BEGAN[cause])
    return acts.order_by("-number").values_list("at", flat=True).first()


def over_at(case: Case, cause: str) -> datetime | None:
    """When the time is over for which a case is kept; None where that clock does not run."""
    if cause in CLOCKS:
        state, kept = CLOCKS[Cause(cause)]
        runs, wait = case.state == state, term(kept)
    elif cause == Cause.UNOPENED:
        # What waits for a supervisor is late by her doing, not by its writer's.
        runs, wait = case.submitted_at is None, term(Kept.UNOPENED)
    else:
        runs, wait = case.consent in (ConsentState.REFUSED, ConsentState.WITHDRAWN), REFUSED_AFTER
    began = began_at(case, cause) if runs else None
    return began + wait if began else None
