"""Sheets: what comes in any number in a record, and nobody can count from outside."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from casework.access.errors import NotAllowed, Stale
from casework.audit.models import AuditEntry
from casework.cases.actions import sheets
from casework.cases.models import Case, Sheet
from casework.cases.sheets import SheetKind
from tests import make
from tests.make import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return make.house()


@pytest.fixture
def case(house: House) -> Case:
    return make.draft(house)


def _add(house: House, case: Case, kind: SheetKind, **more: Any) -> Sheet:
    staff = house.caseworker
    keys = make.keys_for(staff, case)
    told = {"text": "a blue gate"}
    return sheets.add_sheet(case, kind, told, by=staff.user, at=make.NOW, keys=keys, **more)


def test_sheets_come_back_in_their_order_and_by_kind(house: House, case: Case) -> None:
    _add(house, case, SheetKind.CHILD)
    _add(house, case, SheetKind.GOAL)
    _add(house, case, SheetKind.CHILD)

    found = sheets.sheets_of(case, make.keys_for(house.caseworker, case))
    order = [(sheet.number, sheet.kind) for sheet in found]
    assert order == [(1, "child"), (2, "goal"), (3, "child")]
    children = sheets.sheets_of(case, make.keys_for(house.caseworker, case), SheetKind.CHILD)
    assert [sheet.number for sheet in children] == [1, 3]
    assert children[0].told == {"text": "a blue gate"}


def test_its_kind_stands_nowhere_in_clear(house: House, case: Case) -> None:
    _add(house, case, SheetKind.CHILD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_sheet")
        assert not any(b"child" in bytes(str(cell), "utf-8") for cell in cursor.fetchone())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    written = AuditEntry.objects.filter(verb="record.written")
    assert [(entry.subject_code, entry.reason) for entry in written] == [(case.code, "")]


def test_a_form_sent_twice_is_kept_once(house: House, case: Case) -> None:
    name = uuid4()
    _add(house, case, SheetKind.GOAL, pk=name)
    _add(house, case, SheetKind.GOAL, pk=name)
    assert Sheet.objects.count() == 1


def test_a_sheet_of_another_case_is_no_answer_to_a_doubled_form(house: House, case: Case) -> None:
    name = _add(house, make.draft(house), SheetKind.GOAL).pk
    with pytest.raises(NotAllowed):
        _add(house, case, SheetKind.GOAL, pk=name)
    assert Sheet.objects.count() == 1


def test_changing_a_sheet_somebody_else_changed_is_refused(house: House, case: Case) -> None:
    sheet = _add(house, case, SheetKind.GOAL)
    keys = make.keys_for(house.caseworker, case)
    act = {"by": house.caseworker.user, "at": make.NOW, "keys": keys}
    sheets.change_sheet(case, sheet.pk, {"text": "second"}, revision=sheet.revision, **act)
    with pytest.raises(Stale):
        sheets.change_sheet(case, sheet.pk, {"text": "third"}, revision=sheet.revision, **act)
    [kept] = sheets.sheets_of(case, keys)
    assert (kept.told, kept.kind) == ({"text": "second"}, SheetKind.GOAL)


def test_a_supervisor_of_an_owned_case_adds_no_sheet(house: House, case: Case) -> None:
    staff = house.supervisor
    keys = make.keys_for(staff, case)
    with pytest.raises(NotAllowed):
        sheets.add_sheet(case, SheetKind.GOAL, {}, by=staff.user, at=make.NOW, keys=keys)
    assert not Sheet.objects.exists()
