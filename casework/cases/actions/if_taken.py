"""Keeping what she asked for in case she is taken or silent; each answer is a sheet, only added."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import policies
from casework.cases.actions.consent import day_of
from casework.cases.actions.record import lock_case
from casework.cases.actions.sheets import put, sheets_of
from casework.cases.consequences import changed, consent_ended
from casework.cases.dates import six_months_after
from casework.cases.if_taken import (
    ANSWERS,
    IfTakenState,
    if_taken_says_something,
    if_taken_stands,
    wishes,
)
from casework.cases.models import Case, Sheet
from casework.cases.sheets import Document, SheetKind
from casework.vault.keyring import Keyring


@transaction.atomic
def keep_wishes(
    case: Case, told: Document, *, by: User, at: datetime, keys: Keyring, pk: UUID | None = None
) -> Sheet:
    """`told` has the names of `if_taken.APPEALS` and `TEXTS`, and `state`. Raises WrongState."""
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    already = Sheet.objects.filter(pk=pk).first() if pk else None
    if already is not None:
        require(already.case_id == case.pk, "sheet_of_this_case")
        return already
    on = day_of(at, by)
    before = wishes(sheets_of(case, keys, SheetKind.IF_TAKEN), case, on=on)
    refuse(if_taken_says_something(told), if_taken_stands(before, told))
    days = {"asked_on": on.isoformat(), "expires_on": six_months_after(on).isoformat()}
    document = {"what": ANSWERS} | told | days
    sheet = put(case, SheetKind.IF_TAKEN, document, by=by, at=at, keys=keys, pk=pk)
    record("if_taken.answered", case, by=by, at=at, rows=[sheet])
    if before.state == IfTakenState.ANSWERED:
        said = {"purpose": SheetKind.IF_TAKEN.value, "told": told}
        consent_ended(case, said, by=by, at=at, keys=keys)
    changed(case, by=by, at=at)
    return sheet
