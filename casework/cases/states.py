"""The case file: its states, and what may follow what (reference 3.1).

`TRANSITIONS` is the whole truth and meant to be read; `manage.py states case` prints it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

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
    ERASED = "erased", _("erased")


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
READ_ONLY = frozenset({CaseState.CLOSED, CaseState.VOID, CaseState.TRANSFERRED, CaseState.ERASED})


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

    NOT_ASKED = "not_asked", _("none yet")  # nor when she answers later, or not now
    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    CANNOT_ASK = "cannot_ask", _("she cannot be asked")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Who(models.TextChoices):
    WORKER = "worker", _("its caseworker")
    SECOND = "second", _("a second person, who did not ask for it")
    SUPERVISOR = "supervisor", _("a supervisor of the desk")
    SYSTEM = "system", _("by itself")


class Act(models.TextChoices):
    OPEN = "open", _("open it")
    OPEN_AT_ONCE = "open_at_once", _("open it at once, in danger")
    VOID = "void", _("end what was begun in error")
    HOLD = "hold", _("put it on hold")
    RESUME = "resume", _("go on with it")
    ASK_CLOSING = "ask_closing", _("ask to close it")
    CLOSE = "close", _("close it")
    RETURN_CLOSING = "return_closing", _("go on instead of closing it")
    REOPEN = "reopen", _("reopen it")
    UPHOLD_REOPENING = "uphold_reopening", _("confirm that it was reopened")
    REVERSE_REOPENING = "reverse_reopening", _("close it again")
    CHANGE_DESK = "change_desk", _("give it to another desk")
    LAPSE = "lapse", _("close again what nobody confirmed for 48 hours")
    AGREE_TRANSFER = "agree_transfer", _("agree to another organisation taking it over")
    TAKEN_OVER = "taken_over", _("note that the other organisation took it over")
    NOT_HANDED_OVER = "not_handed_over", _("go on here instead of handing it over")
    END_SILENT = "end_silent", _("go on here after 14 days without an answer")
    STOP_TRANSFER = "stop_transfer", _("go on here, since she was taken or took her yes back")
    GIVEN_BACK = "given_back", _("take it back from the other organisation")
    ERASE = "erase", _("erase it")
    EXPIRE = "expire", _("erase a draft that nobody opened, or that she refused")


class Edge(NamedTuple):
    """By this act, from this state, to that one; who may, and the guards that must hold.

    `reasons` names the list of which one is given (in `reasons`, `closing` or `transfers`).
    """

    act: Act
    before: CaseState
    after: CaseState
    who: Who
    guards: tuple[str, ...] = ()
    reasons: str = ""


_S = CaseState
_PENDING = CaseState.TRANSFER_PENDING
_ASKED = (
    "reopening_is_settled",
    "checklist_complete",
    "unmet_is_explained",
    "no_live_referral",
    "risk_allows_closing",
    "a_year_without_news",
)
_UPHELD = ("consent_asked_again", "risk_assessed_again")
_CLOSED = ("no_live_referral", "three_safe_attempts", "told_she_may_return")
_TO_A_DESK = (
    "desk_can_take_it",
    "owner_is_of_that_desk",
    "decider_gains_nothing",
    "no_emergency_to_review",
    "summary_written",
)
_AGREED = (
    "reopening_is_settled",
    "she_agreed_to_receiver",
    "receiver_can_take_it",
    "summary_written",
)
_TAKEN_OVER = ("she_agreed_to_receiver", "accepted_in_writing", "no_live_referral")
_ERASED = ("two_agreed", "time_is_over", "not_under_hold", "no_live_referral")

TRANSITIONS: tuple[Edge, ...] = (
    Edge(Act.OPEN, _S.DRAFT, _S.OPEN, Who.SECOND, ("nothing_missing",)),
    Edge(Act.OPEN_AT_ONCE, _S.DRAFT, _S.OPEN, Who.WORKER, ("not_refused",)),
    Edge(Act.VOID, _S.DRAFT, _S.VOID, Who.WORKER, ("no_referral_sent",), "VoidReason"),
    Edge(Act.HOLD, _S.OPEN, _S.ON_HOLD, Who.WORKER, ("reviewed_within_30_days",), "HoldReason"),
    Edge(Act.HOLD, _S.ON_HOLD, _S.ON_HOLD, Who.WORKER, ("reviewed_within_30_days",), "HoldReason"),
    Edge(Act.RESUME, _S.ON_HOLD, _S.OPEN, Who.WORKER, (), "ResumeReason"),
    Edge(Act.ASK_CLOSING, _S.OPEN, _S.CLOSURE_REQUESTED, Who.WORKER, _ASKED, "ClosingReason"),
    Edge(Act.ASK_CLOSING, _S.ON_HOLD, _S.CLOSURE_REQUESTED, Who.WORKER, _ASKED, "ClosingReason"),
    Edge(Act.CLOSE, _S.CLOSURE_REQUESTED, _S.CLOSED, Who.SECOND, _CLOSED),
    Edge(Act.RETURN_CLOSING, _S.CLOSURE_REQUESTED, _S.OPEN, Who.SECOND, ("comment_written",)),
    Edge(Act.REOPEN, _S.CLOSED, _S.OPEN, Who.WORKER, (), "ReopeningReason"),
    Edge(Act.UPHOLD_REOPENING, _S.OPEN, _S.OPEN, Who.SECOND, _UPHELD),
    Edge(Act.UPHOLD_REOPENING, _S.ON_HOLD, _S.ON_HOLD, Who.SECOND, _UPHELD),
    Edge(Act.REVERSE_REOPENING, _S.OPEN, _S.CLOSED, Who.SECOND, ("no_live_referral",)),
    Edge(Act.CHANGE_DESK, _S.OPEN, _S.OPEN, Who.SECOND, _TO_A_DESK, "DeskReason"),
    Edge(Act.CHANGE_DESK, _S.ON_HOLD, _S.ON_HOLD, Who.SECOND, _TO_A_DESK, "DeskReason"),
    Edge(Act.REVERSE_REOPENING, _S.ON_HOLD, _S.CLOSED, Who.SECOND, ("no_live_referral",)),
    Edge(Act.LAPSE, _S.OPEN, _S.CLOSED, Who.SYSTEM, ("no_live_referral",)),
    Edge(Act.LAPSE, _S.ON_HOLD, _S.CLOSED, Who.SYSTEM, ("no_live_referral",)),
    Edge(Act.AGREE_TRANSFER, _S.OPEN, _PENDING, Who.SECOND, _AGREED, "TransferReason"),
    Edge(Act.AGREE_TRANSFER, _S.ON_HOLD, _PENDING, Who.SECOND, _AGREED, "TransferReason"),
    Edge(Act.TAKEN_OVER, _PENDING, _S.TRANSFERRED, Who.SUPERVISOR, _TAKEN_OVER),
    Edge(Act.NOT_HANDED_OVER, _PENDING, _S.OPEN, Who.SUPERVISOR, (), "NotHandedOver"),
    Edge(Act.END_SILENT, _PENDING, _S.OPEN, Who.SYSTEM, ("silent_for_14_days",)),
    Edge(Act.STOP_TRANSFER, _PENDING, _S.OPEN, Who.SYSTEM),
    Edge(Act.GIVEN_BACK, _S.TRANSFERRED, _S.OPEN, Who.SUPERVISOR, (), "GivenBack"),
    # While somebody is helped, at her own request alone (`time_is_over`).
    Edge(Act.ERASE, _S.OPEN, _S.ERASED, Who.SECOND, _ERASED, "Cause"),
    Edge(Act.ERASE, _S.ON_HOLD, _S.ERASED, Who.SECOND, _ERASED, "Cause"),
    Edge(Act.ERASE, _S.CLOSURE_REQUESTED, _S.ERASED, Who.SECOND, _ERASED, "Cause"),
    Edge(Act.ERASE, _S.CLOSED, _S.ERASED, Who.SECOND, _ERASED, "Cause"),
    Edge(Act.ERASE, _S.VOID, _S.ERASED, Who.SECOND, _ERASED, "Cause"),
    Edge(Act.ERASE, _S.TRANSFERRED, _S.ERASED, Who.SECOND, _ERASED, "Cause"),
    Edge(Act.EXPIRE, _S.DRAFT, _S.ERASED, Who.SYSTEM, ("time_is_over", "not_under_hold"), "Cause"),
)

# Sorts behind every real moment: nothing is due.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def require(current: str, act: Act) -> Edge:
    """The row of `TRANSITIONS` for `act` from here. Raises WrongState with what is possible."""
    possible = [edge for edge in TRANSITIONS if edge.before == current]
    for edge in possible:
        if edge.act == act:
            return edge
    by_people = dict.fromkeys(str(e.act.label) for e in possible if e.who != Who.SYSTEM)
    acts = ", ".join(by_people) or _("nothing more")
    raise WrongState(
        _("The case is “%(now)s”; from here is possible: %(possible)s.")
        % {"now": CaseState(current).label, "possible": acts}
    )
