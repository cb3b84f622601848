"""Standby keys to cases that are older than the yes to the desk that stands by."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.access import desks
from casework.access.errors import NotAllowed, WrongState
from casework.access.keys import load_standby
from casework.access.models import GroupGrant, HolderRole
from casework.accounts.models import Desk
from casework.cases.actions import changing_desk, deciding, standing_by
from casework.cases.actions.standing_by import give_standby_keys
from casework.cases.models import Case, Label
from tests import entries, make
from tests.make import NOW, House, Staff

LATER = NOW + timedelta(days=1)


@pytest.fixture
def older(house: House) -> list[Case]:
    """A draft, an open and a closed case of the north desk; then the south desk stands by."""
    found = [make.draft(house, label="before"), make.opened(house)]
    found.append(make.opened(house, label="stone bridge"))
    make.close(house, found[-1])
    desks.propose_deputy(house.desk, house.other_desk, by=house.administrator.user, at=NOW)
    desks.accept_deputy(house.desk, house.other_desk, by=house.supervisor.user, at=NOW)
    house.desk.refresh_from_db()
    house.staff["supervisor"] = house.supervisor.reload()
    return found


def _give(house: House, who: str = "supervisor") -> int:
    staff = house.staff[who]
    return give_standby_keys(house.desk, by=staff.user, at=LATER, keys=staff.keys)


def _opens(who: Staff, case: Case) -> bool:
    keys = who.keys
    load_standby(keys, case.pk, at=LATER)
    return keys.holds(case.pk) and bool(keys.open(Label.objects.get(case=case), "text"))


def test_whoever_stands_by_opens_them_from_then_on(house: House, older: list[Case]) -> None:
    assert not any(_opens(house.supervisor3, case) for case in older)
    assert _give(house) == len(older)
    assert all(_opens(house.supervisor3, case) for case in older)
    assert not Case.objects.visible_to(house.supervisor3.user).exists()  # a key, and no permission
    said = [(one.subject_code, one.reason) for one in entries.sealed()[-len(older) :]]
    assert sorted(said) == sorted((case.code, "stands_by") for case in older)
    assert _give(house) == 0


def test_it_goes_on_where_it_was_left_by_another_one(
    house: House, older: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing_by, "SECONDS", -1.0)  # so a share is one case
    assert [_give(house, who) for who in ("supervisor", "supervisor2", "supervisor")] == [1, 1, 1]
    assert _give(house) == 0
    assert GroupGrant.objects.filter(role=HolderRole.STANDBY).count() == len(older)


def test_what_went_to_another_desk_meanwhile_is_left_alone(
    house: House, older: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was listed, and moved before it was its turn."""
    listed = standing_by.without_standby(house.desk)
    ids = list(listed.values_list("pk", flat=True))
    gone = older[1]
    told = {"desk": house.other_desk, "owner": None, "reason": "place", "summary": "All of it."}
    owner = house.caseworker
    changing_desk.ask(gone, **told, by=owner.user, at=NOW, keys=make.keys_for(owner, gone))
    head, deeds = house.supervisor2, deciding.deeds_of("desk_transfer")
    deciding.say_yes(gone, deeds, by=head.user, at=NOW, keys=make.keys_for(head, gone))
    held = GroupGrant.objects.filter(content_object=gone).count()
    monkeypatch.setattr(standing_by, "_to_be_given", lambda *_asked, **_hands: iter(ids))
    keys = house.supervisor.keys
    for case in older:
        standing_by.case_keys.load(keys, [case.pk], at=LATER)
    given = give_standby_keys(house.desk, by=house.supervisor.user, at=LATER, keys=keys)
    assert given == len(older) - 1
    assert GroupGrant.objects.filter(content_object=gone).count() == held


@pytest.mark.proves("cases.can_give_standby")
@pytest.mark.parametrize("who", ["caseworker", "supervisor3", "administrator"])
def test_only_a_supervisor_of_the_desk_gives_them(
    who: str, house: House, older: list[Case]
) -> None:
    before = entries.count()
    with pytest.raises(NotAllowed):
        _give(house, who)
    assert entries.count() == before
    assert not GroupGrant.objects.filter(role=HolderRole.STANDBY).exists()


@pytest.mark.proves("cases.another_desk_stands_by")
def test_while_nobody_stands_by_there_is_nobody_to_give_them_to(house: House) -> None:
    make.draft(house)
    before = entries.count()
    with pytest.raises(WrongState, match="No desk stands by for North desk"):
        _give(house)
    assert entries.count() == before
    assert Desk.objects.get(pk=house.desk.pk).deputy is None
