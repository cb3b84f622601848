from __future__ import annotations

import pytest
from django.db import connection
from django.test import override_settings

from casework.access import admission, invitations, keys
from casework.access.admission import WrongWords
from casework.access.errors import NotAllowed, WrongState
from casework.access.waiting import ended_requests, waiting_for
from casework.accounts.models import Invitation, Role, Status, User
from casework.accounts.rows import Forged
from casework.audit.fresh import Stale
from casework.cases.models import Label
from casework.crypto import fingerprints, wraps
from casework.vault.keyring import NoKey
from casework.vault.models import Lock, Membership, Principal
from tests import make

AT = make.NOW
WRONG = "abandon ability able about above absent"


def _newcomer(house: make.House, role: Role = Role.CASEWORKER) -> invitations.Accepted:
    place = (role, None if role == Role.ADMINISTRATOR else house.desk)
    _person, token = invitations.invite(
        "newcomer", name="Newcomer", places=[place], by=house.administrator.user, at=AT
    )
    make.agree(house, AT)
    return invitations.accept(token, passphrase=make.PASSPHRASE, at=AT)


def _words(person: User, language: fingerprints.Language = "en") -> str:
    principal = Principal.objects.filter(person=person).order_by("-epoch")[0]
    return " ".join(fingerprints.words(principal.public_key, language))


def _admit(house: make.House, person: User, words: str, by: str = "supervisor") -> None:
    admitter = house.staff[by]
    admission.admit(person, words=words, by=admitter.user, at=AT, keys=admitter.keys)


@pytest.mark.parametrize("language", fingerprints.LANGUAGES)
def test_admit_by_words_of_any_language(house: make.House, language: fingerprints.Language) -> None:
    newcomer = _newcomer(house)
    _admit(house, newcomer.person, _words(newcomer.person, language))
    person = User.objects.get(pk=newcomer.person.pk)
    assert person.is_admitted
    groups = set(Membership.objects.filter(user=person).values_list("group", flat=True))
    assert groups == {house.desk.duty_id}


def test_a_supervisor_gets_both_groups_and_opens_what_was_there_before(house: make.House) -> None:
    case = make.draft(house)
    newcomer = _newcomer(house, Role.SUPERVISOR)
    _admit(house, newcomer.person, _words(newcomer.person))
    keys.load(newcomer.keys, [case.pk], at=AT)
    assert newcomer.keys.open(Label.objects.get(case=case), "text") == "grey scarf"


def test_an_administrator_is_admitted_without_any_group(house: make.House) -> None:
    newcomer = _newcomer(house, Role.ADMINISTRATOR)
    _admit(house, newcomer.person, _words(newcomer.person), by="supervisor3")
    assert User.objects.get(pk=newcomer.person.pk).is_administrator
    assert not Membership.objects.filter(user=newcomer.person).exists()


@pytest.mark.parametrize("who", ["administrator", "caseworker", "supervisor3"])
def test_admit_is_for_a_supervisor_of_her_desk(house: make.House, who: str) -> None:
    newcomer = _newcomer(house)
    with pytest.raises(NotAllowed):
        _admit(house, newcomer.person, _words(newcomer.person), by=who)
    assert not User.objects.get(pk=newcomer.person.pk).is_admitted


@pytest.mark.proves("access.can_admit")
def test_nobody_admits_herself(house: make.House) -> None:
    her = house.supervisor.user
    with pytest.raises(NotAllowed):
        _admit(house, her, _words(her))


def test_wrong_words_are_counted_and_the_right_ones_still_count(house: make.House) -> None:
    newcomer = _newcomer(house)
    for left in (2, 1):
        with pytest.raises(WrongWords) as refused:
            _admit(house, newcomer.person, WRONG)
        assert refused.value.left == left
    _admit(house, newcomer.person, _words(newcomer.person))
    assert User.objects.get(pk=newcomer.person.pk).is_admitted


def test_the_third_wrong_try_ends_the_request(house: make.House) -> None:
    newcomer = _newcomer(house)
    session_epoch = newcomer.person.session_epoch
    for _try in range(3):
        with pytest.raises(WrongWords):
            _admit(house, newcomer.person, WRONG)
    person = User.objects.get(pk=newcomer.person.pk)
    assert person.status == Status.INVITED
    assert person.session_epoch > session_epoch  # whoever it is, is out
    assert not Lock.objects.filter(person=person).exists()
    with pytest.raises(WrongState):
        _admit(house, person, _words(person))


