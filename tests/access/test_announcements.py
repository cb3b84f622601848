"""What administrators tell everybody, or one desk; each reader puts it away for herself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casework.access import announcements
from casework.access.errors import NotAllowed, WrongState
from casework.access.models import Announcement
from casework.accounts.models import User
from casework.accounts.sealed import open_for_house
from tests import entries, make

AT = make.NOW
WEEK: dict[str, Any] = {"since": AT, "until": AT + timedelta(days=7)}


def _announce(house: make.House, text: str, **changed: Any) -> Announcement:
    told = {"desk": None} | WEEK | changed
    return announcements.announce(text, **told, by=house.administrator.user, at=AT)


def _read(person: User, at: Any = AT) -> set[str]:
    return {open_for_house(one, "text") for one in announcements.shown_to(person, at)}


def test_each_reads_what_is_for_her_while_it_stands(house: make.House) -> None:
    _announce(house, "all")
    _announce(house, "south", desk=house.other_desk)
    later = _announce(house, "later", since=AT + timedelta(days=1))
    assert _read(house.caseworker.user) == {"all"}
    assert _read(house.caseworker3.user) == {"all", "south"}
    assert _read(house.caseworker3.user, AT + timedelta(days=2)) == {"all", "south", "later"}
    announcements.end(later, by=house.administrator2.user, at=AT)
    assert _read(house.caseworker.user, AT + timedelta(days=2)) == {"all"}
    assert _read(house.caseworker.user, AT + timedelta(days=8)) == set()
    assert entries.last("announcement.ended").subject_id == str(later.pk)


def test_who_put_it_away_reads_it_no_more(house: make.House) -> None:
    row = _announce(house, "all")
    for _twice in "12":
        announcements.put_away(row, by=house.caseworker.user)
    assert (_read(house.caseworker.user), _read(house.caseworker2.user)) == (set(), {"all"})


@pytest.mark.proves("access.can_announce")
@pytest.mark.parametrize("who", ["caseworker", "supervisor"])
def test_it_is_for_administrators(house: make.House, who: str) -> None:
    with pytest.raises(NotAllowed):
        announcements.announce("x", desk=None, **WEEK, by=house.staff[who].user, at=AT)
    assert not Announcement.objects.exists()


@pytest.mark.proves("access.announcement_ends")
@pytest.mark.parametrize("until", [AT - timedelta(hours=1), AT, AT + timedelta(days=91)])
def test_it_ends(house: make.House, until: Any) -> None:
    with pytest.raises(WrongState):
        _announce(house, "x", since=AT - timedelta(hours=2), until=until)
    assert not Announcement.objects.exists()
