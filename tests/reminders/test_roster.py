"""Who is on call: put on by a supervisor of the desk, in sight on every home of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from casework.access import lock_out, people
from casework.access.errors import NotAllowed, WrongState
from casework.accounts.models import User
from casework.reminders import roster
from casework.reminders.models import Duty
from tests import entries, make
from tests.make import House
from tests.web.signed_in import client_of

AT, HOUR = make.NOW, timedelta(hours=1)


def put(house: House, person: str = "caseworker", by: str = "supervisor", **turn: int) -> Duty:
    first, last = turn.get("first", 0), turn.get("last", 12)
    hours = {"starts_at": AT + first * HOUR, "ends_at": AT + last * HOUR}
    who, head = house.staff[person].user, house.staff[by].user
    return roster.put_on(house.desk, who, **hours, by=head, at=AT)


def names(house: House, hours: int = 0) -> list[str]:
    return [row.person.username for row in roster.on_call([house.desk], AT + hours * HOUR)]


def test_turns_begin_and_end_and_are_on_record(house: House) -> None:
    row = put(house, first=1)
    put(house, first=1)
    put(house, "caseworker2", first=6, last=20)
    assert entries.last("roster.put_on").by == str(house.supervisor.user.pk)
    assert [names(house, hours) for hours in (0, 1, 6, 12, 20)] == [
        [], ["caseworker"], ["caseworker", "caseworker2"], ["caseworker2"], []
    ]  # fmt: skip
    roster.take_off(row, by=house.supervisor2.user, at=AT)
    before = entries.count()
    roster.take_off(row, by=house.supervisor2.user, at=AT)
    assert (names(house, 1), entries.count()) == ([], before)
    people.leave(house.caseworker2.user, by=house.administrator.user, at=AT)
    assert names(house, 7) == []


def test_nobody_is_rung_who_went_to_another_desk_or_is_locked_out(house: House) -> None:
    """Her turn stands until a supervisor takes it off: it is not she who answers any more."""
    put(house)
    put(house, "caseworker2")
    admin = house.administrator.user
    lock_out.lock_out(house.caseworker.user, by=admin, at=AT)
    assert names(house) == ["caseworker2"]
    people.move(house.caseworker2.user.posts.get(), house.other_desk, by=admin, at=AT)
    assert names(house) == []
    lock_out.let_in_again(User.objects.get(username="caseworker"), by=admin, at=AT)
    assert names(house) == ["caseworker"]


@pytest.mark.proves("reminders.can_edit_roster")
@pytest.mark.parametrize("by", ["caseworker", "supervisor3", "administrator"])
def test_only_a_supervisor_of_the_desk_writes_it(house: House, by: str) -> None:
    with pytest.raises(NotAllowed):
        put(house, by=by)
    row = put(house)
    with pytest.raises(NotAllowed):
        roster.take_off(row, by=house.staff[by].user, at=AT)
    assert Duty.objects.standing().count() == 1


@pytest.mark.proves("reminders.turn_has_hours")
@pytest.mark.parametrize(("first", "last"), [(3, 3), (5, 2), (-9, 0), (0, 31 * 24 + 1)])
def test_a_turn_has_hours(house: House, first: int, last: int) -> None:
    with pytest.raises(WrongState):
        put(house, first=first, last=last)
    assert not Duty.objects.exists()


@pytest.mark.proves("reminders.works_on_desk")
@pytest.mark.parametrize("person", ["caseworker3", "administrator"])
def test_nobody_from_elsewhere_is_put_on(house: House, person: str) -> None:
    with pytest.raises(WrongState, match="works on this desk"):
        put(house, person)
    assert not Duty.objects.exists()


@pytest.mark.proves("reminders.can_see_roster")
@time_machine.travel(make.NOW, tick=False)
def test_it_is_in_sight_on_every_home_and_edited_on_a_page(house: House) -> None:
    head, path = client_of(house.supervisor), reverse("roster", args=["north"])
    typed = {"person": str(house.caseworker2.user.pk), "starts_at": "2026-06-01T17:00"}
    page = head.post(path, typed | {"ends_at": "2026-06-01T12:00"}).content.decode()
    assert ("before the beginning" in page, 'value="2026-06-01T17:00"' in page) == (True, True)
    assert head.post(path, typed | {"ends_at": "2026-06-02T08:00"}).url == path
    for who in ("caseworker", "caseworker2", "supervisor2", "administrator"):
        seen = client_of(house.staff[who]).get(reverse("home")).content.decode()
        assert ("On call now, North desk" in seen, "Caseworker2" in seen) == (True, True), who
    other = client_of(house.caseworker3)
    assert "On call now, South desk</a>: nobody" in other.get(reverse("home")).content.decode()
    assert other.get(path).status_code == 403
    assert "Put somebody on call" not in client_of(house.caseworker).get(path).content.decode()
    row = Duty.objects.get()
    assert head.post(reverse("roster_take_off", args=[row.pk])).url == path
