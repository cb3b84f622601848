from __future__ import annotations

import pytest
from django.db import connection

from casework.accounts.rows import Forged
from casework.audit.fresh import Stale
from casework.crypto import wraps
from casework.crypto.errors import Tampered
from casework.vault import principals
from casework.vault.models import Membership
from casework.vault.principals import Unopened
from tests import make


def test_group_seeds_are_those_of_her_desk(house: make.House) -> None:
    held = principals.group_seeds(house.caseworker.keys)
    assert set(held) == {principals.current(group=house.desk.duty).pk}
    held = principals.group_seeds(house.supervisor.keys)
    groups = (house.desk.duty, house.desk.supervisors)
    assert set(held) == {principals.current(group=group).pk for group in groups}


def test_a_seed_is_the_one_of_its_public_key(house: make.House) -> None:
    holds = principals.current(group=house.desk.duty)
    seed = principals.group_seed(house.caseworker.keys, holds)
    assert wraps.public_key(seed) == bytes(holds.public_key)


def test_who_is_no_member_opens_nothing(house: make.House) -> None:
    with pytest.raises(Unopened):
        principals.group_seed(
            house.caseworker.keys, principals.current(group=house.desk.supervisors)
        )
    assert principals.group_seeds(house.administrator.keys) == {}


def test_a_membership_changed_by_sql_is_refused(house: make.House) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_membership SET user_id = %s WHERE user_id = %s",
            [house.administrator.user.pk, house.caseworker.user.pk],
        )
    with pytest.raises(Forged):
        principals.group_seeds(house.administrator.keys)


def test_a_wrap_moved_between_groups_does_not_open(house: make.House) -> None:
    mine, theirs = Membership.objects.filter(user=house.supervisor.user).order_by("group")
    mine.wrapped_seed = theirs.wrapped_seed
    with pytest.raises(Tampered):
        principals.unwrap_seed(mine, house.supervisor.keys.seed)


def test_join_refuses_a_place_that_was_put_back(house: make.House) -> None:
    holds = principals.current(group=house.desk.duty)
    old = Membership.objects.get(user=house.caseworker.user)
    seed = principals.group_seed(house.supervisor.keys, holds)
    to = principals.current(person=house.caseworker.user)
    principals.join(house.caseworker.user, holds, seed, to=to, entry=old.entry)  # not recorded
    with pytest.raises(Stale):
        principals.join(house.caseworker.user, holds, seed, to=to, entry=old.entry)
