"""What was asked for or done, in short: beside the words, for each kind of decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from casework.cases import guards
from casework.cases.actions.consent import consent_documents
from casework.cases.actions.files import section_documents
from casework.cases.actions.raising import level_before
from casework.cases.actions.sheets import sheets_of
from casework.cases.answers import together
from casework.cases.consents import SERVICES, covers_transfer, latest
from casework.cases.decisions import DecisionKind
from casework.cases.fields import CONSENT, field
from casework.cases.lapses import OPEN_FOR
from casework.cases.models import Case, Decision
from casework.cases.reasons import HoldReason, ReopeningReason, RiskReason, StopReason
from casework.cases.scores import last_assessed, scores
from casework.cases.sheets import SheetKind
from casework.cases.states import Risk
from casework.cases.transfers import DeskReason, TransferReason
from casework.referrals.queries import partner_names
from casework.vault.keyring import Keyring
from casework.web.assessment.shown import reasons
from casework.web.cases.wording import in_words
from casework.web.decisions import handed

_OF_INTAKE = (
    "immediate_danger", "speaking_herself", "under_18", "may_contact", "most_urgent",
    "information_source", "reliability",
)  # fmt: skip
_OF_CONSENT = frozenset({"cannot_ask_reason", "child_basis", "limits"})
Facts = list[tuple[str, str]]
Document = dict[str, Any]


def facts_of(decision: Decision, case: Case, keys: Keyring) -> Facts:
    """From the note that says why, and from the sheet that raised a level."""
    kind = DecisionKind(decision.kind)
    if kind in handed.ANSWERS:
        return handed.facts(decision, case, keys)
    if kind is DecisionKind.RISK_RAISED:
        return [*_raised(case, level_before(decision, keys)), *_by_the_aid(case, keys)]
    if kind in (DecisionKind.OPENING, DecisionKind.OPENED):
        return [*_intake(case, keys), *_by_the_aid(case, keys)]
    if kind is DecisionKind.CONTACT_STOPPED and decision.note is None:
        return [(_("Why"), _("Her safe-contact plan says no."))]
    if kind not in _OF_NOTE or decision.note is None:
        return []
    told = keys.open_document(decision.note)
    beside = _her_yes(case, told, keys) if kind is DecisionKind.TRANSFER else []
    beside += _by_the_aid(case, keys) if kind is DecisionKind.LOWER_RISK else []
    return [*_OF_NOTE[kind](case, told), *beside]


def _intake(case: Case, keys: Keyring) -> Facts:
    """What an opening hangs on: who speaks, her age, contact, what she needs, and her consent."""
    told = together(section_documents(case, keys))
    facts = [(str(row.label), in_words(row, told)) for row in map(field, _OF_INTAKE)]
    answer = latest(consent_documents(case, keys)).get(SERVICES, {})
    facts += [(str(row.label), in_words(row, answer)) for row in CONSENT if row.name in _OF_CONSENT]
    return [(term, words) for term, words in facts if words]


def _raised(case: Case, before: str | None) -> Facts:
    was = [] if before is None else [(_("Before"), str(Risk(before).label))]
    return [*was, (_("Now"), str(Risk(case.risk).label))]


def _by_the_aid(case: Case, keys: Keyring) -> Facts:
    """What the newest assessment found."""
    last = last_assessed(scores(sheets_of(case, keys, SheetKind.RISK)))
    found = reasons(last) if last else []
    return [(title, "; ".join(map(str, items))) for title, items in found]


def _lower(case: Case, told: Document) -> Facts:
    return [
        (_("Now"), str(Risk(case.risk).label)),
        (_("Asked for"), str(Risk(told["risk"]).label)),
        (_("Why"), str(RiskReason(told["reason"]).label)),
    ]


def _held(case: Case, told: Document) -> Facts:
    review = date_format(date.fromisoformat(told["review_on"]), "DATE_FORMAT")
    return [(_("Why"), str(HoldReason(told["reason"]).label)), (_("Next review"), review)]


def _reopened(case: Case, told: Document) -> Facts:
    why = [(_("Why"), str(ReopeningReason(told["reason"]).label))]
    if case.reopened_at is None:
        return why
    ends = date_format(localtime(case.reopened_at + OPEN_FOR), "DATETIME_FORMAT")
    return [*why, (_("Closes again by itself"), ends)]


def _other_desk(case: Case, told: Document) -> Facts:
    desk, owner = guards.desk_of(told), guards.owner_of(told)
    return [
        (_("To"), desk.name if desk else ""),
        (_("Who goes on with it"), owner.name if owner else _("nobody named yet")),
        (_("Why"), str(DeskReason(told["reason"]).label)),
    ]


def _stopped(case: Case, told: Document) -> Facts:
    return [(_("Why"), str(StopReason(told["reason"]).label))]


def _organisation(case: Case, told: Document) -> Facts:
    return [
        (_("To"), partner_names().get(told["receiver"], "")),
        (_("Why"), str(TransferReason(told["reason"]).label)),
    ]


def _her_yes(case: Case, told: Document, keys: Keyring) -> Facts:
    said = covers_transfer(consent_documents(case, keys), told["receiver"], on=localdate())
    return [(_("Her yes to it"), said or _("given, and it holds"))]


_OF_NOTE: dict[DecisionKind, Callable[[Case, Document], Facts]] = {
    DecisionKind.LOWER_RISK: _lower,
    DecisionKind.TRANSFER: _organisation,
    DecisionKind.DESK_TRANSFER: _other_desk,
    DecisionKind.HELD: _held,
    DecisionKind.REOPENED: _reopened,
    DecisionKind.CONTACT_STOPPED: _stopped,
}
