"""How long what is kept, as the house has set it; and since when a case has been over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

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
SAID_NO: Final = (ConsentState.REFUSED, ConsentState.WITHDRAWN)

# The act from which a term is counted, where the case itself does not say when that was.
_BEGAN: Final[dict[str, tuple[str, ...]]] = {
    Cause.TRANSFERRED: ("case.transferred",),
    Cause.VOID: ("case.voided",),
    # What a supervisor gave back has its whole time again.
    Cause.UNOPENED: ("case.started", "case.given_back"),
    Cause.REFUSED: ("consent.recorded", "consent.withdrawn"),
}


def days(kind: Kept) -> int:
    newest = KeptFor.objects.filter(kind=kind).order_by("-set_at", "-id").first()
    return newest.days if newest else TERMS[kind].days


def term(kind: Kept) -> timedelta:
    return timedelta(days=days(kind))


def log_kept_since(at: datetime) -> datetime:
    """What is older may go from the log: by its own years, and a year after the longest of the
    terms that are counted from what it says.
    """
    longest = max(term(kind) for kind in (Kept.TRANSFERRED, Kept.VOID, Kept.ACCOUNT))
    year = timedelta(days=365)
    return at - max(settings.AUDIT_YEARS * year, longest + year)


def began_at(case: Case, cause: str) -> datetime | None:
    """By the log where the case does not say; None where neither does."""
    if cause == Cause.CLOSED:
        return case.closed_at
    acts = AuditEntry.objects.about(case.code).filter(verb__in=_BEGAN[cause])
    return acts.order_by("-number").values_list("at", flat=True).first()


def over_at(case: Case, cause: str) -> datetime | None:
    """When the time is over for which a case is kept; None where that clock does not run."""
    if cause in CLOCKS:
        runs = case.state == CLOCKS[Cause(cause)][0]
    elif cause == Cause.UNOPENED:
        # What waits for a supervisor is late by her doing, not by its writer's.
        runs = case.submitted_at is None
    else:
        runs = case.consent in SAID_NO
    began = began_at(case, cause) if runs else None
    return began + _wait(cause) if began else None


def may_be_over(cause: Cause, at: datetime) -> Q:
    """For a sweep, of cases whose clock runs: those whose time is not still to come. `over_at` has
    the last word.
    """
    began_by = at - _wait(cause)
    if cause == Cause.CLOSED:
        return Q(closed_at__lte=began_by)
    acts = AuditEntry.objects.filter(subject_code=OuterRef("code"), verb__in=_BEGAN[cause])
    return ~Q(Exists(acts.filter(at__gt=began_by)))


def _wait(cause: str) -> timedelta:
    if cause == Cause.REFUSED:
        return REFUSED_AFTER
    return term(Kept.UNOPENED if cause == Cause.UNOPENED else CLOCKS[Cause(cause)][1])
