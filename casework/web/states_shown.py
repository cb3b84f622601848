"""How each state is shown, everywhere alike: its words, its tone, and the shape beside them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy, pgettext_lazy

RISKS: Final = {
    "critical": gettext_lazy("Immediate danger"),
    "high": gettext_lazy("High risk"),
    "medium": gettext_lazy("Medium risk"),
    "low": gettext_lazy("Low risk"),
    "": gettext_lazy("Risk not set"),
}
CONSENTS: Final = {
    "not_asked": (gettext_lazy("No consent yet"), "wait"),
    "given": (gettext_lazy("Consent given"), "done"),
    "refused": (gettext_lazy("Consent refused"), "stop"),
    "cannot_ask": (gettext_lazy("Cannot be asked for consent"), "warn"),
    "withdrawn": (gettext_lazy("Consent withdrawn"), "stop"),
    "expired": (gettext_lazy("Consent has run out"), "warn"),
}
CASE_STATES: Final = {
    "draft": (pgettext_lazy("case", "Draft"), "wait"),
    "open": (pgettext_lazy("case", "Open"), "go"),
    "on_hold": (pgettext_lazy("case", "On hold"), "wait"),
    "transfer_pending": (pgettext_lazy("case", "To be handed over"), "wait"),
    "transferred": (pgettext_lazy("case", "Handed over"), "quiet"),
    "closure_requested": (pgettext_lazy("case", "To be closed"), "wait"),
    "closed": (pgettext_lazy("case", "Closed"), "quiet"),
    "void": (pgettext_lazy("case", "Begun in error"), "quiet"),
}
REFERRAL_STATES: Final = {
    "draft": (pgettext_lazy("referral", "Draft"), "quiet"),
    "pending_review": (pgettext_lazy("referral", "Waits for review"), "wait"),
    "returned": (pgettext_lazy("referral", "Returned to its author"), "warn"),
    "approved": (pgettext_lazy("referral", "Approved"), "go"),
    "sent": (pgettext_lazy("referral", "Sent"), "go"),
    "accepted": (pgettext_lazy("referral", "Accepted"), "go"),
    "in_progress": (pgettext_lazy("referral", "In progress"), "go"),
    "completed": (pgettext_lazy("referral", "Completed"), "done"),
    "declined": (pgettext_lazy("referral", "Declined"), "stop"),
    "no_response": (pgettext_lazy("referral", "No answer in time"), "warn"),
    "partly_completed": (pgettext_lazy("referral", "Completed in part"), "done"),
    "not_completed": (pgettext_lazy("referral", "Not completed"), "stop"),
    "suspended": (pgettext_lazy("referral", "Suspended, for her safety"), "stop"),
    "recalled": (pgettext_lazy("referral", "Recalled"), "stop"),
    "consent_withdrawn": (pgettext_lazy("referral", "She took her yes back"), "stop"),
    "cancelled": (pgettext_lazy("referral", "Cancelled"), "quiet"),
    "closed": (pgettext_lazy("referral", "Closed"), "quiet"),
    "handed_on": (pgettext_lazy("referral", "Handed over with the case"), "quiet"),
}
STATES: Final = {"case": CASE_STATES, "consent": CONSENTS, "referral": REFERRAL_STATES}
SHAPES: Final = {
    "wait": "clock",
    "go": "next",
    "done": "check",
    "stop": "cross",
    "warn": "warn",
    "quiet": "dot",
}
