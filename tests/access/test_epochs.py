from __future__ import annotations

import pytest
from django.db import connection

from casework.access import admission, epochs, keys, people
from casework.accounts.models import Role, User
from casework.accounts.rows import Forged
from casework.audit.fresh import Stale
from casework.cases.models import Label
from casework.vault.keyring import NoKey
from casework.vault.models import EpochDue, Membership, Principal, RecoveryHold
from casework.vault.principals import Unopened, current
from tests import make

AT = make.NOW


def _raise(house: make.House, who: str = "supervisor") -> int:
    head = house.staff[who]
    return epochs.raise_due(head.keys, by=head.user, at=AT)


def test_a_leaver_makes_the_next_supervisor_raise_the_epoch(house: make.House) -> None:
    before = current(group=house.desk.duty)
    people.leave(house.caseworker.user, by=house.administrator.user, at=AT)
    assert _raise(house) == 1
    after = current(group=house.desk.duty)
    assert (after.epoch, after.public_key == before.public_key) == (before.epoch + 1, False)
    assert RecoveryHold.objects.filter(holds=after).exists()
    assert not EpochDue.objects.filter(group=house.desk.duty, raised_at__isnull=True).exists()
    held = Membership.objects.filter(group=house.desk.duty).values_list("holds", flat=True)
    assert set(held) == {after.pk}
    assert _raise(house) == 0


def test_an_old_case_still_opens_and_a_new_one_takes_the_new_epoch(house: make.House) -> None:
    old = make.draft(house)
    people.leave(house.supervisor2.user, by=house.administrator.user, at=AT)
    assert _raise(house) == 2
    new = make.draft(house, "caseworker2", label="red umbrella")
    head = house.supervisor.keys
    keys.load(head, [old.pk, new.pk], at=AT)
    assert head.open(Label.objects.get(case=old), "text") == "grey scarf"
    assert head.open(Label.objects.get(case=new), "text") == "red umbrella"
    grant = new.group_grants.get(group=house.desk.supervisors)
    assert grant.principal == current(group=house.desk.supervisors)


def test_the_leavers_old_key_opens_no_new_case(house: make.House) -> None:
    gone = house.supervisor2.keys
    copied = list(Membership.objects.filter(user=house.supervisor2.user))
    people.leave(house.supervisor2.user, by=house.administrator.user, at=AT)
    _raise(house)
    new = make.draft(house)
    for place in copied:  # what she kept in a backup, without the log in her way
        place.save(force_insert=True)
    keys.load_for_labels(gone, [new.pk], at=AT)
    with pytest.raises(NoKey):
        gone.case_key(new.pk)


def test_who_does_not_hold_the_group_cannot_raise(house: make.House) -> None:
    with pytest.raises(Unopened):
        epochs.raise_epoch(
            house.desk.duty, keys=house.supervisor3.keys, by=house.supervisor3.user, at=AT
        )


def test_a_caseworker_raises_nothing_at_her_unlock(house: make.House) -> None:
    people.leave(house.caseworker2.user, by=house.administrator.user, at=AT)
    assert _raise(house, "caseworker") == 0


def test_a_membership_put_back_gets_no_new_seed(house: make.House) -> None:
    place = Membership.objects.get(user=house.caseworker2.user)
    people.leave(house.caseworker2.user, by=house.administrator.user, at=AT)
    place.save(force_insert=True)
    with pytest.raises((Stale, Forged)):
        _raise(house)
    assert current(group=house.desk.duty).epoch == 1


def test_who_joins_after_three_epochs_opens_all_of_them(house: make.House) -> None:
    cases = []
    for number, leaver in enumerate(("supervisor2", "caseworker2")):
        cases.append(make.draft(house, label=f"scarf {number}"))
        people.leave(house.staff[leaver].user, by=house.administrator.user, at=AT)
        _raise(house)
    _user, hers = people.make_admitted(
        "newcomer",
        name="Newcomer",
        places=[(Role.SUPERVISOR, house.desk)],
        passphrase=make.PASSPHRASE,
        invited_by=house.administrator.user,
        admitted_by=house.supervisor.user,
        keys=house.supervisor.keys,
        at=AT,
    )
    keys.load(hers, [case.pk for case in cases], at=AT)
    labels = [hers.open(Label.objects.get(case=case), "text") for case in cases]
    assert labels == ["scarf 0", "scarf 1"]


def test_who_waits_for_admission_is_left_out(house: make.House) -> None:
    from casework.access import invitations

    her = house.caseworker2.user
    token = invitations.invite_again(her, by=house.administrator.user, at=AT)
    accepted = invitations.accept(token, passphrase=make.PASSPHRASE, at=AT)
    people.leave(house.caseworker.user, by=house.administrator.user, at=AT)
    _raise(house)
    place = Membership.objects.get(user=her)
    assert place.holds != current(group=house.desk.duty)
    admission.admit(
        User.objects.get(pk=her.pk),
        words=" ".join(admission.words_of(accepted.person)),
        by=house.supervisor.user,
        at=AT,
        keys=house.supervisor.keys,
    )
    place.refresh_from_db()
    assert place.holds == current(group=house.desk.duty)


def test_an_old_epoch_row_deleted_by_sql_is_noticed(house: make.House) -> None:
    people.leave(house.caseworker.user, by=house.administrator.user, at=AT)
    _raise(house)
    newest = Principal.objects.filter(group=house.desk.duty).order_by("-epoch")[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_principal SET older_seed = '' WHERE id = %s", [newest.pk])
    with pytest.raises(Forged):
        current(group=house.desk.duty)
