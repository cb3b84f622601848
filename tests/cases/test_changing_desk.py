"""A case goes to another desk by two people, and its keys with it in one act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from casework.access import people
from casework.access.errors import NotAllowed, WrongState
from casework.access.keys import load_standby
from casework.access.models import GroupGrant, UserGrant
from casework.accounts.models import Role
from casework.audit.models import AuditEntry
from casework.cases.actions import break_glass, changing_desk, deciding, emergency, holding, sharing
from casework.cases.actions.consent import record_consent
from casework.cases.models import Case, Decision, Label
from casework.cases.queries import Scope, in_scope
from casework.cases.states import CaseState
from casework.referrals import actions as referrals
from casework.referrals.models import Referral
from casework.referrals.states import Act
from casework.reminders.models import Due
from casework.vault.keyring import NoKey
from casework.vault.models import CaseKey
from casework.vault.principals import Unopened
from tests import entries, make
from tests.make import NOW, House, Staff
from tests.referrals.conftest import SERVICE, active_partner

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


def _hands(who: Staff, case: Case) -> dict[str, Any]:
    return {"by": who.user, "at": LATER, "keys": make.keys_for(who, case)}


def _ask(house: House, case: Case, *, owner: str = "", **changed: Any) -> None:
    named = house.staff[owner].user if owner else None
    told = {
        "desk": house.other_desk,
        "owner": named,
        "reason": "place",
        "summary": "Call on Sundays.",
    }
    changing_desk.ask(case, **(told | _hands(house.caseworker, case) | changed))


def _change(house: House, case: Case, by: str = "supervisor") -> None:
    deciding.say_yes(
        case, deciding.deeds_of("desk_transfer"), words="Agreed.", **_hands(house.staff[by], case)
    )


def _written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return AuditEntry.objects.count()


def _label(who: Staff, case: Case) -> str:
    return make.keys_for(who, case).open(Label.objects.get(case=case), "text")


def test_until_it_is_decided_nothing_moves(house: House, case: Case) -> None:
    _ask(house, case, owner="caseworker3")
    decision = Decision.objects.waiting().get()
    assert (decision.kind, decision.desk, case.desk) == ("desk_transfer", house.desk, house.desk)
    with pytest.raises(NoKey):
        _label(house.caseworker3, case)


def test_the_keys_go_to_the_named_caseworker_and_her_desk(house: House, case: Case) -> None:
    sharing.share(case, to=house.caseworker2.user, **_hands(house.caseworker, case))
    _ask(house, case, owner="caseworker3")
    _change(house, case)
    case = Case.objects.get()
    assert (case.desk, case.owner) == (house.other_desk, house.caseworker3.user)
    for name in ("caseworker3", "supervisor3"):
        assert _label(house.staff[name], case) == "grey scarf"
        assert Case.objects.visible_to(house.staff[name].user).exists()
    for name in ("caseworker", "caseworker2", "supervisor", "supervisor2"):
        assert not Case.objects.visible_to(house.staff[name].user).exists()
        with pytest.raises(NoKey):
            _label(house.staff[name], case)


def test_only_the_other_desk_is_wrapped_to_and_under_a_new_key(house: House, case: Case) -> None:
    _ask(house, case, owner="caseworker3")
    _change(house, case)
    held = GroupGrant.objects.order_by("role").values_list("role", "group", "key_version")
    assert list(held) == [
        ("standby", house.desk.supervisors_id, 2),  # the north desk is the south desk's deputy
        ("supervisors", house.other_desk.supervisors_id, 2),
    ]
    assert list(UserGrant.objects.values_list("user__username", "key_version")) == [
        ("caseworker3", 2)
    ]
    newest = CaseKey.objects.order_by("-version")[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT substr(body, 2, 16) FROM cases_note")
        assert [bytes(kid) for (kid,) in cursor.fetchall()] == [bytes(newest.kid)]


def test_each_desk_finds_it_in_its_own_log(house: House, case: Case) -> None:
    _ask(house, case, owner="caseworker3")
    before = entries.count()
    _change(house, case)
    said = [(entry.verb, entry.desk) for entry in entries.sealed()[before:]]
    for verb, desk in (
        ("decision.made", "north"),
        ("case.desk_left", "north"),
        ("access.revoked", "north"),
        ("access.granted", "south"),
        ("case.desk_joined", "south"),
    ):
        assert (verb, desk) in said
    assert said.count(("access.granted", "south")) == 3


def test_without_a_name_it_waits_for_an_owner_there(house: House, case: Case) -> None:
    _ask(house, case)
    _change(house, case)
    waiting = in_scope(Scope.WITHOUT_OWNER, house.supervisor3.user)
    assert list(waiting) == [case]
    assert not UserGrant.objects.exists()
    sharing.hand_over(case, to=house.caseworker3.user, **_hands(house.supervisor3, case))
    assert _label(house.caseworker3, case) == "grey scarf"


def test_what_is_due_goes_along(house: House, case: Case) -> None:
    review_on = NOW.date() + timedelta(days=9)
    told = {"reason": "no_contact", "review_on": review_on}
    holding.hold(case, **told, **_hands(house.caseworker, case))
    _ask(house, case, owner="caseworker3")
    _change(house, case)
    case = Case.objects.get()
    assert case.state == CaseState.ON_HOLD
    owners = set(Due.objects.pending().values_list("owner__username", flat=True))
    assert owners == {"caseworker3", "supervisor3"}
    held = Decision.objects.waiting().get()
    assert (held.kind, held.desk) == ("held", house.other_desk)
    deciding.say_yes(case, deciding.deeds_of("held"), **_hands(house.supervisor3, case))
    assert not Due.objects.pending().filter(kind="confirm_protective_act").exists()


def test_a_referral_is_reviewed_where_its_case_is(house: House, case: Case) -> None:
    partner, owner = active_partner(house), _hands(house.caseworker, case)
    yes = make.consent("share", service=SERVICE, partner=str(partner.pk))
    record_consent(case, yes, **owner)
    texts = {"need": "A check-up.", "contact": "Through her caseworker."}
    written = texts | {"service": SERVICE, "partner": str(partner.pk)}
    referral = make.packed(referrals.draft(case, urgency="high", written=written, **owner), **owner)
    referrals.act(referral, Act.ASK_REVIEW, **owner)
    _ask(house, case, owner="caseworker3")
    _change(house, case)
    assert not Referral.objects.to_review(house.supervisor.user, NOW).exists()
    assert list(Referral.objects.to_review(house.supervisor3.user, NOW)) == [referral]
    review = Due.objects.pending().get(kind="referral_review_due")
    assert review.owner == house.supervisor3.user
    referral = Referral.objects.select_related("case").get()
    referrals.act(referral, Act.APPROVE, told={}, **_hands(house.supervisor3, case))
    assert referral.state == "approved"


def test_the_other_desk_is_told_that_it_came(house: House, case: Case) -> None:
    _ask(house, case)
    _change(house, case)
    (came,) = Due.objects.pending().filter(kind="case_came")
    assert (came.owner, came.due_at, came.may_be_done) == (house.supervisor3.user, LATER, True)


def test_the_emergency_sheet_is_for_the_other_desk(house: House, case: Case) -> None:
    _ask(house, case, owner="caseworker3")
    _change(house, case)
    assert emergency.opened(case, house.caseworker3.keys)
    with pytest.raises(Unopened):
        emergency.opened(case, house.caseworker2.keys)


def test_whoever_works_on_both_desks_goes_along(house: House, case: Case) -> None:
    by = house.administrator.user
    people.give_post(house.caseworker.user, Role.CASEWORKER, house.other_desk, by=by, at=NOW)
    _ask(house, case)
    _change(house, case)
    assert _label(house.caseworker.reload(), Case.objects.get()) == "grey scarf"


def test_the_desk_that_stands_by_decides_what_nobody_else_can(house: House) -> None:
    case = make.opened(house, "caseworker3")
    people.leave(house.caseworker3.user, by=house.administrator.user, at=NOW)
    # Of the south desk's supervisors there is only the one who asks; the north desk stands by.
    told = {"desk": house.desk, "owner": house.caseworker.user, "reason": "load"}
    hands = _hands(house.supervisor3, case)
    changing_desk.ask(case, summary="Call on Sundays.", **told, **hands)
    hands = {"by": house.supervisor.user, "at": LATER, "keys": house.supervisor.keys}
    load_standby(hands["keys"], case.pk, at=LATER)
    deciding.say_yes(case, deciding.deeds_of("desk_transfer"), **hands)
    for name in ("caseworker", "supervisor"):
        assert _label(house.staff[name], case) == "grey scarf"
    with pytest.raises(NoKey):
        _label(house.supervisor3, case)


def test_it_stays_with_a_word(house: House, case: Case) -> None:
    _ask(house, case, owner="caseworker3")
    keep = _hands(house.supervisor, case)
    deciding.say_no(case, deciding.deeds_of("desk_transfer"), words="We have found a way.", **keep)
    case = Case.objects.get()
    assert (case.desk, case.submitted_at) == (house.desk, None)
    assert _label(house.caseworker, case) == "grey scarf"


# Refused -----------------------------------------------------------------------------------


@pytest.mark.proves("cases.can_ask_transfer")
@pytest.mark.parametrize("name", ["caseworker2", "supervisor", "caseworker3"])
def test_its_owner_asks(name: str, house: House, case: Case) -> None:
    before = _written()
    with pytest.raises(NotAllowed):
        _ask(house, case, by=house.staff[name].user)
    assert (Decision.objects.waiting().count(), _written()) == (0, before)


@pytest.mark.proves("cases.desk_can_take_it")
def test_it_goes_to_another_desk(house: House, case: Case) -> None:
    before = _written()
    with pytest.raises(WrongState, match="Choose another desk of the house"):
        _ask(house, case, desk=house.desk)
    assert _written() == before


def test_a_desk_where_nobody_could_open_it_does_not_get_it(house: House, case: Case) -> None:
    people.leave(house.supervisor3.user, by=house.administrator.user, at=NOW)
    before = _written()
    with pytest.raises(WrongState, match="Nobody on that desk could open"):
        _ask(house, case)
    assert _written() == before


@pytest.mark.proves("cases.owner_is_of_that_desk")
def test_whoever_is_named_works_there_still_when_it_is_decided(house: House, case: Case) -> None:
    _ask(house, case, owner="caseworker3")
    people.leave(house.caseworker3.user, by=house.administrator.user, at=NOW)
    before = _written()
    with pytest.raises(WrongState, match="no caseworker of that desk"):
        _change(house, case)
    assert (Case.objects.get().desk, _written()) == (house.desk, before)


@pytest.mark.proves("cases.no_emergency_to_review")
def test_an_emergency_is_reviewed_by_the_desk_that_had_it(house: House, case: Case) -> None:
    who = house.caseworker2
    told = {"reason": "on_the_line", "words": "She rang."}
    break_glass.ask(case, **told, by=who.user, at=NOW, keys=who.keys)
    with pytest.raises(WrongState, match="waits for its review"):
        _ask(house, case)


@pytest.mark.proves("cases.summary_written")
def test_whoever_goes_on_is_told_what_she_must_know(house: House, case: Case) -> None:
    with pytest.raises(WrongState, match="must know"):
        _ask(house, case, summary="")


def test_nobody_decides_what_she_asked(house: House, case: Case) -> None:
    people.leave(house.caseworker.user, by=house.administrator.user, at=NOW)
    _ask(house, case, by=house.supervisor.user, keys=make.keys_for(house.supervisor, case))
    before = _written()
    with pytest.raises(NotAllowed):
        _change(house, case)
    assert (Case.objects.get().desk, _written()) == (house.desk, before)
    _change(house, case, by="supervisor2")
    assert Case.objects.get().desk == house.other_desk


@pytest.mark.proves("cases.decider_gains_nothing")
def test_whoever_gets_it_there_does_not_decide(house: House, case: Case) -> None:
    by = house.administrator.user
    people.give_post(house.supervisor.user, Role.CASEWORKER, house.other_desk, by=by, at=NOW)
    house.staff["supervisor"] = house.supervisor.reload()
    _ask(house, case, owner="supervisor")
    before = _written()
    with pytest.raises(WrongState, match="Somebody else decides"):
        _change(house, case)
    assert (Case.objects.get().desk, _written()) == (house.desk, before)
    _change(house, case, by="supervisor2")
    assert Case.objects.get().owner == house.supervisor.user


@pytest.mark.parametrize("name", ["caseworker", "caseworker3", "supervisor3"])
def test_a_supervisor_of_its_desk_decides(name: str, house: House, case: Case) -> None:
    _ask(house, case, owner="caseworker3")
    before = _written()
    hands = _hands(house.supervisor, case) | {"by": house.staff[name].user}
    with pytest.raises(NotAllowed):
        deciding.say_yes(case, deciding.deeds_of("desk_transfer"), **hands)
    assert (Case.objects.get().desk, _written()) == (house.desk, before)


def test_it_is_decided_once(house: House, case: Case) -> None:
    _ask(house, case, owner="caseworker3")
    second = _hands(house.supervisor2, case)
    _change(house, case)
    before = _written()
    with pytest.raises(WrongState, match="decided already"):
        deciding.say_yes(case, deciding.deeds_of("desk_transfer"), **second)
    assert _written() == before