def test_the_third_wrong_try_shows_at_once_that_the_request_has_ended(house: make.House) -> None:
    newcomer = User.objects.get(pk=_newcomer(house).person.pk)
    for _try in range(3):
        with pytest.raises(WrongWords):
            _admit(house, newcomer, WRONG)
    assert newcomer.status == Status.INVITED


def test_a_third_wrong_try_turns_away_nobody_who_was_admitted_meanwhile(house: make.House) -> None:
    newcomer = _newcomer(house)
    seen_waiting = User.objects.get(pk=newcomer.person.pk)
    for _try in range(2):
        with pytest.raises(WrongWords):
            _admit(house, seen_waiting, WRONG)
    _admit(house, User.objects.get(pk=newcomer.person.pk), _words(newcomer.person))
    with pytest.raises(WrongWords):
        _admit(house, seen_waiting, WRONG, by="supervisor2")
    assert User.objects.get(pk=newcomer.person.pk).is_admitted
    assert Lock.objects.filter(person=newcomer.person).exists()


def test_every_supervisor_of_the_desk_is_alerted(house: make.House) -> None:
    newcomer = _newcomer(house)
    for _try in range(3):
        with pytest.raises(WrongWords):
            _admit(house, newcomer.person, WRONG)
    for who in ("supervisor", "supervisor2"):
        ended = ended_requests(house.staff[who].user, since=AT)
        assert ended == [newcomer.person]
    assert ended_requests(house.supervisor3.user, since=AT) == []


def test_tries_put_back_by_sql_are_refused(house: make.House) -> None:
    newcomer = _newcomer(house)
    before = Invitation.objects.get(person=newcomer.person)
    with pytest.raises(WrongWords):
        _admit(house, newcomer.person, WRONG)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_invitation SET wrong_words = 0, entry = %s, mac = %s, revision = %s"
            " WHERE id = %s",
            [before.entry, before.mac, before.revision, before.pk],
        )
    with pytest.raises(Stale):
        _admit(house, newcomer.person, WRONG)


def test_a_swapped_public_key_is_refused(house: make.House) -> None:
    newcomer = _newcomer(house)
    theirs = wraps.public_key(wraps.new_seed())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_principal SET public_key = %s WHERE person_id = %s",
            [theirs, newcomer.person.pk],
        )
    words = " ".join(fingerprints.words(theirs, "en"))
    with pytest.raises(Forged):
        _admit(house, newcomer.person, words)


def test_a_key_made_anew_gets_her_cases_from_who_admits_her_again(house: make.House) -> None:
    case = make.draft(house)
    her = house.caseworker.user
    token = invitations.invite_again(her, by=house.administrator.user, at=AT)
    accepted = invitations.accept(token, passphrase=make.PASSPHRASE, at=AT)
    keys.load(accepted.keys, [case.pk], at=AT)
    with pytest.raises(NoKey):
        accepted.keys.case_key(case.pk)
    _admit(house, accepted.person, _words(her))
    keys.load(accepted.keys, [case.pk], at=AT)
    assert accepted.keys.open(Label.objects.get(case=case), "text") == "grey scarf"


def test_who_waits_again_gets_no_grant(house: make.House) -> None:
    from casework.access import grants
    from casework.access.models import HolderRole

    case = make.draft(house)
    her = house.caseworker2.user
    token = invitations.invite_again(her, by=house.administrator.user, at=AT)
    invitations.accept(token, passphrase=make.PASSPHRASE, at=AT)
    owner = house.caseworker
    with pytest.raises(NotAllowed):
        grants.grant(
            case,
            to=her,
            role=HolderRole.READER,
            by=owner.user,
            at=AT,
            keys=make.keys_for(owner, case),
        )


def test_outside_the_demo_who_has_no_second_factor_is_not_admitted(house: make.House) -> None:
    newcomer = _newcomer(house)
    with override_settings(DEMO=False), pytest.raises(WrongState):
        _admit(house, newcomer.person, _words(newcomer.person))


def test_a_post_on_a_second_desk_waits_for_its_own_supervisor(house: make.House) -> None:
    from casework.access import people

    her = house.caseworker.user
    people.give_post(her, Role.CASEWORKER, house.other_desk, by=house.administrator.user, at=AT)
    assert [row.person for row in waiting_for(house.supervisor3.user)] == [her]
    assert waiting_for(house.supervisor.user) == []
    _admit(house, her, _words(her), by="supervisor3")
    assert waiting_for(house.supervisor3.user) == []
    assert Membership.objects.filter(user=her, group=house.other_desk.duty_id).exists()
