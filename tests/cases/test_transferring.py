"""Another organisation takes a case over, by two people and her yes; and it ends or comes back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from casework.access.errors import NotAllowed, WrongState
from casework.audit.models import AuditEntry
from casework.cases import guards, safety_plans, transfer_ends
from casework.cases.actions import (
    changing_desk,
    deciding,
    emergency,
    holding,
    plan,
    transferring,
)
from casework.cases.actions.consent import record_consent
from casework.cases.guards import Asked
from casework.cases.models import Case, Decision, Note
from casework.cases.states import CaseState
from casework.referrals import directory
from casework.referrals.models import Partner
from casework.reminders.models import Due
from tests import entries, make
from tests.make import NOW, House, Staff
from tests.pathways.steps import tell
from tests.referrals.conftest import active_partner

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def partner(house: House) -> Partner:
    return active_partner(house)


@pytest.fixture
def case(house: House, partner: Partner) -> Case:
    made = make.opened(house)
    _answer(house, made, "given", partner=str(partner.pk))
    return made


def _of(who: Staff, case: Case, at: datetime = LATER) -> dict[str, Any]:
    return {"by": who.user, "at": at, "keys": make.keys_for(who, case, at)}


def _answer(house: House, case: Case, state: str, *, partner: str) -> None:
    answer = make.consent("transfer", state=state, partner=partner)
    record_consent(case, answer, **_of(house.caseworker, case))


def _ask(house: House, case: Case, partner: Partner, **changed: Any) -> None:
    told = {"receiver": str(partner.pk), "reason": "nearer", "summary": "She needs a doctor."}
    transferring.ask(case, **(told | _of(house.caseworker, case) | changed))


def _agree(house: House, case: Case, *, at: datetime = LATER) -> None:
    deeds = deciding.deeds_of("transfer")
    deciding.say_yes(case, deeds, words="Agreed.", **_of(house.supervisor, case, at))


@pytest.fixture
def pending(house: House, case: Case, partner: Partner) -> Case:
    _ask(house, case, partner)
    _agree(house, case)
    return case


def _take_over(house: House, case: Case, **changed: Any) -> None:
    told = {"accepted_on": LATER.date(), "words": "By letter."} | _of(house.supervisor, case)
    transferring.taken_over(case, **(told | changed))


def _written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return AuditEntry.objects.count()


def _dues(kind: str) -> list[tuple[str, datetime]]:
    rows = Due.objects.pending().filter(kind=kind)
    return list(rows.values_list("owner__username", "due_at"))


# The way ------------------------------------------------------------------------------------


def test_until_it_is_agreed_nothing_leaves(house: House, case: Case, partner: Partner) -> None:
    _ask(house, case, partner)
    assert (case.state, Decision.objects.waiting().get().kind) == (CaseState.OPEN, "transfer")
    assert case.submitted_at == LATER


def test_a_second_person_agrees_and_they_have_14_days(house: House, pending: Case) -> None:
    assert pending.state == CaseState.TRANSFER_PENDING
    assert _dues("transfer_answer") == [("caseworker", LATER + 14 * DAY)]
    assert pending.submitted_at is None


def test_taken_over_in_writing_the_record_is_read_only(house: House, pending: Case) -> None:
    _take_over(house, pending)
    case = Case.objects.get()
    assert case.state == CaseState.TRANSFERRED
    assert not Due.objects.pending().filter(case=pending).exists()
    assert emergency.opened(case, house.caseworker.keys) is None
    for sql in (
        "UPDATE cases_note SET revision = revision + 1",
        "UPDATE cases_case SET risk = 'low'",
    ):
        with pytest.raises(IntegrityError, match="read-only"), transaction.atomic():
            connection.cursor().execute(sql)


def test_it_is_given_back_and_goes_on(house: House, pending: Case) -> None:
    _take_over(house, pending)
    back = _of(house.supervisor, pending, LATER + DAY)
    transferring.given_back(pending, reason="cannot", words="They have closed.", **back)
    assert pending.state == CaseState.OPEN
    assert emergency.opened(pending, house.caseworker.keys)
    assert _dues("follow_up")
    note = Note.objects.order_by("-number")[0]
    assert make.keys_for(house.caseworker, pending).open(note, "body") == "They have closed."


def test_given_back_it_is_reminded_of_what_her_record_names(house: House, pending: Case) -> None:
    """Those tasks had ended with the work; what ran out meanwhile is due now."""
    told = {**dict.fromkeys([*safety_plans.BOXES, "path"], ""), "review_on": "2026-06-20"}
    plan.write_safety_plan(pending, told, since=0, **_of(house.caseworker, pending))
    before = {kind: _dues(kind) for kind in ("consent_expiring", "safety_check")}
    _take_over(house, pending)
    assert not Due.objects.pending().filter(case=pending).exists()
    back = _of(house.supervisor, pending, LATER + DAY)
    transferring.given_back(pending, reason="cannot", **back)
    assert {kind: _dues(kind) for kind in before} == before
    assert all(before.values())


def test_given_back_late_it_asks_at_once_for_what_ran_out(house: House, pending: Case) -> None:
    _take_over(house, pending)
    late = LATER + 400 * DAY
    transferring.given_back(pending, reason="cannot", **_of(house.supervisor, pending, late))
    assert _dues("consent_expiring") == [("caseworker", late)]


@pytest.mark.parametrize("reason", ["declined", "withdrawn"])
def test_not_handed_over_it_goes_on(reason: str, house: House, pending: Case) -> None:
    hands = _of(house.supervisor, pending)
    transferring.not_handed_over(pending, reason=reason, **hands)
    assert (pending.state, _dues("transfer_answer")) == (CaseState.OPEN, [])


def test_a_second_person_says_no(house: House, case: Case, partner: Partner) -> None:
    _ask(house, case, partner)
    hands = _of(house.supervisor, case)
    deciding.say_no(case, deciding.deeds_of("transfer"), words="Not yet.", **hands)
    assert (case.state, Decision.objects.waiting().count()) == (CaseState.OPEN, 0)
    _ask(house, case, partner)  # and may be asked again


def test_a_pause_ends_and_no_other_desk_is_asked(
    house: House, case: Case, partner: Partner
) -> None:
    owner = _of(house.caseworker, case)
    review = {"reason": "no_contact", "review_on": NOW.date() + 9 * DAY}
    holding.hold(case, **review, **owner)
    named = {"desk": house.other_desk, "owner": None, "reason": "place", "summary": "All of it."}
    changing_desk.ask(case, **named, **owner)
    _ask(house, case, partner)
    _agree(house, case)
    assert case.state == CaseState.TRANSFER_PENDING
    assert not Decision.objects.waiting().exists()


# By itself ----------------------------------------------------------------------------------


def test_14_days_of_silence_end_it(house: House, pending: Case) -> None:
    assert transfer_ends.sweep(LATER + 14 * DAY - timedelta(seconds=1)) == 0
    late = LATER + 20 * DAY  # a worker that slept
    assert [transfer_ends.sweep(late), transfer_ends.sweep(late)] == [1, 0]
    assert Case.objects.get().state == CaseState.OPEN
    assert _dues("transfer_answer") == []
    assert _dues("transfer_ended") == [("caseworker", late)]
    assert entries.last("case.transfer_silent").by == "system"


def test_silence_is_counted_from_the_last_yes(
    house: House, pending: Case, partner: Partner
) -> None:
    transferring.not_handed_over(pending, reason="declined", **_of(house.supervisor, pending))
    again = LATER + 10 * DAY
    _ask(house, pending, partner, **_of(house.caseworker, pending, again))
    _agree(house, pending, at=again)
    assert transfer_ends.sweep(LATER + 15 * DAY) == 0
    assert transfer_ends.sweep(again + 14 * DAY) == 1


@pytest.mark.proves("cases.silent_for_14_days")
def test_nothing_ends_by_itself_before(house: House, pending: Case) -> None:
    before = _written()
    with pytest.raises(WrongState, match="14 days to answer"):
        transfer_ends.end_silent(pending.pk, LATER + 13 * DAY)
    assert (Case.objects.get().state, _written()) == (CaseState.TRANSFER_PENDING, before)


@pytest.mark.parametrize("agreed", [True, False])
def test_an_arrest_stops_it(agreed: bool, house: House, case: Case, partner: Partner) -> None:
    _ask(house, case, partner)
    if agreed:
        _agree(house, case)
    tell(house, case, "FM9", "M06|CU1")
    case = Case.objects.get()
    assert case.state == CaseState.OPEN
    assert not Decision.objects.waiting().filter(kind="transfer").exists()
    assert bool(_dues("transfer_ended")) == agreed
    assert _dues("if_taken")


@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.parametrize("to", ["this", "all"])
def test_her_no_stops_it(to: str, agreed: bool, house: House, case: Case, partner: Partner) -> None:
    _ask(house, case, partner)
    if agreed:
        _agree(house, case)
    if to == "this":
        _answer(house, case, "withdrawn", partner=str(partner.pk))
    else:
        _answer(house, case, "refused", partner="")
    assert case.state == CaseState.OPEN
    assert not Decision.objects.waiting().exists()


def test_another_no_of_hers_stops_nothing(house: House, pending: Case) -> None:
    answer = make.consent("photo_voice", state="refused")
    record_consent(pending, answer, **_of(house.caseworker, pending))
    assert pending.state == CaseState.TRANSFER_PENDING


# Refused ------------------------------------------------------------------------------------


@pytest.mark.proves("cases.can_ask_transfer")
@pytest.mark.parametrize("name", ["caseworker2", "supervisor", "caseworker3"])
def test_its_owner_asks(name: str, house: House, case: Case, partner: Partner) -> None:
    before = _written()
    with pytest.raises(NotAllowed):
        _ask(house, case, partner, by=house.staff[name].user)
    assert (Decision.objects.waiting().count(), _written()) == (0, before)


@pytest.mark.proves("cases.can_answer_transfer")
@pytest.mark.parametrize("name", ["caseworker", "caseworker2", "supervisor3"])
def test_a_supervisor_notes_what_they_answered(name: str, house: House, pending: Case) -> None:
    by = house.staff[name].user
    hands = _of(house.supervisor, pending) | {"by": by}
    before = _written()
    with pytest.raises(NotAllowed):
        _take_over(house, pending, by=by)
    with pytest.raises(NotAllowed):
        transferring.not_handed_over(pending, reason="declined", **hands)
    with pytest.raises(NotAllowed):
        transferring.given_back(pending, reason="cannot", **hands)
    assert (Case.objects.get().state, _written()) == (CaseState.TRANSFER_PENDING, before)


def test_nobody_decides_alone(house: House, case: Case, partner: Partner) -> None:
    _ask(house, case, partner)
    before = _written()
    hands = _of(house.supervisor, case) | {"by": house.caseworker.user}
    with pytest.raises(NotAllowed):
        deciding.say_yes(case, deciding.deeds_of("transfer"), **hands)
    assert (Case.objects.get().state, _written()) == (CaseState.OPEN, before)


@pytest.mark.proves("cases.she_agreed_to_receiver")
def test_her_yes_is_to_this_organisation(house: House, case: Case) -> None:
    other = active_partner(house, "maple-7")
    before = _written()
    with pytest.raises(WrongState, match="never asked whether she agrees"):
        _ask(house, case, other)
    assert _written() == before


def test_her_yes_still_holds_when_it_is_agreed_to_and_taken_over(
    house: House, case: Case, partner: Partner
) -> None:
    _ask(house, case, partner)
    too_late = NOW + 200 * DAY  # her yes ran out after 180
    before = _written()
    with pytest.raises(WrongState, match="run out"):
        _agree(house, case, at=too_late)
    assert (Case.objects.get().state, _written()) == (CaseState.OPEN, before)
    _agree(house, case)
    before = _written()
    told = _of(house.supervisor, case, too_late) | {"accepted_on": too_late.date()}
    with pytest.raises(WrongState, match="run out"):
        _take_over(house, case, **told)
    assert (Case.objects.get().state, _written()) == (CaseState.TRANSFER_PENDING, before)


@pytest.mark.proves("cases.receiver_can_take_it")
def test_a_partner_at_rest_takes_nobody_over(house: House, case: Case, partner: Partner) -> None:
    _ask(house, case, partner)
    directory.set_state(
        partner, "suspended", words="Nobody opened.", by=house.supervisor.user, at=LATER
    )
    before = _written()
    with pytest.raises(WrongState, match="not active"):
        _agree(house, case)
    assert _written() == before


@pytest.mark.parametrize("receiver", ["", "x", "6f1d3a52-7f0e-4f0c-9a44-0a6f3f1f7e11"])
def test_only_the_directory_takes_over(receiver: str, house: House, case: Case) -> None:
    facts = {"receiver": receiver, "on": NOW.date()}
    assert "not in the directory" in guards.receiver_can_take_it(Asked(case, NOW, facts))


def test_nothing_is_asked_without_a_summary(house: House, case: Case, partner: Partner) -> None:
    with pytest.raises(WrongState, match="must know"):
        _ask(house, case, partner, summary="")


@pytest.mark.proves("cases.accepted_in_writing")
@pytest.mark.parametrize("day", [LATER.date() - DAY, LATER.date() + DAY])
def test_the_written_answer_has_its_day(day: date, house: House, pending: Case) -> None:
    before = _written()
    with pytest.raises(WrongState, match="the day of their written answer"):
        _take_over(house, pending, accepted_on=day)
    assert (Case.objects.get().state, _written()) == (CaseState.TRANSFER_PENDING, before)


def test_open_referrals_come_to_an_end_first(
    house: House, pending: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "obstacles", [lambda case: "A referral still lives."])
    before = _written()
    with pytest.raises(WrongState, match="A referral still lives"):
        _take_over(house, pending)
    assert (Case.objects.get().state, _written()) == (CaseState.TRANSFER_PENDING, before)


def test_what_was_never_agreed_to_is_not_taken_over(house: House, case: Case) -> None:
    hands = _of(house.supervisor, case)
    before = _written()
    with pytest.raises(WrongState, match="from here is possible"):
        _take_over(house, case)
    with pytest.raises(WrongState, match="from here is possible"):
        transferring.not_handed_over(case, reason="declined", **hands)
    with pytest.raises(WrongState, match="from here is possible"):
        transferring.given_back(case, reason="cannot", **hands)
    assert _written() == before


# At once ------------------------------------------------------------------------------------


def test_an_answer_and_the_end_of_the_term_at_once_are_one(transactional_db: None) -> None:
    house = make.house()
    partner, case = active_partner(house), make.opened(house)
    _answer(house, case, "given", partner=str(partner.pk))
    _ask(house, case, partner)
    _agree(house, case)
    late, start = LATER + 14 * DAY, Barrier(2)
    hands = _of(house.supervisor, case, late)

    def at_once(act: Callable[[], object]) -> object:
        start.wait(timeout=10)
        try:
            return act()
        except WrongState:
            return False
        finally:
            connections.close_all()

    def answer() -> bool:
        transferring.taken_over(case, accepted_on=late.date(), **hands)
        return True

    with ThreadPoolExecutor(2) as pool:
        answered, ended = pool.map(at_once, (answer, lambda: transfer_ends.sweep(late)))
    assert bool(answered) != bool(ended)
    state = CaseState.TRANSFERRED if answered else CaseState.OPEN
    assert Case.objects.get().state == state
