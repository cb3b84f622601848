"""An appointment: what it is lies sealed, and its caseworker is reminded a day before."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from casework.access.errors import NotAllowed, WrongState
from casework.cases.actions import appointments
from casework.cases.models import Case, Note
from casework.reminders import actions
from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from tests import make
from tests.make import House
from tests.web.signed_in import client_of

AT, HOUR = make.NOW, timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return make.house()


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


def put(house: House, case: Case, when: datetime, by: str = "caseworker") -> Note:
    who = house.staff[by]
    keys = make.keys_for(who, case)
    told = {"when": when, "words": "The doctor at the mill.", "once": uuid4()}
    return appointments.make(case, **told, by=who.user, at=AT, keys=keys)


def due(case: Case) -> list[datetime]:
    rows = Due.objects.pending().filter(case=case, kind=Kind.APPOINTMENT)
    return sorted(row.due_at for row in rows)


def test_it_is_reminded_of_a_day_before_or_at_once_and_ticked(house: House, case: Case) -> None:
    note = put(house, case, AT + 100 * HOUR)
    put(house, case, AT + 3 * HOUR)
    assert due(case) == [AT, AT + 76 * HOUR]
    assert "The doctor at the mill." in make.keys_for(house.caseworker, case).open(note, "body")
    row = Due.objects.get(kind=Kind.APPOINTMENT, reference=note.pk)
    actions.done(row, by=house.caseworker.user, at=AT)
    assert due(case) == [AT]


@pytest.mark.proves("cases.appointment_lies_ahead")
@pytest.mark.parametrize("hours", [0, -1, 367 * 24])
def test_it_lies_ahead(house: House, case: Case, hours: int) -> None:
    before = Note.objects.count()
    with pytest.raises(WrongState, match="still to come"):
        put(house, case, AT + hours * HOUR)
    assert (due(case), Note.objects.count()) == ([], before)


def test_only_its_caseworker_writes_one(house: House, case: Case) -> None:
    with pytest.raises(NotAllowed):
        put(house, case, AT + HOUR, by="supervisor")
    assert due(case) == []


@time_machine.travel(AT, tick=False)
def test_a_page_keeps_it_once(house: House, case: Case) -> None:
    client, path = client_of(house.caseworker), reverse("case_appointment", args=[case.code])
    assert path in client.get(reverse("case", args=[case.code])).content.decode()
    typed = {"once": str(uuid4()), "when": "2026-05-01T10:00", "words": "The doctor."}
    assert "still to come" in client.post(path, typed).content.decode()
    for _twice in range(2):
        assert client.post(path, typed | {"when": "2026-06-10T10:00"}).status_code == 302
    assert len(due(case)) == 1
    home = client.get(reverse("task_list")).content.decode()
    assert "doctor" not in home
