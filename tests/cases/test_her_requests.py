"""She asks that all of it be erased, or what is held: hidden at once, done within its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connection, transaction

from casework.access import people, stand_ins
from casework.access.errors import NotAllowed, WrongState
from casework.accounts.models import Role, User
from casework.audit.models import AuditEntry
from casework.audit.verification import verify
from casework.cases import plans, policies, queries
from casework.cases.actions import her_copy, her_end, legal_holds, retiring
from casework.cases.models import Case, CopyRequest, Erasure
from casework.cases.states import CaseState
from casework.reminders import delivery, unattended
from casework.reminders.models import Due
from casework.vault.models import Letter
from tests import make
from tests.make import NOW, House, Staff
from tests.reminders.conftest import give_address

HEARD = {"identity": "code_word", "free": "yes", "words": "All of it."}
LATER = NOW + timedelta(hours=30)


def _written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return AuditEntry.objects.count()


def _refused(sentence: str, act: Callable[[], Any], error: type[Exception] = WrongState) -> None:
    before = _written()
    with pytest.raises(error, match=sentence), transaction.atomic():
        act()
    assert _written() == before


def _of(who: Staff, case: Case) -> dict[str, Any]:
    return {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


def _asked(house: House, case: Case, **told: str) -> Erasure:
    return her_end.ask(case, HEARD | told, **_of(house.caseworker, case))


def _sees(who: User, case: Case) -> bool:
    scopes = (queries.in_scope(scope, who) for scope in queries.scopes_of(who))
    listed = any(found.filter(pk=case.pk).exists() for found in scopes)
    assert listed <= Case.objects.visible_to(who).filter(pk=case.pk).exists()
    return Case.objects.visible_to(who).filter(pk=case.pk).exists()


def _told(case: Case) -> set[str]:
    told = Due.objects.pending().filter(case=case, kind="erasure_due")
    return set(told.values_list("owner__username", flat=True))


def test_it_is_hidden_at_once_from_all_but_two(house: House, case: Case) -> None:
    erasure = _asked(house, case)
    named = (erasure.first, erasure.second)
    assert named == (house.supervisor.user, house.supervisor2.user)
    assert erasure.due_at == NOW + timedelta(hours=72)
    seen = {name for name, who in house.staff.items() if _sees(who.user, case)}
    assert seen == {"supervisor", "supervisor2"}
    assert not Letter.objects.filter(case_id=case.pk, kind=Letter.Kind.EMERGENCY).exists()
    assert not policies.can_break_glass(house.caseworker2.user, case)
    assert not Due.objects.pending().of(house.caseworker.user, NOW).filter(case=case).exists()
    assert _told(case) == {"supervisor", "supervisor2"}


def test_who_heard_it_does_not_decide_it(house: House, case: Case) -> None:
    erasure = her_end.ask(case, HEARD, **_of(house.supervisor, case))
    assert (erasure.first, erasure.second) == (house.supervisor2.user, house.administrator.user)
    assert not _sees(house.supervisor.user, case)
    assert _told(case) == {"supervisor2", "administrator"}
    give_address(house.administrator.user, "admin@example.org")
    delivery.sweep(NOW)
    assert ["admin@example.org"] in [one.to for one in mail.outbox]


def test_where_one_supervises_one_of_the_deputy_desk_decides_too(house: House) -> None:
    far = make.opened(house, "caseworker3")
    erasure = her_end.ask(far, HEARD, **_of(house.caseworker3, far))
    assert (erasure.first, erasure.second) == (house.supervisor3.user, house.supervisor.user)
    assert _told(far) == {"supervisor3", "supervisor"}
    assert queries.stood_by(house.supervisor.user, far.code) == far
    assert queries.stood_by(house.supervisor2.user, far.code) is None


def test_both_agree_and_it_is_erased_while_she_was_still_helped(house: House, case: Case) -> None:
    erasure = _asked(house, case)
    for who in (house.supervisor2, house.supervisor):
        erasure = retiring.agree(erasure, by=who.user, at=LATER)
    gone = Case.objects.get(pk=case.pk)
    assert (gone.state, gone.hidden_at, gone.risk) == (CaseState.ERASED, None, "")
    assert not Due.objects.filter(case=case).exists()
    assert not any(_sees(who.user, gone) for who in house.staff.values())
    _written()
    assert verify(connection).ok


def test_it_comes_back_when_it_was_not_her_wish(house: House, case: Case) -> None:
    erasure = _asked(house, case)
    retiring.agree(erasure, by=house.supervisor.user, at=LATER)
    retiring.keep(erasure, by=house.supervisor2.user, at=LATER)
    assert _sees(house.caseworker.user, case)
    assert not Due.objects.pending().filter(case=case, kind="erasure_due").exists()
    again = _asked(house, Case.objects.select_related("desk", "owner").get(pk=case.pk))
    assert again.first_at is None


def test_while_its_caseworker_is_away_its_tasks_tell_nobody_of_it(house: House, case: Case) -> None:
    """Nor does an overdue follow-up tell an administrator."""
    told = {"since": NOW, "until": NOW + timedelta(days=9), "by": house.caseworker.user, "at": NOW}
    stand_ins.hand_over(house.caseworker2.user, **told)
    overdue, admin = NOW + timedelta(days=5), house.administrator2.user
    follow_up = Due.objects.pending().of(house.supervisor.user, overdue).filter(case=case)
    Due.objects.create(case=case, kind="unattended", owner=admin, due_at=NOW)
    assert follow_up.exists()
    assert unattended.told_to(admin, NOW).exists()
    her_end.ask(case, HEARD, **_of(house.supervisor, case))
    assert not follow_up.all().exists()
    assert not unattended.told_to(admin, NOW).exists()


def test_what_others_decide_hides_none_from_who_is_named(house: House, case: Case) -> None:
    """However long the list, and by its code: a page that is not there would never be answered."""
    make.close(house, case)
    _written()
    over = NOW + timedelta(days=366)
    assert plans.sweep(over) == 1
    other = make.opened(house, label="blue")
    hands = _of(house.supervisor, other) | {"at": over + timedelta(days=13)}
    erasure = her_end.ask(other, HEARD, **hands)
    admin = house.administrator.user
    with patch.object(plans, "SHOWN", 1):
        assert plans.waiting_for(admin) == plans.waiting_for(admin, code=other.code) == [erasure]
    assert plans.waiting_for(admin, code=case.code) == []


def test_who_is_named_and_lost_her_post_is_replaced(house: House, case: Case) -> None:
    erasure = _asked(house, case)
    her, by = house.supervisor2.user, {"by": house.administrator.user, "at": NOW}
    post = her.posts.current().get(role="supervisor")
    people.give_post(her, Role.CASEWORKER, house.other_desk, **by)
    people.end_post(post, **by)
    plans.sweep(LATER)
    assert Erasure.objects.get(pk=erasure.pk).second == house.administrator.user
    assert _told(case) >= {"supervisor", "administrator"}


def test_who_left_is_replaced(house: House, case: Case) -> None:
    erasure = _asked(house, case)
    people.leave(house.supervisor2.user, by=house.administrator.user, at=NOW)
    plans.sweep(LATER)
    assert Erasure.objects.get(pk=erasure.pk).second == house.administrator.user


def test_who_is_away_gives_her_place_to_her_deputy(house: House) -> None:
    far = make.opened(house, "caseworker3")
    erasure = her_end.ask(far, HEARD, **_of(house.caseworker3, far))
    her = house.supervisor3.user
    told = {"since": NOW, "until": NOW + timedelta(days=9), "by": her, "at": NOW}
    stand_ins.hand_over(house.supervisor2.user, **told)
    plans.sweep(NOW)
    again = Erasure.objects.get(pk=erasure.pk)
    assert (again.first, again.second) == (house.supervisor2.user, house.supervisor.user)
    assert _told(far) == {"supervisor2", "supervisor"}
    assert not _sees(her, far)


def test_who_is_away_is_not_named_while_somebody_is_there(house: House, case: Case) -> None:
    told = {"since": NOW, "until": NOW + timedelta(days=9), "by": house.supervisor.user, "at": NOW}
    stand_ins.hand_over(house.supervisor2.user, **told)
    erasure = _asked(house, case)
    assert {erasure.first, erasure.second} & {house.supervisor.user, None} == set()


def test_what_nobody_decides_climbs_and_a_yes_stands(house: House, case: Case) -> None:
    """Within 72 hours; then to whoever is next, and a day later to an administrator."""
    erasure = _asked(house, case)
    retiring.agree(erasure, by=house.supervisor.user, at=LATER)
    plans.sweep(erasure.due_at - timedelta(seconds=1))
    assert _told(case) == {"supervisor", "supervisor2"}
    plans.sweep(erasure.due_at)
    plans.sweep(erasure.due_at + timedelta(hours=23))
    assert _told(case) == {"supervisor", "administrator"}
    plans.sweep(erasure.due_at + timedelta(hours=24))
    plans.sweep(erasure.due_at + timedelta(days=30))
    assert _told(case) == {"supervisor", "administrator2"}
    done = Erasure.objects.get(pk=erasure.pk)
    assert (done.climbed, done.first) == (2, house.supervisor.user)
    done = retiring.agree(done, by=house.administrator2.user, at=erasure.due_at + timedelta(days=2))
    assert done.number


def test_a_plan_gives_way_to_her_wish(house: House, case: Case) -> None:
    make.close(house, case)
    _written()
    over = NOW + timedelta(days=366)
    plans.sweep(over)
    erasure = _asked(house, case)
    assert list(Erasure.objects.waiting()) == [erasure]


def test_a_law_holds_against_her_wish_when_two_say_so(house: House, case: Case) -> None:
    told = {"reason": "law", "words": "Article 12.", "at": NOW}
    hold = legal_holds.ask(case, **told, by=house.administrator.user)
    legal_holds.ask(case, **told | {"reason": "inquiry"}, by=house.administrator.user)
    erasure = _asked(house, case)
    retiring.agree(erasure, by=house.supervisor.user, at=LATER)
    legal_holds.confirm(hold, by=house.administrator2.user, at=LATER)
    by = house.supervisor2.user
    _refused("legal hold", lambda: retiring.agree(erasure, by=by, at=LATER))


@pytest.mark.proves("cases.she_was_heard")
@pytest.mark.parametrize("told", [{"free": "no"}, {"identity": ""}])
def test_nothing_is_hidden_before_she_was_heard(
    told: dict[str, str], house: House, case: Case
) -> None:
    _refused("Make sure first", lambda: _asked(house, case, **told))


@pytest.mark.proves("cases.no_erasure_waits")
def test_it_is_asked_for_once(house: House, case: Case) -> None:
    _asked(house, case)
    _refused("asked for already", lambda: _asked(house, case))


@pytest.mark.proves("cases.she_can_ask_for_its_end")
def test_a_draft_ends_with_her_no(house: House) -> None:
    draft = make.draft(house)
    _refused("This is a draft", lambda: _asked(house, draft))


@pytest.mark.proves("cases.can_ask_erasure")
def test_a_colleague_of_the_desk_hides_nothing(house: House, case: Case) -> None:
    hands = _of(house.caseworker2, case)
    _refused("can_ask_erasure", lambda: her_end.ask(case, HEARD, **hands), NotAllowed)


@pytest.mark.proves("cases.can_see_certificates")
def test_a_caseworker_sees_no_certificates(house: House) -> None:
    assert not policies.can_see_certificates(house.caseworker.user)
    assert policies.can_see_certificates(house.supervisor.user)


# A copy -------------------------------------------------------------------------------


def _copy(house: House, case: Case) -> CopyRequest:
    return her_copy.ask(case, words="Read it to me.", **_of(house.caseworker, case))


def test_a_copy_has_a_clock_and_is_handed_over_on_record(house: House, case: Case) -> None:
    copy, who = _copy(house, case), house.caseworker
    due = Due.objects.pending().get(case=case, kind="copy_due")
    assert (due.owner, due.due_at) == (who.user, NOW + timedelta(days=30))
    her_copy.made(case, language="ko", **_of(who, case))
    told = {"way": "read", "safe": "yes", "words": ""}
    her_copy.given(case, told, **_of(who, case))
    done = CopyRequest.objects.get(pk=copy.pk)
    assert (done.given_by, done.given_at) == (who.user, NOW)
    told = make.keys_for(who, case).open_document(done)
    assert told == {"words": "Read it to me.", "given": {"way": "read", "safe": "yes", "words": ""}}
    assert not Due.objects.pending().filter(case=case, kind="copy_due").exists()


def test_of_a_closed_case_she_may_have_a_copy_too(house: House, case: Case) -> None:
    make.close(house, case)
    _copy(house, case)
    assert Due.objects.pending().filter(case=case, kind="copy_due").exists()


@pytest.mark.proves("cases.reaches_her_safely")
@pytest.mark.parametrize("told", [{"way": "in_person", "safe": "no"}, {"way": "", "safe": "yes"}])
def test_a_copy_that_somebody_could_find_is_not_given(
    told: dict[str, str], house: House, case: Case
) -> None:
    _copy(house, case)
    hands = _of(house.caseworker, case)
    _refused("Hand it over only where", lambda: her_copy.given(case, told, **hands))


@pytest.mark.proves("cases.no_copy_waits")
def test_a_copy_is_asked_for_once(house: House, case: Case) -> None:
    _copy(house, case)
    _refused("on its way already", lambda: _copy(house, case))


@pytest.mark.proves("cases.copy_still_waits")
def test_no_copy_is_made_that_nobody_asked_for(house: House, case: Case) -> None:
    hands = _of(house.caseworker, case)
    _refused("nobody has asked", lambda: her_copy.made(case, language="ko", **hands))


@pytest.mark.proves("cases.can_ask_copy")
def test_a_colleague_asks_for_no_copy(house: House, case: Case) -> None:
    hands = _of(house.caseworker2, case)
    _refused("can_ask_copy", lambda: her_copy.ask(case, words="", **hands), NotAllowed)


@pytest.mark.proves("cases.can_give_copy")
def test_a_colleague_makes_no_copy(house: House, case: Case) -> None:
    _copy(house, case)
    hands = _of(house.caseworker2, case)
    _refused("can_give_copy", lambda: her_copy.made(case, language="ko", **hands), NotAllowed)
