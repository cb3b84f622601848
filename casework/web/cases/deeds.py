"""What a note is, and what was decided by it, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework.cases.closing import ClosingReason
from casework.cases.decisions import DecisionKind
from casework.cases.notes import NoteKind
from casework.cases.reasons import (
    EmergencyReason,
    GivingBackReason,
    HoldReason,
    ReopeningReason,
    ResumeReason,
    ReviewFinding,
    RiskReason,
    StopReason,
    VoidReason,
)
from casework.cases.states import Risk
from casework.cases.transfers import DeskReason, GivenBack, NotHandedOver, TransferReason

Document = dict[str, Any]


def title_of(number: int, told: Document) -> str:
    """What a note is, or what was decided by it. `told` is its sealed document."""
    kind = told.get("kind", NoteKind.NOTE)
    if kind == NoteKind.DECISION:
        return _deed(told)
    label = NoteKind(kind).label if kind in NoteKind.values else NoteKind.NOTE.label
    if kind == NoteKind.NOTE:
        return f"{label} {number}"
    return _("%(what)s (note %(number)s)") % {"what": label, "number": number}


_DEEDS: dict[str, type[Any]] = {
    "case.given_back": GivingBackReason,
    "case.closed": ClosingReason,
    "case.closing_asked": ClosingReason,
    "case.held": HoldReason,
    "case.desk_change_asked": DeskReason,
    "case.transfer_asked": TransferReason,
    "case.transfer_ended": NotHandedOver,
    "case.given_back_to_us": GivenBack,
    "case.resumed": ResumeReason,
    "case.voided": VoidReason,
    "contact.stopped": StopReason,
    "decision.confirmed": DecisionKind,
    "decision.questioned": DecisionKind,
    "case.reopened": ReopeningReason,
    "risk.set": RiskReason,
    "risk.lowered": RiskReason,
    "risk.lower_asked": RiskReason,
    "break_glass.asked": EmergencyReason,
    "break_glass.opened": EmergencyReason,
    "break_glass.reviewed": ReviewFinding,
}


def _deed(told: Document) -> str:
    deed, reason = told.get("deed", ""), told.get("reason", "")
    done = {
        "case.given_back": _("Given back"),
        "case.opened": _("Opened"),
        "case.closed": _("Closed"),
        "case.closed_again": _("Closed again"),
        "case.closing_asked": _("Closing asked for"),
        "case.goes_on": _("Not closed, the work goes on"),
        "case.held": _("Put on hold"),
        "case.desk_change_asked": _("Another desk asked for"),
        "case.desk_left": _("Given to another desk"),
        "case.desk_kept": _("Stays on its desk"),
        "case.transfer_asked": _("Handing over to another organisation asked for"),
        "case.transfer_agreed": _("Handing over agreed to"),
        "case.transfer_kept": _("Stays in the house"),
        "case.transferred": _("Taken over by another organisation"),
        "case.transfer_ended": _("Not handed over, the work goes on"),
        "case.given_back_to_us": _("Given back by the other organisation"),
        "case.resumed": _("Gone on with"),
        "case.voided": _("Begun in error"),
        "contact.stopped": _("Contact stopped"),
        "contact.taken_up": _("Contact may be taken up again"),
        "decision.confirmed": _("Confirmed"),
        "decision.questioned": _("Questioned"),
        "case.reopened": _("Reopened"),
        "risk.set": _("Risk set to “%s”"),
        "risk.lowered": _("Risk lowered to “%s”"),
        "risk.lower_asked": _("Asked to lower the risk to “%s”"),
        "risk.set_back": _("Risk set back to “%s”"),
        "risk.kept": _("Risk stays “%s”"),
        "break_glass.asked": _("%s asked to open it in an emergency"),
        "break_glass.opened": _("Opened to %s for an hour, in an emergency"),
        "break_glass.reviewed": _("Opening in an emergency reviewed"),
    }.get(deed, NoteKind.DECISION.label)
    if "%s" in done:
        done = str(done) % (told.get("asked_by") or Risk(told.get("risk", "")).label)
    reasons = dict(_DEEDS[deed].choices) if deed in _DEEDS else {}
    if deed == "case.given_back":  # the words beside it say why
        reasons.pop(GivingBackReason.OTHER.value, None)
    return f"{done}: {reasons[reason]}" if reason in reasons else str(done)
