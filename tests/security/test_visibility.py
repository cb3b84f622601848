"""Seeing: the union of the scopes is `visible_to` is guardian's own answer."""

from __future__ import annotations

import pytest
from guardian.shortcuts import get_objects_for_user

from casework.access import people
from casework.access.models import HolderRole, UserGrant
from casework.cases.actions import sharing
from casework.cases.models import Case
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> make.House:
    return make.house()


def _by_scopes(user: object) -> set[str]:
    scopes = (Case.objects.owned_by, Case.objects.on_desks_of, Case.objects.shared_with)
    return {case.code for scope in scopes for case in scope(user)}


def _by_guardian(user: object) -> set[str]:
    found = get_objects_for_user(
        user, "cases.hold", klass=Case, accept_global_perms=False, with_superuser=False
    )
    return set(found.values_list("code", flat=True))


def test_three_answers_agree_for_everybody(house: make.House) -> None:
    first, second = make.draft(house), make.draft(house, label="blue kettle")
    third = make.draft(house, "caseworker3", label="old lantern")
    supervisor = house.supervisor
    for case, colleague in ((first, "caseworker2"), (second, "caseworker3")):
        sharing.share(
            case,
            to=house.staff[colleague].user,
            by=supervisor.user,
            at=make.NOW,
            keys=make.keys_for(supervisor, case),
        )
    sharing.hand_over(
        first,
        to=house.caseworker2.user,
        by=supervisor.user,
        at=make.NOW,
        keys=make.keys_for(supervisor, first),
    )

    for staff in house.staff.values():
        user = staff.reload().user
        seen = set(Case.objects.visible_to(user).values_list("code", flat=True))
        assert seen == _by_scopes(user) == _by_guardian(user), user.username

    assert set(Case.objects.visible_to(house.administrator.user)) == set()
    assert set(Case.objects.visible_to(house.supervisor3.user)) == {third}
    assert set(Case.objects.visible_to(house.caseworker2.user)) == {first}


def test_a_superuser_sees_and_holds_nothing(house: make.House) -> None:
    case = make.draft(house)
    stranger = house.caseworker3.user
    stranger.is_superuser = True

    assert set(Case.objects.visible_to(stranger)) == set()
    assert not make.keys_for(house.caseworker3, case).holds(case.pk)


def test_a_standby_key_is_there_and_is_not_used(house: make.House) -> None:
    case = make.draft(house, "caseworker3")
    assert case.group_grants.filter(role=HolderRole.STANDBY).count() == 1

    keys = make.keys_for(house.supervisor, case)

    assert not keys.holds(case.pk)
    assert set(Case.objects.visible_to(house.supervisor.user)) == set()


def test_a_grant_that_has_ended_opens_nothing(house: make.House) -> None:
    from datetime import timedelta

    from casework.access import grants

    case = make.draft(house)
    grants.grant(
        case,
        to=house.caseworker2.user,
        role=HolderRole.READER,
        by=house.supervisor.user,
        at=make.NOW,
        keys=make.keys_for(house.supervisor, case),
        until=make.NOW + timedelta(hours=1),
    )
    assert make.keys_for(house.caseworker2, case).holds(case.pk)

    assert not make.keys_for(house.caseworker2, case, make.NOW + timedelta(hours=2)).holds(case.pk)


def test_who_leaves_sees_nothing_at_once(house: make.House) -> None:
    case = make.draft(house)
    people.leave(house.caseworker.user, by=house.administrator.user, at=make.NOW)

    gone = house.caseworker.reload()

    assert set(Case.objects.visible_to(gone.user)) == set()
    assert not UserGrant.objects.filter(user=gone.user).exists()
    assert not make.keys_for(gone, case).holds(case.pk)
