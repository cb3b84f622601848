"""Two people act at the same moment, each in her own connection: no order leaves a torn house."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from time import sleep
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections, transaction

from casework.access import admission, changes, epochs, grants, invitations, keys, people, slowing
from casework.access.errors import NotAllowed, WrongState
from casework.access.models import Change, HolderRole, UserGrant
from casework.access.rekey import rekey
from casework.accounts.models import Role, User
from casework.audit.verification import verify
from casework.cases.actions import record, sharing
from casework.cases.models import Case, Label, Note
from casework.vault.models import EpochDue, Membership, Principal
from casework.vault.principals import group_seeds
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
AT = make.NOW
again = pytest.mark.parametrize("number", range(3))


@pytest.fixture
def house(transactional_db: Any) -> Iterator[make.House]:
    return make.house()


def _opens(who: make.Staff, case: Case) -> bool:
    hers = who.keys
    keys.load(hers, [case.pk], at=AT)
    return hers.holds(case.pk) and bool(hers.open(Label.objects.get(case=case), "text"))


@again
def test_admit_against_leave(house: make.House, number: int) -> None:
    person, token = invitations.invite(
        "newcomer",
        name="Newcomer",
        places=[(Role.CASEWORKER, house.desk)],
        by=house.administrator.user,
        at=AT,
    )
    accepted = invitations.accept(token, passphrase=make.PASSPHRASE, at=AT)
    words = " ".join(admission.words_of(accepted.person))
    head = house.supervisor
    raised = together(
        lambda: admission.admit(accepted.person, words=words, by=head.user, at=AT, keys=head.keys),
        lambda: people.leave(person, by=house.administrator.user, at=AT),
    )
    assert raised[1] is None
    assert raised[0] is None or isinstance(raised[0], (WrongState, NotAllowed))
    gone = User.objects.get(pk=person.pk)
    assert not gone.is_active
    assert not Membership.objects.filter(user=gone).exists()


@again
def test_agree_twice_against_leave(house: make.House, number: int) -> None:
    """It is done once, or she has left and it is not; nobody waits for the other for ever."""
    her, by, second = house.caseworker.user, house.administrator.user, house.administrator2.user
    asked = people.ask_post(her, Role.SUPERVISOR, house.other_desk, by=by, at=AT)
    assert isinstance(asked, Change)
    raised = together(
        lambda: changes.agree(asked, by=second, at=AT),
        lambda: changes.agree(asked, by=second, at=AT),
        lambda: people.leave(her, by=house.supervisor.user, at=AT),
    )
    assert raised[2] is None
    refused = [one for one in raised[:2] if one is not None]
    assert refused
    assert all(isinstance(one, WrongState) for one in refused)
    assert not Change.objects.exists()
    assert not her.posts.current().exists()


def test_grant_against_leave(house: make.House) -> None:
    owner, leaver = house.caseworker, house.caseworker2
    case = make.draft(house)
    raised = together(
        lambda: sharing.share(
            case, to=leaver.user, by=owner.user, at=AT, keys=make.keys_for(owner, case)
        ),
        lambda: people.leave(leaver.user, by=house.administrator.user, at=AT),
    )
    assert raised[1] is None
    assert raised[0] is None or isinstance(raised[0], NotAllowed)
    assert not UserGrant.objects.filter(user=leaver.user).exists()


@again
def test_grant_against_rotate(house: make.House, number: int) -> None:
    """Every grant opens, whichever epoch it met."""
    head = house.supervisor
    cases: list[Case] = []
    raised = together(
        lambda: cases.append(make.draft(house)),
        lambda: cases.append(make.draft(house, "caseworker2")),
        lambda: epochs.raise_epoch(house.desk.supervisors, keys=head.keys, by=head.user, at=AT),
    )
    assert raised == [None, None, None]
    for case in cases:
        assert _opens(house.supervisor, case)
        assert _opens(house.supervisor2, case)


@again
def test_admit_against_rotate(house: make.House, number: int) -> None:
    _person, token = invitations.invite(
        "newcomer",
        name="Newcomer",
        places=[(Role.SUPERVISOR, house.desk)],
        by=house.administrator.user,
        at=AT,
    )
    make.agree(house, AT)
    accepted = invitations.accept(token, passphrase=make.PASSPHRASE, at=AT)
    words = " ".join(admission.words_of(accepted.person))
    case = make.draft(house)
    head, other = house.supervisor, house.supervisor2
    raised = together(
        lambda: admission.admit(accepted.person, words=words, by=head.user, at=AT, keys=head.keys),
        lambda: epochs.raise_epoch(house.desk.supervisors, keys=other.keys, by=other.user, at=AT),
    )
    assert raised == [None, None]
    newcomer = make.Staff(accepted.person, accepted.keys)
    place = Membership.objects.get(user=accepted.person, group=house.desk.supervisors)
    assert place.holds == _newest(house.desk.supervisors)
    assert _opens(newcomer, case)
    assert _opens(newcomer, make.draft(house))


def test_leave_against_rotate(house: make.House) -> None:
    """Whoever leaves while the epoch rises is left out, or the next epoch is due."""
    head, leaver = house.supervisor, house.supervisor2
    raised = together(
        lambda: epochs.raise_epoch(house.desk.supervisors, keys=head.keys, by=head.user, at=AT),
        lambda: people.leave(leaver.user, by=house.administrator.user, at=AT),
    )
    assert raised == [None, None]
    assert not Membership.objects.filter(user=leaver.user).exists()
    due = EpochDue.objects.filter(group=house.desk.supervisors, raised_at__isnull=True)
    newest = _newest(house.desk.supervisors)
    assert due.exists() or newest.pk not in group_seeds(leaver.keys)


def test_two_raise_the_same_epoch(house: make.House) -> None:
    people.leave(house.caseworker.user, by=house.administrator.user, at=AT)
    raised = together(
        *(
            lambda who=who: epochs.raise_due(who.keys, by=who.user, at=AT)
            for who in (house.supervisor, house.supervisor2)
        )
    )
    assert raised == [None, None]
    case = make.draft(house, "caseworker2")
    assert _opens(house.supervisor, case)
    assert _opens(house.supervisor2, case)
    assert not EpochDue.objects.filter(raised_at__isnull=True, group=house.desk.duty).exists()


def test_write_against_rekey(house: make.House) -> None:
    case = make.draft(house)
    owner, head = house.caseworker, house.supervisor

    def write() -> None:
        hers = make.keys_for(owner, case)
        mine = Case.objects.select_related("desk", "owner").get(pk=case.pk)
        record.change_label(mine, "red umbrella", revision=1, by=owner.user, at=AT, keys=hers)

    raised = together(write, lambda: rekey(case, by=head.user, at=AT, keys=head.keys))
    assert raised[1] is None
    hers = make.keys_for(owner, case)
    assert hers.open(Label.objects.get(case=case), "text") in ("red umbrella", "grey scarf")


def test_what_waited_for_a_new_key_is_sealed_under_it(house: make.House) -> None:
    """Her keyring is of before; the row is of after, and its key is the newest."""
    case = make.draft(house)
    owner, head = house.caseworker, house.supervisor
    hers, mine = make.keys_for(owner, case), Case.objects.get(pk=case.pk)

    def write() -> None:
        with transaction.atomic():
            record.add_note(mine, "She rang.", by=owner.user, at=AT, keys=hers)

    with transaction.atomic():
        made = rekey(case, by=head.user, at=AT, keys=head.keys)
        waiting = Thread(target=lambda: (write(), connection.close()))
        waiting.start()
        _wait_until_somebody_waits()
    waiting.join(30)
    note = Note.objects.get(case=case)
    assert note.body.blob[1:17] == note.document.blob[1:17] == bytes(made.kid)
    assert make.keys_for(owner, case).open(note, "body") == "She rang."


def _wait_until_somebody_waits() -> None:
    for _time in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.01)
    raise AssertionError("Nobody waits.")


def test_an_invitation_is_used_once_by_two_clicks(house: make.House) -> None:
    person, token = invitations.invite(
        "newcomer",
        name="Newcomer",
        places=[(Role.CASEWORKER, house.desk)],
        by=house.administrator.user,
        at=AT,
    )
    raised = together(
        *(lambda: invitations.accept(token, passphrase=make.PASSPHRASE, at=AT) for _ in "12")
    )
    assert sum(error is None for error in raised) == 1
    assert Principal.objects.filter(person=person).count() == 1


def test_guesses_sent_at_once_do_not_passtogether(transactional_db: None) -> None:
    raised = together(*(lambda: slowing.take_a_try("caseworker", at=AT) for _ in range(12)))
    assert sum(error is None for error in raised) == slowing.FREE_TRIES + 1
    assert all(error is None or isinstance(error, slowing.TooSoon) for error in raised)


def test_the_log_verifies_after_races(house: make.House) -> None:
    case = make.draft(house)
    owner, head = house.caseworker, house.supervisor
    together(
        lambda: grants.grant(
            case,
            to=house.caseworker2.user,
            role=HolderRole.READER,
            by=owner.user,
            at=AT,
            keys=make.keys_for(owner, case),
        ),
        lambda: epochs.raise_epoch(house.desk.duty, keys=head.keys, by=head.user, at=AT),
        lambda: people.leave(house.caseworker3.user, by=house.administrator.user, at=AT),
    )
    assert list(verify(connections["default"]).findings) == []


def _newest(group: Group) -> Principal:
    return Principal.objects.filter(group=group).order_by("-epoch")[0]
