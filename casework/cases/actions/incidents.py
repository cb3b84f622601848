"""Writing an incident: its sheet, and what of it may be counted, in one act."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casework.access.errors import require
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import incidents, policies
from casework.cases.actions import sheets
from casework.cases.actions.consent import told_of_her
from casework.cases.actions.record import lock_case, write_digest
from casework.cases.consequences import changed
from casework.cases.digests import INCIDENTS
from casework.cases.models import Case, Sheet
from casework.cases.sheets import Document, SheetKind
from casework.vault.keyring import Keyring


@transaction.atomic
def add_incident(
    case: Case, told: Document, *, pk: UUID, by: User, at: datetime, keys: Keyring
) -> Sheet:
    """Add one; `pk` comes from the form, so that a doubled submit is kept once."""
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    already = Sheet.objects.filter(pk=pk).first()
    if already is not None:
        require(already.case_id == case.pk, "sheet_of_this_case")
        return already
    sheet = sheets.put(case, SheetKind.INCIDENT, told, by=by, at=at, keys=keys, pk=pk)
    _count(case, sheet, told, by=by, at=at, keys=keys)
    return sheet


@transaction.atomic
def change_incident(
    case: Case, pk: UUID, told: Document, *, revision: int, by: User, at: datetime, keys: Keyring
) -> Sheet:
    """Write one anew. Raises Stale, and Sheet.DoesNotExist for a sheet of another kind."""
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    return _rewrite(case, pk, told, revision=revision, by=by, at=at, keys=keys)


@transaction.atomic
def strike_incident(
    case: Case, pk: UUID, *, is_struck: bool, revision: int, by: User, at: datetime, keys: Keyring
) -> Sheet:
    """It was entered by mistake: kept as it was told, and counted nowhere; or it counts again.

    Raises Stale, and Sheet.DoesNotExist for a sheet of another kind.
    """
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    [before] = sheets.opened([Sheet.objects.get(case=case, pk=pk)], keys)
    told = before.told | {incidents.STRUCK: is_struck}
    return _rewrite(case, pk, told, revision=revision, by=by, at=at, keys=keys)


def _rewrite(
    case: Case, pk: UUID, told: Document, *, revision: int, by: User, at: datetime, keys: Keyring
) -> Sheet:
    """In a case that the caller has locked."""
    sheet = sheets.rewrite(case, pk, told, revision=revision, by=by, at=at, keys=keys)
    if keys.open_document(sheet)["kind"] != SheetKind.INCIDENT:
        raise Sheet.DoesNotExist
    _count(case, sheet, told, by=by, at=at, keys=keys)
    return sheet


def _count(
    case: Case, sheet: Sheet, told: Document, *, by: User, at: datetime, keys: Keyring
) -> None:
    is_struck = told.get(incidents.STRUCK)
    facts = {} if is_struck else incidents.facts(told, told_of_her(case, keys))
    digest = write_digest(case, keys, {INCIDENTS: {str(sheet.number): facts}})
    record("record.written", case, by=by, at=at, rows=[sheet, digest])
    changed(case, by=by, at=at)
