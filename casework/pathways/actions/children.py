"""Her children as rows of their own, and the case of a child at risk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import policies
from casework.cases.actions import files, sheets
from casework.cases.actions.record import lock_case
from casework.cases.consequences import changed
from casework.cases.models import Case, Sheet
from casework.cases.sheets import SheetKind
from casework.pathways import aftermath, line_guards
from casework.pathways.children import Child, next_code
from casework.pathways.codes import ChildrenThen
from casework.pathways.line import Step

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring

_STAYED = (ChildrenThen.STAYED, ChildrenThen.SOME_STAYED)


def children_of(case: Case, keys: Keyring) -> list[Child]:
    """Her children, opened, in the order in which they were told. The caller records it."""
    return [Child.opened(sheet) for sheet in sheets.sheets_of(case, keys, SheetKind.CHILD)]


@transaction.atomic
def add_child(
    case: Case,
    child: Child,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    form_id: UUID | None = None,
) -> Sheet:
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    told = replace(child, code=next_code(children_of(case, keys)))
    act: dict[str, Any] = {"by": by, "at": at}
    sheet = sheets.add_sheet(case, SheetKind.CHILD, told.document(), keys=keys, pk=form_id, **act)
    aftermath.reviews(case, **act)
    return sheet


@transaction.atomic
def change_child(case: Case, child: Child, *, by: User, at: datetime, keys: Keyring) -> Sheet:
    """Write a child's row anew, against the revision it was read at; its code and case stay.

    Raises Stale, Sheet.DoesNotExist.
    """
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    before = next((one for one in children_of(case, keys) if one.id == child.id), None)
    if before is None or child.id is None:
        raise Sheet.DoesNotExist
    told = replace(child, code=before.code, linked=before.linked)
    act: dict[str, Any] = {"by": by, "at": at}
    sheet = sheets.change_sheet(
        case, child.id, told.document(), revision=child.revision, keys=keys, **act
    )
    if child.is_at_risk and not before.is_at_risk:
        aftermath.reviews(case, **act)
    return sheet


@transaction.atomic
def open_linked_case(
    case: Case,
    child_id: UUID,
    *,
    label: str,
    by: User,
    at: datetime,
    keys: Keyring,
    form_id: UUID | None = None,
) -> Case:
    """A draft of the child's own on the same desk; each names the other in a sealed row."""
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    child = next((one for one in children_of(case, keys) if one.id == child_id), None)
    if child is None:
        raise Sheet.DoesNotExist
    if child.linked and form_id and child.linked == str(form_id):
        return Case.objects.select_related("desk", "owner").get(pk=form_id)
    refuse(line_guards.child_has_no_case(child), line_guards.child_is_at_risk(child))
    act: dict[str, Any] = {"by": by, "at": at, "keys": keys}
    own = files.start(case.desk, label=label, pk=form_id, **act)
    told = replace(child, linked=str(own.pk)).document()
    row = sheets.rewrite(case, child_id, told, revision=child.revision, **act)
    back = {"case": str(case.pk), "child": child.code, "as": "mother"}
    mother = sheets.put(own, SheetKind.LINK, back, **act)
    # The log tells of two records written, never that they belong together.
    record("record.written", case, by=by, at=at, rows=[row])
    record("record.written", own, by=by, at=at, rows=[mother])
    changed(case, by=by, at=at)
    return own


def left_behind(case: Case, step: Step, *, by: User, at: datetime, keys: Keyring) -> None:
    """She left without a child: the child has a row, and somebody looks after it in time."""
    if step.told.telling.facts.get("children_then") not in _STAYED:
        return
    known = children_of(case, keys)
    apart = next((one for one in reversed(known) if one.id), None)
    if apart is None:
        child = Child(next_code(known), coded={"living_with": "unknown", "at_risk": "unknown"})
        pk = uuid5(step.told.id, "child")
        told = child.document()
        row = sheets.put(case, SheetKind.CHILD, told, by=by, at=at, keys=keys, pk=pk)
        record("record.written", case, by=by, at=at, rows=[row])
        about = row.pk
    else:
        assert apart.id is not None
        about = apart.id
    aftermath.look_again(case, about, by=by, at=at)
