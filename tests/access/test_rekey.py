from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from casework.access import keys
from casework.access.errors import NotAllowed
from casework.access.rekey import rekey, sealed_columns, sealed_models
from casework.accounts.rows import LoggedRow
from casework.audit.fresh import Stale
from casework.cases.models import Case, Label
from casework.crypto.boxes import kid
from casework.vault.models import CaseKey
from tests import make

AT = make.NOW


def _rekeyed(house: make.House, case: Case) -> CaseKey:
    head = house.supervisor
    return rekey(case, by=head.user, at=AT, keys=head.keys)


def test_every_sealed_row_is_under_the_new_key(house: make.House) -> None:
    case = make.opened(house)
    old = kid(make.keys_for(house.caseworker, case).case_key(case.pk))
    made = _rekeyed(house, case)
    assert (made.version, bytes(made.kid) == old) == (2, False)
    sealed = [
        getattr(row, name).blob[1:17]
        for model, path in sealed_models()
        for row in model._default_manager.filter(**{path: case.pk})
        for name in sealed_columns(model)
        if getattr(row, name)
    ]
    assert len(sealed) > 10
    assert set(sealed) == {bytes(made.kid)}


def test_all_who_held_it_open_it_still(house: make.House) -> None:
    case = make.draft(house)
    _rekeyed(house, case)
    for who in ("caseworker", "supervisor", "supervisor2"):
        hers = make.keys_for(house.staff[who], case)
        assert hers.open(Label.objects.get(case=case), "text") == "grey scarf"
        assert hers.case_key_version(case.pk) == 2


def test_the_old_key_opens_what_was_written_before_through_the_chain(house: make.House) -> None:
    case = make.draft(house)
    first = make.keys_for(house.caseworker, case)
    old = first.case_key(case.pk)
    for _time in range(2):
        _rekeyed(house, case)
    assert make.keys_for(house.caseworker, case).chain(case.pk)[2] == old


def test_a_keyring_of_before_cannot_read_what_is_written_after(house: make.House) -> None:
    from casework.crypto.errors import WrongKey

    case = make.draft(house)
    stolen = make.keys_for(house.caseworker, case)
    _rekeyed(house, case)
    with pytest.raises(WrongKey):
        stolen.open(Label.objects.get(case=case), "text")


@pytest.mark.parametrize("who", ["caseworker", "caseworker2", "supervisor3", "administrator"])
def test_it_is_for_a_supervisor_of_the_desk(house: make.House, who: str) -> None:
    case = make.draft(house)
    with pytest.raises(NotAllowed):
        rekey(case, by=house.staff[who].user, at=AT, keys=house.staff[who].keys)
    assert CaseKey.objects.filter(case_id=case.pk).count() == 1


def test_an_old_case_key_put_back_is_refused(house: make.House) -> None:
    case = make.draft(house)
    _rekeyed(house, case)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_casekey WHERE case_id = %s AND version = 2", [case.pk])
    with pytest.raises(Stale):
        _rekeyed(house, case)


def test_every_sealed_model_leads_to_a_case() -> None:
    reached = {model for model, _path in sealed_models()}
    sealed = {model for model in apps.get_models() if sealed_columns(model)}
    assert sealed == reached
    assert all(issubclass(model, LoggedRow) for model in sealed)


def test_a_standby_key_follows(house: make.House) -> None:
    from casework.access.models import GroupGrant, HolderRole

    case = make.draft(house, "caseworker3")
    made = rekey(case, by=house.supervisor3.user, at=AT, keys=house.supervisor3.keys)
    grants = GroupGrant.objects.filter(content_object=case)
    versions = dict(grants.values_list("role", "key_version"))
    assert versions == {HolderRole.SUPERVISORS: made.version, HolderRole.STANDBY: made.version}
    keyring = house.supervisor.keys
    keys.load(keyring, [case.pk], at=AT)
    assert not keyring.holds(case.pk)  # standby: not by the ordinary way
