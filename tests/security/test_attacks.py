"""Attacks that once worked, each by somebody who has a part of the house: SQL, a post, a desk."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils.timezone import now

from casework.access import admission, checks, founding, invitations, people, slowing
from casework.access.errors import NotAllowed
from casework.access.models import GroupGrant, UserGrant
from casework.access.rekey import rekey
from casework.accounts.models import Desk, Role, Status, User
from casework.accounts.rows import Forged
from casework.audit.fresh import Stale
from casework.cases.actions import files, sharing
from casework.cases.models import Case, Label
from casework.crypto.boxes import kid
from casework.vault import letters
from casework.vault.models import Membership
from casework.web.signin.locking import AFTER_LOCK
from tests import entries, make
from tests.web.signed_in import client_of

AT = make.NOW


@pytest.fixture
def house(db: None) -> make.House:
    return make.house()


def _sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _waiting(house: make.House, role: Role, desk: Desk | None) -> tuple[User, str]:
    """Somebody new who waits, and her words."""
    _person, token = invitations.invite(
        "newcomer", name="Newcomer", places=[(role, desk)], by=house.administrator.user, at=AT
    )
    make.agree(house, AT)
    accepted = invitations.accept(token, passphrase=make.PASSPHRASE, at=AT)
    return accepted.person, " ".join(admission.words_of(accepted.person))


# A desk's row says which groups hold its cases: exchanged by SQL it would lead keys elsewhere.


def test_a_desk_pointed_at_another_group_gets_no_case(house: make.House) -> None:
    _sql("UPDATE accounts_desk SET deputy_id = NULL")
    _sql(
        "UPDATE accounts_desk SET supervisors_id = %s WHERE id = %s",
        house.desk.duty_id,
        house.desk.pk,
    )
    desk = Desk.objects.get(pk=house.desk.pk)
    who = house.caseworker.reload()
    with pytest.raises((Forged, Stale)):
        files.start(desk, by=who.user, at=AT, keys=who.keys, label="grey scarf")
    assert not GroupGrant.objects.filter(group=house.desk.duty_id).exists()


def test_a_deputy_named_by_sql_gets_no_case(house: make.House) -> None:
    _sql(
        "UPDATE accounts_desk SET supervisors_id = %s WHERE id = %s",
        house.desk.duty_id,
        house.other_desk.pk,
    )
    _sql(
        "UPDATE accounts_desk SET deputy_id = %s WHERE id = %s", house.other_desk.pk, house.desk.pk
    )
    with pytest.raises((Forged, Stale)):
        make.draft(house)
    assert not Case.objects.exists()


def test_a_desk_pointed_at_another_group_admits_nobody(house: make.House) -> None:
    person, words = _waiting(house, Role.CASEWORKER, house.desk)
    supervisors = house.desk.supervisors_id
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO auth_group (name) VALUES ('spare') RETURNING id")
        (spare,) = cursor.fetchone()
    _sql("UPDATE accounts_desk SET supervisors_id = %s WHERE id = %s", spare, house.desk.pk)
    _sql("UPDATE accounts_desk SET duty_id = %s WHERE id = %s", supervisors, house.desk.pk)
    head = house.supervisor.reload()
    with pytest.raises((Forged, Stale)):
        admission.admit(person, words=words, by=head.user, at=AT, keys=head.keys)
    assert not Membership.objects.filter(user=person).exists()


# An administrator names posts. That alone makes nobody a supervisor who could admit others.


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.ADMINISTRATOR])
def test_who_was_only_named_supervisor_admits_nobody(house: make.House, role: Role) -> None:
    desk = house.desk if role == Role.CASEWORKER else None
    people.give_post(
        house.caseworker.user,
        Role.SUPERVISOR,
        house.desk,
        by=house.administrator.user,
        at=AT,
        agreed_by=house.administrator2.user,
    )
    person, words = _waiting(house, role, desk)
    named = house.caseworker.reload()
    with pytest.raises(NotAllowed):
        admission.admit(person, words=words, by=named.user, at=AT, keys=named.keys)
    assert User.objects.get(pk=person.pk).status == Status.WAITING


def test_who_was_only_named_supervisor_ends_no_request(house: make.House) -> None:
    people.give_post(
        house.caseworker.user,
        Role.SUPERVISOR,
        house.desk,
        by=house.administrator.user,
        at=AT,
        agreed_by=house.administrator2.user,
    )
    person, _words = _waiting(house, Role.CASEWORKER, house.desk)
    named = house.caseworker.reload()
    for _try in "123":
        with pytest.raises(NotAllowed):
            admission.admit(person, words="no words", by=named.user, at=AT, keys=named.keys)
    assert User.objects.get(pk=person.pk).status == Status.WAITING


def test_a_leaver_put_back_by_sql_gets_no_grant(house: make.House) -> None:
    case = make.draft(house)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status, is_active, session_epoch, entry, mac, revision FROM accounts_user"
            " WHERE id = %s",
            [house.caseworker2.user.pk],
        )
        before = cursor.fetchone()
    people.leave(house.caseworker2.user, by=house.supervisor.user, at=AT)
    _sql(
        "UPDATE accounts_user SET status = %s, is_active = %s, session_epoch = %s, entry = %s,"
        " mac = %s, revision = %s WHERE id = %s",
        *before,
        house.caseworker2.user.pk,
    )
    gone = User.objects.get(pk=house.caseworker2.user.pk)
    with pytest.raises(Stale):
        sharing.share(
            case,
            to=gone,
            by=house.caseworker.user,
            at=AT,
            keys=make.keys_for(house.caseworker, case),
        )
    assert not UserGrant.objects.filter(user=gone).exists()


def test_a_key_replaced_meanwhile_is_not_passed_on(house: make.House) -> None:
    """She loaded the key, the supervisor replaced it, and then she shares."""
    case = make.draft(house)
    before = make.keys_for(house.caseworker, case)
    head = house.supervisor
    rekey(case, by=head.user, at=AT, keys=head.keys)
    reader = house.caseworker2
    sharing.share(case, to=reader.user, by=house.caseworker.user, at=AT, keys=before)
    hers = make.keys_for(reader, case)
    assert hers.open(Label.objects.get(case=case), "text") == "grey scarf"


def test_an_old_case_key_put_back_by_sql_is_not_passed_on(house: make.House) -> None:
    case = make.draft(house)
    before = make.keys_for(house.caseworker, case)
    head = house.supervisor
    rekey(case, by=head.user, at=AT, keys=head.keys)
    _sql("DELETE FROM vault_casekey WHERE case_id = %s AND version = 1", case.pk)
    _sql("UPDATE vault_casekey SET version = 1, kid = %s", kid(before.case_key(case.pk)))
    with pytest.raises((Forged, Stale)):
        sharing.share(case, to=house.caseworker2.user, by=house.caseworker.user, at=AT, keys=before)


# The door.


@pytest.mark.parametrize(
    "typed", ["SUPERVISOR ", "superv\u0131sor", "\u017fupervisor", "supervisor\0"]
)
def test_another_spelling_of_a_name_is_no_fresh_start(house: make.House, typed: str) -> None:
    for _try in range(slowing.FREE_TRIES + 1):
        slowing.take_a_try("supervisor", at=AT)
    with pytest.raises(slowing.TooSoon):
        slowing.take_a_try(typed, at=AT)
    slowing.forget("supervisor")


def test_a_real_house_does_not_start_as_a_demo(transactional_db: None) -> None:
    founding.found(
        desk="north",
        desk_name="North desk",
        administrator=founding.Newcomer("administrator", "Administrator One"),
        supervisor=founding.Newcomer("supervisor", "Supervisor One"),
        purpose="real",
        at=AT,
    )
    with override_settings(DEMO=True), pytest.raises(ImproperlyConfigured):
        checks.require_fit()


def test_names_of_people_are_not_guessed_at(house: make.House) -> None:
    client = client_of(house.caseworker)
    for name in ("person_leave", "admit", "person_invite_again", "post_give", "person"):
        for username in ("supervisor", "nobody-of-this-name"):
            url = reverse(name, args=[username])
            answer = client.post(url) if name != "person" else client.get(url)
            assert answer.status_code == 403, (name, username)


# What somebody does at a desk that she found locked.


@pytest.mark.parametrize("name", ["case_share", "case_hand_over", "case_submit", "names_erase"])
def test_an_act_put_in_at_a_locked_desk_does_not_wait_for_her(house: make.House, name: str) -> None:
    case = make.draft(house)
    client = client_of(house.caseworker, locked=True)
    told = {"person": str(house.caseworker2.user.pk)}
    client.post(reverse(name, args=[case.code]), told)
    assert letters.read_draft(house.caseworker.keys, AFTER_LOCK) is None


def test_keeping_it_too_late_does_not_lose_it(house: make.House) -> None:
    """She sees "Save it now", the desk locks again, and then she presses it."""
    case = make.draft(house)
    locked = client_of(house.caseworker, locked=True)
    locked.post(reverse("note_new", args=[case.code]), {"text": "what she said"})
    locked.post(reverse("kept"), {"save": "yes"})
    kept = json.loads(letters.read_draft(house.caseworker.keys, AFTER_LOCK) or "{}")
    assert ["text", "what she said"] in kept["fields"]
    answer = client_of(house.caseworker).post(reverse("kept"), {"save": "yes"})
    assert answer.status_code == 302
    assert letters.read_draft(house.caseworker.keys, AFTER_LOCK) is None


# Looking without leaving a trace.


def _looks(verb: str, code: str) -> int:
    return sum(e.verb == verb and e.subject_code == code for e in entries.sealed())


def test_a_call_page_that_comes_back_with_errors_is_a_look(house: make.House) -> None:
    case = make.draft(house)
    client = client_of(house.supervisor)
    answer = client.post(reverse("line_case", args=[case.code]), {})
    assert answer.status_code == 200
    assert _looks("case.revealed", case.code) == 1


@pytest.mark.parametrize("name", ["home", "task_list"])
def test_tasks_with_labels_are_a_list(house: make.House, name: str) -> None:
    case = make.opened(house, at=now())
    client = client_of(house.caseworker)
    with_label = client.get(reverse(name))
    assert b"grey scarf" in with_label.content
    assert any(e.verb == "cases.listed" and e.subject_id == "tasks" for e in entries.sealed())
    assert case.code.encode() in with_label.content


def test_a_page_without_a_key_is_refused_and_no_error(house: make.House) -> None:
    """A supervisor by name alone does not learn that the case is there."""
    case = make.opened(house)
    people.give_post(
        house.caseworker3.user,
        Role.SUPERVISOR,
        house.desk,
        by=house.administrator.user,
        at=AT,
        agreed_by=house.administrator2.user,
    )
    client = client_of(house.caseworker3.reload())
    client.raise_request_exception = False
    for name in ("case", "note_new", "line_case", "situation", "consent"):
        answer = client.get(reverse(name, args=[case.code]))
        assert answer.status_code == 404, name
        assert b"grey scarf" not in answer.content


def test_a_row_changed_by_sql_is_on_record_where_it_is_refused(house: make.House) -> None:
    case = make.opened(house)
    _sql("UPDATE access_usergrant SET role = 'reader' WHERE content_object_id = %s", case.pk)
    client = client_of(house.caseworker)
    client.raise_request_exception = False
    assert client.get(reverse("case", args=[case.code])).status_code == 500
    assert _looks("keys.refused", case.code) == 1
