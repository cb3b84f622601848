"""The table of what falls due, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.cases.states import CaseState, Reachability, Risk
from casework.reminders import rules
from casework.reminders.kinds import Kind
from casework.reminders.rules import Facts, Turn, Wanted

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OWNER, FIRST, SECOND, REFERRAL = (UUID(int=number) for number in range(1, 5))

FACTS = Facts(
    state=CaseState.OPEN,
    risk=Risk.MEDIUM,
    reachability=Reachability.REACHABLE,
    owner=OWNER,
    supervisors=(FIRST, SECOND),
    ladder=(FIRST, SECOND),
    administrators=(),
    reviewers=(FIRST, SECOND),
    to_review=(),
    counted_from=AT,
    followed_up=False,
    due_now=None,
)


def follow_up(facts: Facts, at: datetime = AT) -> Wanted:
    return rules.wanted(facts, at)[0]


@pytest.mark.parametrize(
    ("risk", "first", "every"),
    [
        (Risk.CRITICAL, 4 * HOUR, DAY),
        (Risk.HIGH, 24 * HOUR, 3 * DAY),
        (Risk.MEDIUM, 3 * DAY, 14 * DAY),
        (Risk.LOW, 7 * DAY, 30 * DAY),
        (Risk.NOT_SET, 24 * HOUR, 3 * DAY),
    ],
)
def test_follow_up_by_level(risk: Risk, first: timedelta, every: timedelta) -> None:
    facts = replace(FACTS, risk=risk)
    assert follow_up(facts) == Wanted(Kind.FOLLOW_UP, OWNER, AT + first)
    assert follow_up(replace(facts, followed_up=True)).due_at == AT + every


@pytest.mark.parametrize(
    ("risk", "late"),
    [
        (Risk.CRITICAL, [(FIRST, 4 * HOUR), (SECOND, 12 * HOUR)]),
        (Risk.HIGH, [(FIRST, 24 * HOUR)]),
        (Risk.MEDIUM, [(FIRST, 3 * DAY)]),
        (Risk.LOW, [(FIRST, 7 * DAY)]),
    ],
)
def test_escalation_by_level(risk: Risk, late: list[tuple[UUID, timedelta]]) -> None:
    due, *others = rules.wanted(replace(FACTS, risk=risk), AT)
    escalations = [want for want in others if want.kind == Kind.ESCALATION]
    assert escalations == [Wanted(Kind.ESCALATION, who, due.due_at + by) for who, by in late]


def test_escalation_needs_a_supervisor() -> None:
    facts = replace(FACTS, risk=Risk.HIGH, supervisors=(), ladder=())
    assert [want.kind for want in rules.wanted(facts, AT)] == [Kind.FOLLOW_UP]


@pytest.mark.parametrize(
    ("risk", "every"),
    [
        (Risk.CRITICAL, DAY),
        (Risk.HIGH, 7 * DAY),
        (Risk.MEDIUM, 30 * DAY),
        (Risk.LOW, 91 * DAY),
    ],
)
def test_a_supervisor_looks_it_over_by_level(risk: Risk, every: timedelta) -> None:
    assert again(replace(FACTS, risk=risk), Kind.SUPERVISOR_REVIEW) == [(FIRST, AT + every)]


def test_the_risk_is_assessed_anew_each_day_while_it_is_critical() -> None:
    critical = replace(FACTS, risk=Risk.CRITICAL)
    assert again(critical, Kind.RISK_REASSESS) == [(OWNER, AT + DAY)]
    assert again(replace(FACTS, risk=Risk.HIGH), Kind.RISK_REASSESS) == []
    lost = replace(critical, reachability=Reachability.LOST)
    assert again(lost, Kind.RISK_REASSESS) == []
    assert again(lost, Kind.SUPERVISOR_REVIEW) == [(FIRST, AT + 30 * DAY)]


def test_a_review_that_is_late_stays_late_and_a_raised_risk_asks_for_it_at_once() -> None:
    waits = Turn(counted_from=AT, due_now=AT + 30 * DAY)
    late = again(replace(FACTS, review=waits), Kind.SUPERVISOR_REVIEW, AT + 40 * DAY)
    assert late == [(FIRST, AT + 30 * DAY)]
    raised = replace(FACTS, review=waits, risk=Risk.CRITICAL)
    at = AT + 10 * DAY
    assert again(raised, Kind.SUPERVISOR_REVIEW, at) == [(FIRST, at)]


def again(facts: Facts, kind: Kind, at: datetime = AT) -> list[tuple[UUID, datetime]]:
    found = [want for want in rules.wanted(facts, at) if want.kind == kind]
    assert all(want.counted_from == (facts.review.counted_from or at) for want in found)
    return [(want.owner, want.due_at) for want in found]


@given(risk=st.sampled_from(Risk), reachability=st.sampled_from(Reachability))
def test_every_open_case_has_something_due_in_the_future(
    risk: Risk, reachability: Reachability
) -> None:
    """Whatever was done last, the next is set at once."""
    for followed_up in (False, True):
        facts = replace(FACTS, risk=risk, reachability=reachability, followed_up=followed_up)
        assert any(want.due_at > AT and want.owner == OWNER for want in rules.wanted(facts, AT))


def test_blocked_contact_makes_it_a_review_on_the_same_day() -> None:
    blocked = follow_up(replace(FACTS, reachability=Reachability.NO_SAFE_CONTACT))
    assert blocked == replace(follow_up(FACTS), kind=Kind.CASE_REVIEW)


@pytest.mark.parametrize("risk", Risk)
def test_in_custody_it_is_looked_after_as_in_immediate_danger(risk: Risk) -> None:
    held = follow_up(replace(FACTS, risk=risk, reachability=Reachability.IN_CUSTODY))
    assert held == Wanted(Kind.CASE_REVIEW, OWNER, AT + 4 * HOUR)


@pytest.mark.parametrize("reachability", [Reachability.RETURNED, Reachability.LOST])
def test_unreachable_has_a_rhythm_of_its_own(reachability: Reachability) -> None:
    facts = replace(FACTS, risk=Risk.CRITICAL, reachability=reachability)
    assert follow_up(facts) == Wanted(Kind.CASE_REVIEW, OWNER, AT + 30 * DAY)


@pytest.mark.parametrize("state", [CaseState.DRAFT, CaseState.CLOSED])
def test_nothing_is_due_but_on_an_open_case(state: CaseState) -> None:
    assert rules.wanted(replace(FACTS, state=state, to_review=((REFERRAL, AT),)), AT) == []


def test_referral_is_due_to_every_supervisor_who_may_review_it() -> None:
    facts = replace(FACTS, to_review=((REFERRAL, AT + 4 * HOUR),))
    reviews = [want for want in rules.wanted(facts, AT) if want.reference]
    assert reviews == [
        Wanted(Kind.REFERRAL_REVIEW_DUE, who, AT + 4 * HOUR, REFERRAL) for who in (FIRST, SECOND)
    ]


def test_raised_risk_is_due_within_its_first_hours() -> None:
    """Fourteen days after the last one, ten of them gone, the risk becomes critical."""
    at = AT + 10 * DAY
    facts = replace(FACTS, risk=Risk.CRITICAL, followed_up=True, due_now=AT + 14 * DAY)
    assert follow_up(facts, at).due_at == at + 4 * HOUR


def test_late_follow_up_stays_late() -> None:
    facts = replace(FACTS, followed_up=True, due_now=AT + 14 * DAY)
    assert follow_up(facts, AT + 20 * DAY).due_at == AT + 14 * DAY


def test_lowered_risk_moves_it_on() -> None:
    facts = replace(FACTS, risk=Risk.LOW, followed_up=True, due_now=AT + DAY)
    assert follow_up(facts, AT + 2 * DAY).due_at == AT + 30 * DAY


def test_promise_comes_first_and_never_later_than_the_rhythm() -> None:
    facts = replace(FACTS, followed_up=True)
    assert follow_up(replace(facts, promised_at=AT + DAY)).due_at == AT + DAY
    assert follow_up(replace(facts, promised_at=AT + 90 * DAY)).due_at == AT + 14 * DAY


@given(
    risk=st.sampled_from(Risk),
    reachability=st.sampled_from(Reachability),
    followed_up=st.booleans(),
    hours=st.lists(st.integers(0, 2000), min_size=1, max_size=6),
)
def test_asking_again_changes_nothing(
    risk: Risk, reachability: Reachability, followed_up: bool, hours: list[int]
) -> None:
    """Recomputed at any later time, with nothing else changed, the follow-up stays where it is."""
    facts = replace(FACTS, risk=risk, reachability=reachability, followed_up=followed_up)
    due_at = follow_up(facts).due_at
    for later in sorted(hours):
        again = follow_up(replace(facts, due_now=due_at), AT + later * HOUR)
        assert again.due_at == due_at
