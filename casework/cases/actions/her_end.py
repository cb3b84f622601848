"""She asks that all of it be erased: hidden at once, decided by two people within 72 hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import dues, erasing, erasure_guards, naming, policies, transfer_ends
from casework.cases.actions import emergency
from casework.cases.actions.record import lock_case, save_case
from casework.cases.consequences import consent_ended, end_asked
from casework.cases.erasure_codes import HER_REQUEST_WITHIN, REQUEST_TASK, Cause
from casework.cases.models import Case, Erasure
from casework.cases.purposes import Purpose
from casework.cases.states import LIVING
from casework.vault.keyring import Keyring


@transaction.atomic
def ask(case: Case, told: Mapping[str, str], *, by: User, at: datetime, keys: Keyring) -> Erasure:
    """Hide it from all but two deciders; nothing more goes to a partner. `told`: how it is known
    that it was she (`identity`), that she is free (`free`), and `words`.

    Raises NotAllowed, WrongState; then nothing is hidden.
    """
    lock_case(case, keys, at=at)
    require(policies.can_ask_erasure(by, case), "can_ask_erasure")
    refuse(
        erasure_guards.she_can_ask_for_its_end(case),
        erasure_guards.no_erasure_waits(case),
        erasure_guards.she_was_heard(told),
    )
    _end_plans(case, by=by, at=at)
    erasure = _planned(case, told, by=by, at=at, keys=keys)
    _stop_everything(case, by=by, at=at, keys=keys)
    case.hidden_at = at
    save_case(case, "hidden_at")
    record("erasure.asked", case, by=by, at=at, rows=[erasure, case])
    dues.set_due(case, REQUEST_TASK, due_at=at, by=by, at=at, reference=erasure.pk)
    return erasure


def _end_plans(case: Case, *, by: User, at: datetime) -> None:
    for plan in Erasure.objects.waiting().filter(case=case):
        plan.case = case
        erasing.end_as_kept(plan, by=by, at=at)


def _planned(
    case: Case, told: Mapping[str, str], *, by: User, at: datetime, keys: Keyring
) -> Erasure:
    """With the two who are to decide, and what she said sealed."""
    erasure = Erasure(case=case, cause=Cause.HER_REQUEST, asked_by=by, asked_at=at)
    erasure.due_at = at + HER_REQUEST_WITHIN
    erasure.first, erasure.second = [*naming.deciders(erasure, at), None, None][:2]
    keys.seal_document(erasure, dict(told))
    erasure.save(force_insert=True)
    return erasure


def _stop_everything(case: Case, *, by: User, at: datetime, keys: Keyring) -> None:
    """As if she took back every yes: partners who have something of hers are asked to delete it."""
    if case.state in LIVING:
        transfer_ends.stop(case, by=by, at=at)
        consent_ended(case, {"purpose": Purpose.CASE_SERVICES}, by=by, at=at, keys=keys)
    for follow in end_asked:
        follow(case, by, at, keys)
    emergency.drop(case)
