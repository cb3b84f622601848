"""Writing sheets: what comes in any number in a record. Each act is one entry that names its rows.

The functions that end in `_sheet` write and record; an act of its own that writes a sheet beside
other rows (a move, a consent) calls `put` or `rewrite` and names the row in its own entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from casework.access.errors import Stale, require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.accounts.questions import Question
from casework.audit.log import record
from casework.cases import policies
from casework.cases.actions import rescue
from casework.cases.actions.record import lock_case
from casework.cases.consent_guards import writing_is_allowed
from casework.cases.consequences import changed
from casework.cases.models import Case, Sheet
from casework.cases.sheets import Document, OpenSheet, SheetKind
from casework.vault.keyring import Keyring

_BESIDE = ("kind", "author", "at")
_SHEETS = Question(lambda case: Sheet.objects.filter(case=case).order_by("number"))


def sheets_of(case: Case, keys: Keyring, *kinds: SheetKind) -> list[OpenSheet]:
    """Every sheet of these kinds (all, when none is named), in the order they were added.

    One query. The caller records the reading.
    """
    rows = _SHEETS(case=case.pk)
    return [sheet for sheet in opened(rows, keys) if not kinds or sheet.kind in kinds]


def opened(rows: Iterable[Sheet], keys: Keyring) -> list[OpenSheet]:
    return [_opened(row, keys.open_document(row)) for row in rows]


@transaction.atomic
def add_sheet(
    case: Case,
    kind: SheetKind,
    told: Document,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    pk: UUID | None = None,
) -> Sheet:
    """Add one; `pk` comes from the form, so that a doubled submit is kept once."""
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    already = Sheet.objects.filter(pk=pk).first() if pk else None
    if already is not None:
        require(already.case_id == case.pk, "sheet_of_this_case")
        return already
    refuse(writing_is_allowed(case))
    rescue.let_go(case, by=by, at=at, keys=keys)
    sheet = put(case, kind, told, by=by, at=at, keys=keys, pk=pk)
    record("record.written", case, by=by, at=at, rows=[sheet])
    changed(case, by=by, at=at)
    return sheet


@transaction.atomic
def change_sheet(
    case: Case,
    pk: UUID,
    told: Document,
    *,
    revision: int,
    by: User,
    at: datetime,
    keys: Keyring,
) -> Sheet:
    """Write one anew against the revision it was read at. Raises Stale; nothing is written then."""
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    refuse(writing_is_allowed(case))
    rescue.let_go(case, by=by, at=at, keys=keys)
    sheet = rewrite(case, pk, told, revision=revision, by=by, at=at, keys=keys)
    record("record.written", case, by=by, at=at, rows=[sheet])
    changed(case, by=by, at=at)
    return sheet


def put(
    case: Case,
    kind: SheetKind,
    told: Document,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    pk: UUID | None = None,
) -> Sheet:
    """Seal and save a new sheet in a case that the caller has locked; she names it in her entry."""
    last = Sheet.objects.filter(case=case).aggregate(last=Max("number", default=0))["last"]
    sheet = Sheet(pk=pk or uuid4(), case=case, number=last + 1)
    keys.seal_document(sheet, told | _beside(kind, by, at))
    sheet.save(force_insert=True)
    return sheet


def rewrite(
    case: Case,
    pk: UUID,
    told: Document,
    *,
    revision: int,
    by: User,
    at: datetime,
    keys: Keyring,
) -> Sheet:
    """The same for a sheet that stands; its kind stays. Raises Stale, Sheet.DoesNotExist."""
    sheet = Sheet.objects.select_for_update().get(case=case, pk=pk)
    if sheet.revision != revision:
        raise Stale
    kind = SheetKind(keys.open_document(sheet)["kind"])
    keys.reseal(sheet, document=told | _beside(kind, by, at))
    sheet.save(update_fields=["document", "revision"])
    return sheet


def _beside(kind: SheetKind, by: User, at: datetime) -> Document:
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    return {"kind": kind.value, "author": str(by.pk), "at": moment}


def _opened(row: Sheet, document: Document) -> OpenSheet:
    return OpenSheet(
        id=row.pk,
        number=row.number,
        revision=row.revision,
        kind=SheetKind(document["kind"]),
        author=document["author"],
        at=document["at"],
        told={name: value for name, value in document.items() if name not in _BESIDE},
    )
