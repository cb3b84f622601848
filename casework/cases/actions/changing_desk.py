"""A case goes to another desk of the house: asked for, decided by a second person; keys move."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.access.errors import require
from casework.access.moving import move_keys
from casework.accounts.models import Desk, User
from casework.accounts.rows import LoggedRow
from casework.audit.log import record
from casework.cases import decisions, dues, guards, policies
from casework.cases.actions import emergency, second_person
from casework.cases.actions.record import lock_case, save_case, write_reason
from casework.cases.consequences import changed, desk_changes
from casework.cases.decisions import DecisionKind
from casework.cases.guards import Asked
from casework.cases.models import Case
from casework.cases.states import Act
from casework.cases.transfers import DeskReason
from casework.vault.keyring import Keyring

CAME = "case_came"
"""The task of the other desk's supervisors: a case of theirs that they have not seen."""


@transaction.atomic
def ask(
    case: Case,
    *,
    desk: Desk,
    owner: User | None,
    reason: str,
    summary: str,
    by: User,
    at: datetime,
    keys: Keyring,
) -> None:
    """Ask a second person of this desk to give the case to another; `owner` goes on with it there.

    `summary` is what she must know. Without an owner the supervisors of that desk name one.
    """
    lock_case(case, keys, at=at)
    require(policies.can_ask_transfer(by, case), "can_ask_transfer")
    told = {
        "deed": "case.desk_change_asked",
        "reason": DeskReason(reason).value,
        "desk": str(desk.pk),
        "owner": str(owner.pk) if owner else "",
    }
    guards.require(Act.CHANGE_DESK, Asked(case, at, told | {"summary": summary}))
    kind = DecisionKind.DESK_TRANSFER
    second_person.ask(case, kind, told, summary, by=by, at=at, keys=keys)


@transaction.atomic
def change(case: Case, *, by: User, at: datetime, keys: Keyring, words: str = "") -> None:
    """The other desk has it from now on, with all that is due; nobody here opens it any more."""
    lock_case(case, keys, at=at)
    decision = decisions.settle(case, DecisionKind.DESK_TRANSFER, by=by, at=at)
    told = decisions.told(decision, keys)
    guards.require(Act.CHANGE_DESK, Asked(case, at, told | {"decider": str(by.pk)}))
    desk_changes(case, by=by, at=at, keys=keys)
    note = write_reason(case, {"deed": "case.desk_left"}, words, by=by, at=at, keys=keys)
    record("case.desk_left", case, by=by, at=at, rows=[note])
    _go_to(case, Desk.objects.get(pk=told["desk"]), guards.owner_of(told), by=by, at=at, keys=keys)
    changed(case, by=by, at=at)


@transaction.atomic
def keep(case: Case, *, by: User, at: datetime, keys: Keyring, words: str = "") -> None:
    """It stays on this desk; the words say why."""
    lock_case(case, keys, at=at)
    told = {"deed": "case.desk_kept"}
    second_person.decline(case, DecisionKind.DESK_TRANSFER, told, words, by=by, at=at, keys=keys)


def _go_to(
    case: Case, desk: Desk, owner: User | None, *, by: User, at: datetime, keys: Keyring
) -> None:
    """Whoever owned it goes along only when she is a caseworker there too and nobody is named."""
    if owner is None and case.owner.is_caseworker_on(desk):
        owner = case.owner
    move_keys(case, desk, owner=owner, by=by, at=at, keys=keys)
    case.owner = owner or case.owner
    save_case(case, "desk", "owner")
    emergency.renew(case, at=at, keys=keys)
    rows: list[LoggedRow] = [case, *decisions.follow_desk(case)]
    record("case.desk_joined", case, by=by, at=at, rows=rows)
    dues.set_due(case, CAME, due_at=at, by=by, at=at)
