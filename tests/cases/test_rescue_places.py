"""A place below the province holds for 30 days: then nobody is shown it, and it is erased."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from casework.cases import rescue_places
from casework.cases.actions import record, sheets
from casework.cases.models import Case, Section
from casework.cases.sheets import SheetKind
from tests import entries, make
from tests.make import NOW, House

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MILL = "behind the old mill"


@pytest.fixture
def house() -> House:
    return make.house()


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house, documents={"situation": {"place_detail": MILL}})


def hands(house: House, case: Case, at: datetime) -> dict[str, Any]:
    who = house.caseworker
    return {"by": who.user, "at": at, "keys": make.keys_for(who, case)}


def stored(house: House, case: Case) -> dict[str, Any]:
    row = Section.objects.get(case=case, kind="situation")
    return make.keys_for(house.caseworker, case).open_document(row)


def write(house: House, case: Case, at: datetime) -> None:
    sheets.add_sheet(case, SheetKind.GOAL, {"text": "a house"}, **hands(house, case, at))


def save(house: House, case: Case, place: str, at: datetime) -> dict[str, Any]:
    revision = Section.objects.get(case=case, kind="situation").revision
    told = make.complete("situation") | {"place_detail": place}
    act = hands(house, case, at)
    record.save_section(case, "situation", told, revision=revision, **act)
    return stored(house, case)


def test_its_time_begins_when_it_is_written_and_not_again_with_each_save(
    house: House, case: Case
) -> None:
    assert stored(house, case)[rescue_places.WRITTEN_AT] == NOW.isoformat()
    same = save(house, case, MILL, NOW + 10 * DAY)
    assert same[rescue_places.WRITTEN_AT] == NOW.isoformat()
    other = save(house, case, "by the bridge", NOW + 20 * DAY)
    assert other[rescue_places.WRITTEN_AT] == (NOW + 20 * DAY).isoformat()
    again = save(house, case, "by the bridge", NOW + 60 * DAY)
    assert again[rescue_places.WRITTEN_AT] == (NOW + 60 * DAY).isoformat()
    assert rescue_places.WRITTEN_AT not in save(house, case, "", NOW + 61 * DAY)


def test_after_30_days_it_is_not_shown(house: House, case: Case) -> None:
    told = stored(house, case)
    last = NOW + 30 * DAY - timedelta(seconds=1)
    assert rescue_places.in_time(told, last)["place_detail"] == MILL
    assert rescue_places.in_time(told, NOW + 30 * DAY)["place_detail"] == ""


def test_the_next_change_of_her_record_erases_it(house: House, case: Case) -> None:
    write(house, case, NOW + 29 * DAY)
    assert stored(house, case)["place_detail"] == MILL
    before = entries.count()
    write(house, case, NOW + 30 * DAY)
    assert (stored(house, case)["place_detail"], MILL in str(stored(house, case))) == ("", False)
    reasons = [(one.verb, one.reason) for one in entries.sealed()[before:]]
    assert sorted(reasons) == [("record.written", ""), ("record.written", "situation")]
    before = entries.count()
    write(house, case, NOW + 31 * DAY)
    assert [one.reason for one in entries.sealed()[before:]] == [""]


def test_a_note_costs_no_look_at_it(house: House, case: Case) -> None:
    """And its entry in the log stands alone, whether she was heard or not."""
    before = entries.count()
    record.add_note(case, "She rang.", kind="contact", **hands(house, case, NOW + 40 * DAY))
    assert [one.verb for one in entries.sealed()[before:]] == ["note.added"]


def test_another_section_erases_it_too(house: House, case: Case) -> None:
    record.save_section(case, "background", {}, revision=0, **hands(house, case, NOW + 40 * DAY))
    assert stored(house, case)["place_detail"] == ""
