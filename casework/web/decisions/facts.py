"""What was asked for or done, in short: beside the words, for each kind of decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from casework.cases import guards
from casework.cases.actions.raising import level_before
from casework.cases.decisions import DecisionKind
from casework.cases.lapses import OPEN_FOR
from casework.cases.models import Case, Decision
from casework.cases.reasons import HoldReason, ReopeningReason, RiskReason, StopReason
from casework.cases.states import Risk
from casework.cases.transfers import DeskReason
from casework.vault.keyring import Keyring

Facts = list[tuple[str, str]]
Document = dict[str, Any]


def facts_of(decision: Decision, case: Case, keys: Keyring) -> Facts:
    """From the note that says why, and from the sheet that raised a level."""
    kind = DecisionKind(decision.kind)
    if kind is DecisionKind.RISK_RAISED:
        return _raised(case, level_before(decision, keys))
    if kind is DecisionKind.CONTACT_STOPPED and decision.note is None:
        return [(_("Why"), _("Her safe-contact plan says no."))]
    if kind not in _OF_NOTE or decision.note is None:
        return []
    return _OF_NOTE[kind](case, keys.open_document(decision.note))


def _raised(case: Case, before: str | None) -> Facts:
    was = [] if before is None else [(_("Before"), str(Risk(before).label))]
    return [*was, (_("Now"), str(Risk(case.risk).label))]


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


_OF_NOTE: dict[DecisionKind, Callable[[Case, Document], Facts]] = {
    DecisionKind.LOWER_RISK: _lower,
    DecisionKind.DESK_TRANSFER: _other_desk,
    DecisionKind.HELD: _held,
    DecisionKind.REOPENED: _reopened,
    DecisionKind.CONTACT_STOPPED: _stopped,
}
