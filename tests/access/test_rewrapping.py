from __future__ import annotations

import pytest
from django.db import connection

from casework.access import keys, people, rewrapping
from casework.access.models import GroupGrant, UserGrant
from casework.audit import fresh
from casework.cases.actions import sharing
from casework.cases.models import Label
from casework.crypto.errors import CryptoError
from casework.crypto.wraps import OWN_WRAP_SIZE, WRAP_SIZE
from casework.vault.models import Membership
from casework.vault.principals import group_seeds, unwrap_seed
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


def _places(house: make.House, who: str) -> list[Membership]:
    held = Membership.objects.filter(user=house.staff[who].user).order_by("pk")
    return list(held.select_related("holds", "wrapped_to"))


def _rewrap_places(house: make.House, who: str) -> int:
    staff = house.staff[who]
    return rewrapping.rewrap_places(staff.keys, by=staff.user, at=AT)


def test_her_places_in_groups_are_wrapped_to_herself_once(house: make.House) -> None:
    case = make.draft(house)
    before = group_seeds(house.supervisor.keys)
    places = _places(house, "supervisor")
    assert {len(place.wrapped_seed) for place in places} == {WRAP_SIZE}
    assert _rewrap_places(house, "supervisor") == len(places)
    after = _places(house, "supervisor")
    assert {len(place.wrapped_seed) for place in after} == {OWN_WRAP_SIZE}
    assert len({place.entry for place in after}) == 1
    fresh.require_fresh(*after)
    assert _rewrap_places(house, "supervisor") == 0
    assert group_seeds(house.supervisor.keys) == before
    hers = house.supervisor.keys
    keys.load(hers, [case.pk], at=AT)
    assert hers.open(Label.objects.get(case=case), "text") == "grey scarf"


def test_an_own_wrap_of_a_place_does_not_open_in_another(house: make.House) -> None:
    _rewrap_places(house, "supervisor")
    first, second = _places(house, "supervisor")
    first.wrapped_seed, second.wrapped_seed = second.wrapped_seed, first.wrapped_seed
    for place in (first, second):
        with pytest.raises(CryptoError):
            unwrap_seed(place, house.supervisor.keys.seed)


def test_a_place_put_back_is_not_made_good_again(house: make.House) -> None:
    old, *_others = _places(house, "supervisor")
    _rewrap_places(house, "supervisor")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_membership SET wrapped_seed = %s, entry = %s, mac = %s, revision = %s"
            " WHERE id = %s",
            [old.wrapped_seed, old.entry, old.mac, old.revision, old.pk],
        )
    assert _rewrap_places(house, "supervisor") == 0
    assert len(Membership.objects.get(pk=old.pk).wrapped_seed) == WRAP_SIZE
