"""Her risk: assessed with the aid, raised freely, lowered by a second person with a reason.

Each score and each level set is a sheet of its own with the version of the aid; none is ever
written anew, so that her course can be read back as it was seen at the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import Stale, require
from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.accounts.rows import LoggedRow
from casework.audit.log import record
from casework.cases import decisions, dues, policies, risk_aid, risk_levels
from casework.cases.actions import raising
from casework.cases.actions.record import lock_case, save_case, write_reason
from casework.cases.actions.sheets import put, sheets_of
from casework.cases.codes import NOT_ASKED
from casework.cases.consequences import changed
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case, Sheet
from casework.cases.reasons import RiskReason
from casework.cases.risk_levels import Outcome
from casework.cases.sheets import OpenSheet, SheetKind
from casework.cases.states import READ_ONLY, Risk
from casework.vault.keyring import Keyring

Document = dict[str, Any]

# Hours from an assault within which HIV prophylaxis and emergency contraception can help (reference
# 5.2, H1: to be verified against WHO's clinical guidance before real use).
CARE_WITHIN = (72, 120)
CARE = "post_assault_care"


@dataclass(frozen=True)
class Assessed:
    """What was asked and answered. `version`: of the table whose questions were on the page."""

    version: int
    answers: dict[str, str]
    at_least: Risk = Risk.NOT_SET
    her_rating: str = NOT_ASKED
    words: str = ""
    assault_at: datetime | None = None


@transaction.atomic
def assess(
    case: Case,
    told: Assessed,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    pk: UUID | None = None,
    seen: Risk | None = None,
) -> Sheet:
    """Keep a score, and let the level in clear follow it up, never down, in the same act.

    `seen` is the level that was on the page; raises Stale when it is not the level any more.
    """
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    already = Sheet.objects.filter(pk=pk).first() if pk else None
    if already is not None:
        require(already.case_id == case.pk, "sheet_of_this_case")
        return already
    refuse_stale(case, seen)
    refuse(aid_is_current(told.version))
    before = sheets_of(case, keys, SheetKind.RISK)
    outcome = risk_levels.outcome(told.answers, protocol=asks_about_plan())
    level = risk_levels.highest(outcome.level, told.at_least, Risk(case.risk))
    sheet = put(
        case, SheetKind.RISK, _score(case, told, outcome, level), by=by, at=at, keys=keys, pk=pk
    )
    rows: list[LoggedRow] = [sheet]
    raised = level != case.risk
    if raised:
        decisions.withdraw(case, DecisionKind.LOWER_RISK, by=by, at=at)
        case.risk = level
        save_case(case, "risk")
        rows.append(case)
    record("risk.assessed", case, by=by, at=at, rows=rows)
    if raised:
        raising.ask(case, sheet, by=by, at=at)
    dues.settle(case, "risk_reassess", by=by, at=at)
    _ask_for_care(case, told, before, by=by, at=at)
    changed(case, by=by, at=at)
    return sheet


@transaction.atomic
def set_risk(
    case: Case,
    risk: Risk,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    words: str = "",
    keys: Keyring | None = None,
    seen: Risk | None = None,
) -> None:
    """Raise it freely; lowering waits for a supervisor who does not own the case, with a reason.

    `seen` is the level she decided upon; raises Stale when it is not the level any more.
    """
    lock_case(case, keys, at=at)
    refuse_stale(case, seen)
    lowers = risk_levels.is_lower(risk, case.risk)
    allowed = policies.can_lower_risk if lowers else policies.can_raise_risk
    require(allowed(by, case), allowed.__name__)
    refuse(risk_case_is_open(case), lowering_has_a_reason(lowers, reason))
    _settle_request(case, lowers, by=by, at=at)
    before, case.risk = case.risk, risk
    save_case(case, "risk")
    verb = "risk.lowered" if lowers else "risk.set"
    rows: list[LoggedRow] = []
    if keys is not None:
        rows += _on_paper(case, verb, before, reason, words, by=by, at=at, keys=keys)
    record(verb, case, by=by, at=at, rows=[case, *rows])
    if risk_levels.is_lower(before, risk):
        raising.ask(case, *rows[:1], by=by, at=at)
    changed(case, by=by, at=at)


def _settle_request(case: Case, lowers: bool, *, by: User, at: datetime) -> None:
    """Whoever lowers it decides what was asked for; whoever raises it ends the asking.

    Once it is lowered, nobody needs to look any more at how it was raised.
    """
    if lowers:
        decisions.withdraw(case, DecisionKind.RISK_RAISED, by=by, at=at)
    if not lowers:
        decisions.withdraw(case, DecisionKind.LOWER_RISK, by=by, at=at)
    elif decisions.waiting(case, DecisionKind.LOWER_RISK) is not None:
        decisions.settle(case, DecisionKind.LOWER_RISK, by=by, at=at)


@guard
def risk_case_is_open(case: Case) -> str:
    """A level is set while the case is not closed."""
    closed = case.state in READ_ONLY
    return _("This case is closed; reopen it first.") if closed else ""


@guard
def lowering_has_a_reason(lowers: bool, reason: str) -> str:
    """Whoever lowers a level says why."""
    return _("Say why her risk is lower now.") if lowers and not reason else ""


@guard
def aid_is_current(version: int) -> str:
    """A page that was opened before the questions changed scores nothing."""
    if version == risk_aid.CURRENT:
        return ""
    return _("The questions have changed meanwhile. Open the page anew and answer those.")


def asks_about_plan() -> bool:
    """Only where the house has a page that says what to do when she has a plan to end her life."""
    return bool(settings.SUICIDE_PROTOCOL_PAGE)


def refuse_stale(case: Case, seen: Risk | None) -> None:
    """Of two who decide at once, the second looks again."""
    if seen is not None and case.risk != seen:
        raise Stale


def _score(case: Case, told: Assessed, outcome: Outcome, level: Risk) -> Document:
    table = risk_aid.current()
    asked = {item.code for item in table.asked(told.answers, protocol=asks_about_plan())}
    return {
        "version": outcome.version,
        "items": {code: told.answers.get(code, NOT_ASKED) for code in sorted(asked)},
        "points": outcome.points,
        "unknown": outcome.unknown,
        "critical": list(outcome.critical),
        "flags": list(outcome.flags),
        "computed": outcome.level,
        "level": level,
        "before": case.risk,
        "reachability": case.reachability,
        "her_rating": told.her_rating,
        "words": told.words,
        "assault_at": _minute(_assault_at(told)),
    }


def _ask_for_care(
    case: Case, told: Assessed, before: list[OpenSheet], *, by: User, at: datetime
) -> None:
    """Two deadlines from the hour of the assault, once for each; none that has passed."""
    known = next((old for sheet in reversed(before) if (old := sheet.told.get("assault_at"))), "")
    moment = _assault_at(told)
    if moment is not None and _minute(moment) == known:
        return
    for hours in CARE_WITHIN:
        about, due_at = uuid5(case.pk, f"care within {hours} h"), _after(moment, hours)
        if due_at is not None and due_at > at:
            dues.set_due(case, CARE, due_at=due_at, by=by, at=at, reference=about)
        elif known:
            dues.drop(case, CARE, by=by, at=at, reference=about)


def _assault_at(told: Assessed) -> datetime | None:
    return told.assault_at if told.answers.get("H1") == risk_aid.YES else None


def _after(moment: datetime | None, hours: int) -> datetime | None:
    return moment + timedelta(hours=hours) if moment else None


def _minute(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="minutes") if moment else ""


def _on_paper(
    case: Case,
    verb: str,
    before: str,
    reason: str,
    words: str,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
) -> list[LoggedRow]:
    """The level set without the aid, for her course; why is a fact about her, sealed in a note."""
    score = {"version": 0, "level": case.risk, "before": before, "reason": reason}
    rows: list[LoggedRow] = [put(case, SheetKind.RISK, score, by=by, at=at, keys=keys)]
    if reason:
        told = {"deed": verb, "reason": RiskReason(reason), "risk": case.risk}
        rows.append(write_reason(case, told, words, by=by, at=at, keys=keys))
    return rows
