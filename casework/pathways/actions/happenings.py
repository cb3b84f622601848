"""Telling an event that is no move."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases.actions import sheets
from casework.cases.consequences import changed
from casework.cases.models import Case, Sheet
from casework.cases.sheets import SheetKind
from casework.pathways import aftermath, events, line, line_guards, policies
from casework.pathways.actions import rows
from casework.pathways.actions.children import children_of
from casework.pathways.children import Child
from casework.pathways.events import Happening
from casework.pathways.line import Telling as OfAMove

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


def events_of(case: Case, keys: Keyring) -> list[events.Told]:
    """Every event on her line, opened, in the order of telling. The caller records the reading."""
    return [events.Told.opened(sheet) for sheet in sheets.sheets_of(case, keys, SheetKind.EVENT)]


def beside(case: Case, keys: Keyring) -> tuple[list[events.Told], list[Child]]:
    """What stands beside her moves, opened at once: events, and her children."""
    found = sheets.sheets_of(case, keys, SheetKind.EVENT, SheetKind.CHILD)
    happened = [events.Told.opened(sheet) for sheet in found if sheet.kind is SheetKind.EVENT]
    return happened, [Child.opened(sheet) for sheet in found if sheet.kind is SheetKind.CHILD]


@transaction.atomic
def tell_event(
    case: Case,
    telling: events.Telling,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    form_id: UUID | None = None,
) -> Sheet:
    """It stands behind the step that it names; risk and consent are looked at anew."""
    moment = OfAMove(telling.happened, telling.precision, telling.source, telling.reliability)
    rows.begin(case, policies.can_move, by=by, at=at, keys=keys, telling=moment)
    already = Sheet.objects.filter(pk=form_id).first() if form_id else None
    if already is not None:
        require(already.case_id == case.pk, "form_of_this_case")
        return already
    drawn = line.draw(rows.told_of(case, keys))
    children = children_of(case, keys)
    refuse(
        line_guards.path_is_begun(drawn),
        line_guards.event_stands_on_her_line(telling, drawn, children),
    )
    told = telling.document()
    act: dict[str, Any] = {"by": by, "at": at}
    sheet = sheets.put(case, SheetKind.EVENT, told, keys=keys, pk=form_id, **act)
    record("record.written", case, rows=[sheet], **act)  # that something happened is hers
    changed(case, **act)
    _set_off(case, telling, sheet, **act)
    return sheet


def _set_off(case: Case, telling: events.Telling, sheet: Sheet, *, by: User, at: datetime) -> None:
    at_once = telling.what in events.AT_ONCE
    within = timedelta(0) if at_once else aftermath.REVIEWED_WITHIN
    aftermath.reviews(case, by=by, at=at, within=within)
    if telling.what == Happening.DURESS:
        aftermath.alert(case, sheet.pk, by=by, at=at)
    if telling.what in events.CHILD_AT_RISK:
        aftermath.look_again(case, telling.child or sheet.pk, by=by, at=at)
