"""Every guard between two states: it refuses with its own sentence, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from casework.access.errors import WrongState
from casework.access.guards import GUARDS
from casework.audit.models import AuditEntry
from casework.cases import guards, states
from casework.cases.actions import (
    assessment,
    closing,
    heard,
    holding,
    opening,
    record,
    reopening,
)
from casework.cases.actions.consent import record_consent
from casework.cases.guards import Asked
from casework.cases.models import Case
from casework.cases.sheets import OpenSheet, SheetKind
from casework.cases.states import TRANSITIONS, Act, CaseState, Risk
from casework.web import rules
from tests import make
from tests.make import NOW, House, Staff
from tests.pathways.steps import tell

DAY = timedelta(days=1)


def _of(who: Staff, case: Case) -> dict[str, Any]:
    return {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}


@contextmanager
def _refused(sentence: str) -> Iterator[None]:
    def written() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return AuditEntry.objects.count()

    before = written()
    with pytest.raises(WrongState, match=sentence):
        yield
    assert written() == before


def test_every_guard_of_the_table_stands_in_the_other_table() -> None:
    rules.gather()
    named = {f"cases.{name}" for edge in TRANSITIONS for name in edge.guards}
    assert named - GUARDS.keys() == set()


def test_what_does_not_follow_says_what_does(house: House) -> None:
    case = make.draft(house)
    with _refused("from here is possible: open it, open it at once, in danger, end what was"):
        reopening.reopen(case, reason="returned", **_of(house.caseworker, case))


def test_every_path_leads_back_or_ends() -> None:
    built = {edge.before for edge in TRANSITIONS} | {edge.after for edge in TRANSITIONS}
    leads = {state: {e.after for e in TRANSITIONS if e.before == state} for state in built}
    reached = {CaseState.OPEN}
    while more := {state for state in built if leads[state] & reached} - reached:
        reached |= more
    assert built - reached == {CaseState.VOID, CaseState.ERASED}


@pytest.mark.proves("cases.nothing_missing")
def test_an_unfinished_draft_does_not_open(house: House) -> None:
    draft = make.draft(house)
    with _refused("Before it can be opened"):
        opening.submit(draft, **_of(house.caseworker, draft))


@pytest.mark.proves("cases.not_refused")
def test_danger_opens_nothing_that_she_refused(house: House) -> None:
    draft, who = make.draft(house), house.caseworker
    assessment.set_risk(draft, Risk.CRITICAL, by=who.user, at=NOW)
    record_consent(draft, make.consent(state="refused"), **_of(who, draft))
    with _refused("She said no"):
        opening.submit(draft, **_of(who, draft))


@pytest.mark.proves("cases.no_referral_sent")
def test_a_draft_with_a_live_referral_is_not_ended(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = make.draft(house)
    monkeypatch.setattr(guards, "obstacles", [lambda case: "A referral still lives."])
    with _refused("A referral still lives"):
        holding.void(draft, reason="mistake", **_of(house.caseworker, draft))


@pytest.mark.proves("cases.no_live_referral")
def test_a_case_is_not_closed_over_a_live_referral(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make.opened(house)
    make.ask_closing(house, case)
    monkeypatch.setattr(guards, "obstacles", [lambda case: "A referral still lives."])
    with _refused("A referral still lives"):
        closing.close(case, **_of(house.supervisor, case))


@pytest.mark.proves("cases.reviewed_within_30_days")
@pytest.mark.parametrize("days", [0, 31])
def test_a_hold_names_a_review_within_30_days(days: int, house: House) -> None:
    case = make.opened(house)
    review_on = NOW.date() + days * DAY
    with _refused("within the next 30 days"):
        holding.hold(case, reason="no_contact", review_on=review_on, **_of(house.caseworker, case))


@pytest.mark.proves("cases.checklist_complete")
def test_an_unanswered_line_asks_for_no_closing(house: House) -> None:
    case = make.opened(house)
    answers = make.checklist(plan_done="")
    with _refused("Answer every line of the checklist"):
        closing.ask(case, reason="goals_met", checklist=answers, **_of(house.caseworker, case))


@pytest.mark.proves("cases.unmet_is_explained")
@pytest.mark.parametrize(
    "line", ["needs_met", "plan_done", "safety_reviewed", "both_agree", "may_return"]
)
def test_a_line_that_is_not_met_says_why(line: str, house: House) -> None:
    case = make.opened(house)
    act: dict[str, Any] = {
        "reason": "survivor_request",
        "checklist": make.checklist(**{line: "no"}),
    }
    with _refused("Say why it is not so: "):
        closing.ask(case, **act, **_of(house.caseworker, case))
    closing.ask(case, **act, why={line: "She moved on."}, **_of(house.caseworker, case))
    keys = make.keys_for(house.supervisor, case)
    assert closing.sheet_of(case, keys)["why"] == {line: "She moved on."}


@pytest.mark.proves("cases.risk_allows_closing")
def test_at_high_risk_only_some_reasons_close(house: House) -> None:
    case = make.opened(house, risk=Risk.HIGH)
    with _refused("Her risk is too high"):
        make.ask_closing(house, case, "goals_met")
    make.ask_closing(house, case, "survivor_request")
    assert case.state == CaseState.CLOSURE_REQUESTED


@pytest.mark.proves("cases.a_year_without_news")
def test_after_a_forced_return_it_takes_a_year(house: House) -> None:
    case = make.opened(house)
    with _refused("twelve months without news and without attempts"):
        make.ask_closing(house, case, "repatriated_no_contact")


@pytest.mark.proves("cases.three_safe_attempts")
def test_nobody_is_called_lost_without_attempts(house: House) -> None:
    case = make.opened(house)
    make.ask_closing(house, case, "lost_contact")
    with _refused("three safe attempts over at least 30 days"):
        closing.close(case, **_of(house.supervisor, case))


def _sheet(number: int, kind: SheetKind, at: datetime, told: dict[str, str]) -> OpenSheet:
    return OpenSheet(
        id=uuid4(), number=number, revision=1, kind=kind, author="", at=at.isoformat(), told=told
    )


def _attempts(*days: int) -> list[OpenSheet]:
    told = {"direction": "ours", "outcome": "no_answer"}
    moments = [NOW - day * DAY for day in days]
    return [
        _sheet(number, SheetKind.CONTACT, at, told | {"happened_at": at.isoformat()})
        for number, at in enumerate(moments, start=1)
    ]


@pytest.mark.parametrize(
    ("risk", "days", "said"),
    [
        (Risk.MEDIUM, (40, 20, 5), ""),
        (Risk.MEDIUM, (20, 10, 5), "three safe attempts"),
        (Risk.MEDIUM, (40, 5), "three safe attempts"),
        (Risk.HIGH, (80, 40, 5), "90 days"),
        (Risk.HIGH, (91, 40, 5), ""),
    ],
)
def test_silence_is_counted_by_level(risk: Risk, days: tuple[int, ...], said: str) -> None:
    told = {"reason": "lost_contact"}
    answer = guards.three_safe_attempts(Asked(Case(risk=risk), NOW, told, _attempts(*days)))
    assert (said in answer) if said else answer == ""


def test_a_call_of_hers_ends_the_silence(house: House) -> None:
    told, calls = {"reason": "lost_contact"}, [NOW - 30 * DAY]
    asked = Asked(Case(risk=Risk.MEDIUM), NOW, told, _attempts(40, 20, 5), calls=calls)
    assert "three safe attempts" in guards.three_safe_attempts(asked)
    case = make.opened(house)
    act = _of(house.caseworker, case)
    for word in ("wrong", "right"):
        record.add_note(case, "She rang.", kind="contact", told={"word": word}, **act)
    assert list(heard.calls(case, act["keys"])) == [NOW]  # the other voice was not hers


def _conferences(*days: int) -> list[OpenSheet]:
    held = [(NOW - day * DAY).date().isoformat() for day in days]
    return [
        _sheet(number, SheetKind.CONFERENCE, NOW, {"held_on": day})
        for number, day in enumerate(held, start=1)
    ]


@pytest.mark.proves("cases.a_year_without_news")
@pytest.mark.parametrize(
    ("heard_days", "attempts", "reviews", "closes"),
    [
        ([], (), (300, 20), True),
        ([400], (), (300, 20), True),
        ([30], (), (300, 20), False),  # a call, or what was told of her path
        ([], (30,), (300, 20), False),  # she is not looked for
        ([], (), (400, 20), False),  # of this year are both reviews
    ],
)
def test_the_year_is_one_without_any_news(
    heard_days: list[int], attempts: tuple[int, ...], reviews: tuple[int, ...], closes: bool
) -> None:
    told, news = {"reason": "repatriated_no_contact"}, [NOW - day * DAY for day in heard_days]
    sheets = [*_attempts(*attempts), *_conferences(*reviews)]
    asked = Asked(Case(opened_at=NOW - 500 * DAY), NOW, told, sheets, heard=news)
    assert (guards.a_year_without_news(asked) == "") is closes


def test_what_is_told_of_her_path_is_news_and_no_news_is_none(house: House) -> None:
    case = make.opened(house, situation="CU1", at=NOW - 300 * DAY)
    keys = make.keys_for(house.caseworker, case)
    assert heard.of_her(case, keys) == [NOW - 300 * DAY]
    tell(house, case, "M08|CU3", "M17|UN1")
    assert heard.of_her(case, keys) == [NOW - 300 * DAY, NOW]


@pytest.mark.proves("cases.told_she_may_return")
def test_she_is_told_that_she_may_return_first(house: House) -> None:
    case = make.opened(house)
    told: dict[str, Any] = {"reason": "goals_met", "checklist": make.checklist(may_return="no")}
    told["why"] = {"may_return": "She was not alone."}
    closing.ask(case, **told, **_of(house.caseworker, case))
    with _refused("Tell her first that she may come back"):
        closing.close(case, **_of(house.supervisor, case))


@pytest.mark.proves("cases.comment_written")
def test_a_closing_is_sent_back_with_a_word(house: House) -> None:
    case = make.opened(house)
    make.ask_closing(house, case)
    with _refused("Say what is still to be done"):
        closing.give_back(case, **_of(house.supervisor, case))
    closing.give_back(case, words="Ring her once more.", **_of(house.supervisor, case))
    assert (case.state, case.submitted_at) == (CaseState.OPEN, None)


def test_every_act_of_the_table_has_its_row() -> None:
    assert {edge.act for edge in TRANSITIONS} == set(Act)
    assert states.require("open", Act.HOLD).after == CaseState.ON_HOLD
