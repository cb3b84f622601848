"""Another organisation takes the case over: asked for, agreed to, answered; and it comes back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from casework.access.errors import require
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import consent_terms, decisions, dues, guards, policies, transfer_ends
from casework.cases.actions import emergency, plan, second_person
from casework.cases.actions.consent import consent_documents, day_of
from casework.cases.actions.record import lock_case, save_case, write_reason
from casework.cases.consequences import changed
from casework.cases.decisions import DecisionKind
from casework.cases.guards import Asked
from casework.cases.models import Case, Decision
from casework.cases.states import Act, CaseState
from casework.cases.transfers import ANSWER_WITHIN, GivenBack, NotHandedOver, TransferReason
from casework.vault.keyring import Keyring


@transaction.atomic
def ask(
    case: Case,
    *,
    receiver: str,
    reason: str,
    summary: str,
    by: User,
    at: datetime,
    keys: Keyring,
) -> None:
    """Ask a second person; `receiver` is the id of its row in the directory of partners.

    `summary` is what the other organisation must know; nothing is sent from here.
    """
    lock_case(case, keys, at=at)
    require(policies.can_ask_transfer(by, case), "can_ask_transfer")
    reason = TransferReason(reason).value
    told = {"deed": "case.transfer_asked", "reason": reason, "receiver": receiver}
    facts = told | {"summary": summary} | _now(case, by=by, at=at, keys=keys)
    guards.require(Act.AGREE_TRANSFER, Asked(case, at, facts))
    second_person.ask(case, DecisionKind.TRANSFER, told, summary, by=by, at=at, keys=keys)


@transaction.atomic
def agree(case: Case, *, by: User, at: datetime, keys: Keyring, words: str = "") -> None:
    """The other organisation may be asked now, and has 14 days to answer."""
    lock_case(case, keys, at=at)
    decision = decisions.settle(case, DecisionKind.TRANSFER, by=by, at=at)
    facts = decisions.told(decision, keys) | _now(case, by=by, at=at, keys=keys)
    guards.require(Act.AGREE_TRANSFER, Asked(case, at, facts))
    # A pause ends with it, and another desk is not asked while another organisation is.
    no_more = (DecisionKind.HELD, DecisionKind.DESK_TRANSFER)
    decisions.withdraw(case, *no_more, by=by, at=at)
    told = {"deed": "case.transfer_agreed"}
    _pass(case, CaseState.TRANSFER_PENDING, told, words, by=by, at=at, keys=keys)
    dues.set_due(case, transfer_ends.ANSWER, due_at=at + ANSWER_WITHIN, by=by, at=at)


@transaction.atomic
def keep(case: Case, *, by: User, at: datetime, keys: Keyring, words: str = "") -> None:
    """A second person says no: nothing leaves the house."""
    lock_case(case, keys, at=at)
    told = {"deed": "case.transfer_kept"}
    second_person.decline(case, DecisionKind.TRANSFER, told, words, by=by, at=at, keys=keys)


@transaction.atomic
def taken_over(
    case: Case,
    *,
    accepted_on: date,
    by: User,
    at: datetime,
    keys: Keyring,
    words: str = "",
) -> None:
    """They said yes in writing: from here on the record is read and no longer written."""
    lock_case(case, keys, at=at)
    require(policies.can_answer_transfer(by, case), "can_answer_transfer")
    told = {"deed": "case.transferred", "accepted_on": accepted_on.isoformat()}
    guards.require(Act.TAKEN_OVER, _answered(case, told, by=by, at=at, keys=keys))
    decisions.withdraw(case, by=by, at=at)
    emergency.drop(case)
    _pass(case, CaseState.TRANSFERRED, told, words, by=by, at=at, keys=keys)


@transaction.atomic
def not_handed_over(
    case: Case, *, reason: str, by: User, at: datetime, keys: Keyring, words: str = ""
) -> None:
    """They said no, or we took it back: the work goes on here."""
    lock_case(case, keys, at=at)
    require(policies.can_answer_transfer(by, case), "can_answer_transfer")
    guards.require(Act.NOT_HANDED_OVER, Asked(case, at))
    told = {"deed": "case.transfer_ended", "reason": NotHandedOver(reason).value}
    _pass(case, CaseState.OPEN, told, words, by=by, at=at, keys=keys)
    dues.drop(case, transfer_ends.ANSWER, by=by, at=at)


@transaction.atomic
def given_back(
    case: Case, *, reason: str, by: User, at: datetime, keys: Keyring, words: str = ""
) -> None:
    """The other organisation gives her case back, and the work goes on here."""
    lock_case(case, keys, at=at)
    require(policies.can_answer_transfer(by, case), "can_answer_transfer")
    guards.require(Act.GIVEN_BACK, Asked(case, at))
    case.state = CaseState.OPEN
    save_case(case, "state")  # first, for a record that was handed over takes no note
    emergency.renew(case, at=at, keys=keys)
    told = {"deed": "case.given_back_to_us", "reason": GivenBack(reason).value}
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    record("case.given_back_to_us", case, by=by, at=at, rows=[case, note])
    changed(case, by=by, at=at)
    consent_terms.remind_anew(case, consent_documents(case, keys), by=by, at=at)
    plan.remind_anew(case, by=by, at=at, keys=keys)


def told_of(case: Case, keys: Keyring) -> dict[str, Any]:
    """What was agreed to last: receiver, reason and summary."""
    return decisions.told(decisions.agreed(case, DecisionKind.TRANSFER), keys)


def _pass(
    case: Case,
    state: CaseState,
    told: dict[str, str],
    words: str,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
) -> None:
    """The note comes first: a record that is handed over takes nothing more."""
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    case.state = state
    save_case(case, "state")
    record(told["deed"], case, by=by, at=at, rows=[case, note])
    changed(case, by=by, at=at)


def _answered(case: Case, told: dict[str, str], *, by: User, at: datetime, keys: Keyring) -> Asked:
    """What was agreed to, beside the answer; nothing where nothing was."""
    try:
        decision = decisions.agreed(case, DecisionKind.TRANSFER)
    except Decision.DoesNotExist:
        return Asked(case, at, told)  # the table of states refuses it
    facts = decisions.told(decision, keys) | told | _now(case, by=by, at=at, keys=keys)
    agreed_at = decision.decided_at or at
    return Asked(case, at, facts | {"agreed_on": day_of(agreed_at, by)})


def _now(case: Case, *, by: User, at: datetime, keys: Keyring) -> dict[str, Any]:
    return {"consents": consent_documents(case, keys), "on": day_of(at, by)}
