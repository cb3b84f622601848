from __future__ import annotations

import pytest
from django.db import connection

from casework.access import keys, people, rewrapping
from casework.access.models import GroupGrant, UserGrant
from casework.cases.actions import sharing
from casework.cases.models import Label
from casework.crypto.wraps import OWN_WRAP_SIZE, WRAP_SIZE
from tests import make

AT = make.NOW


def _rewrap(house: make.House, who: str) -> int:
    staff = house.staff[who]
    return rewrapping.rewrap_due(staff.keys, by=staff.user, at=AT)


def _sizes(house: make.House, who: str) -> set[int]:
    grants = UserGrant.objects.filter(user=house.staff[who].user)
    return {len(grant.wrapped_key) for grant in grants}


def test_her_grants_are_wrapped_to_herself_once(house: make.House) -> None:
    cases = [make.draft(house, label=f"scarf {number}") for number in range(3)]
    assert _sizes(house, "caseworker") == {WRAP_SIZE}
    assert _rewrap(house, "caseworker") == 3
    assert _sizes(house, "caseworker") == {OWN_WRAP_SIZE}
    assert _rewrap(house, "caseworker") == 0
    hers = house.caseworker.keys
    keys.load(hers, [case.pk for case in cases], at=AT)
    labels = {hers.open(label, "text") for label in Label.objects.all()}
    assert labels == {"scarf 0", "scarf 1", "scarf 2"}


def test_a_supervisor_wraps_her_groups_grants_too(house: make.House) -> None:
    case = make.draft(house)
    assert _rewrap(house, "supervisor") == 1
    grant = GroupGrant.objects.get(content_object=case, group=house.desk.supervisors)
    assert grant.own_wrap
    for who in ("supervisor", "supervisor2"):
        hers = house.staff[who].keys
        keys.load(hers, [case.pk], at=AT)
        assert hers.open(Label.objects.get(case=case), "text") == "grey scarf"


def test_it_goes_in_batches_each_with_one_entry(
    house: make.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewrapping, "BATCH", 2)
    for number in range(5):
        make.draft(house, label=f"scarf {number}")
    assert _rewrap(house, "caseworker") == 5
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT count FROM audit_entry WHERE verb = 'access.rewrapped' ORDER BY number"
        )
        assert [row[0] for row in cursor.fetchall()] == [2, 2, 1]


def test_what_is_left_after_two_seconds_waits(
    house: make.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewrapping, "BATCH", 1)
    monkeypatch.setattr(rewrapping, "SECONDS", -1)
    for number in range(3):
        make.draft(house, label=f"scarf {number}")
    assert _rewrap(house, "caseworker") == 1


def test_a_revoked_grant_put_back_is_not_made_good_again(house: make.House) -> None:
    case = make.draft(house)
    owner = house.caseworker
    colleague = house.caseworker2.user
    sharing.share(case, to=colleague, by=owner.user, at=AT, keys=make.keys_for(owner, case))
    grant = UserGrant.objects.get(user=colleague)
    sharing.unshare(case, whom=colleague, by=owner.user, at=AT)
    grant.save(force_insert=True)
    entry = grant.entry
    assert _rewrap(house, "caseworker2") == 0
    grant.refresh_from_db()
    assert (grant.own_wrap, grant.entry) == (False, entry)


def test_one_bad_row_does_not_stop_the_others(house: make.House) -> None:
    first, second = make.draft(house), make.draft(house, label="red umbrella")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_usergrant SET role = 'reader' WHERE content_object_id = %s", [first.pk]
        )
    assert _rewrap(house, "caseworker") == 1
    assert UserGrant.objects.get(content_object=second, user=house.caseworker.user).own_wrap


def test_a_leaver_has_nothing_to_wrap(house: make.House) -> None:
    make.draft(house)
    people.leave(house.caseworker.user, by=house.supervisor.user, at=AT)
    assert _rewrap(house, "caseworker") == 0
