"""The case file: its states, and what may follow what (reference 3.1, as far as the data exist)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.access.errors import WrongState


class CaseState(models.TextChoices):
    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    ON_HOLD = "on_hold", _("on hold")
    TRANSFER_PENDING = "transfer_pending", _("to be handed to another organisation")
    TRANSFERRED = "transferred", _("handed to another organisation")
    CLOSURE_REQUESTED = "closure_requested", _("asked to be closed")
    CLOSED = "closed", _("closed")
    VOID = "void", _("begun in error")


# She is being helped: what is due is reminded of, and she counts in the desk's load.
LIVING = frozenset(
    {
        CaseState.OPEN,
        CaseState.ON_HOLD,
        CaseState.TRANSFER_PENDING,
        CaseState.CLOSURE_REQUESTED,
    }
)
# Nothing more is written into the record; a trigger of the database refuses it too.
READ_ONLY = frozenset({CaseState.CLOSED, CaseState.VOID, CaseState.TRANSFERRED})


class Risk(models.TextChoices):
    NOT_SET = "", _("not set")
    CRITICAL = "critical", _("immediate danger")
    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class Reachability(models.TextChoices):
    REACHABLE = "reachable", _("reachable")
    NO_SAFE_CONTACT = "no_safe_contact", _("no safe contact")
    IN_CUSTODY = "in_custody", _("in custody")
    RETURNED = "returned", _("returned by force")
    LOST = "lost", _("no news")


class ConsentState(models.TextChoices):
    """Of the purpose `case_services`; every other purpose is sealed."""

    NOT_ASKED = "not_asked", _("not asked")
    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    CANNOT_ASK = "cannot_ask", _("she cannot be asked")
    WITHDRAWN = "withdrawn", _("withdrawn")


# from -> to: what may follow what.
TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.DRAFT: frozenset({CaseState.OPEN}),
    CaseState.OPEN: frozenset({CaseState.CLOSED}),
    CaseState.ON_HOLD: frozenset({CaseState.OPEN}),
    CaseState.TRANSFER_PENDING: frozenset({CaseState.OPEN}),
    CaseState.TRANSFERRED: frozenset({CaseState.OPEN}),
    CaseState.CLOSURE_REQUESTED: frozenset({CaseState.OPEN}),
    CaseState.CLOSED: frozenset({CaseState.OPEN}),
    CaseState.VOID: frozenset(),
}

# Sorts behind every real moment: nothing is due.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def require(current: CaseState, target: CaseState) -> None:
    if target not in TRANSITIONS[current]:
        possible = ", ".join(str(CaseState(state).label) for state in TRANSITIONS[current])
        raise WrongState(
            _("The case is “%(now)s”; from here it can become: %(possible)s.")
            % {"now": CaseState(current).label, "possible": possible}
        )
