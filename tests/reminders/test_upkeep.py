"""Rows follow the case in the transaction of its change; done, later, and what home shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from casework.access.errors import NotAllowed, WrongState
from casework.access.rekey import rekey
from casework.audit.models import AuditWritten
from casework.cases import risk_aid
from casework.cases.actions import assessment, opening, reopening, sharing
from casework.cases.actions.consent import record_consent
from casework.cases.models import Case
from casework.cases.states import NEVER, Risk
from casework.pathways import actions as pathways
from casework.referrals.states import Act
from casework.reminders import actions, delivery
from casework.reminders.kinds import FOLLOW_UPS, Kind
from casework.reminders.models import Due, DueState
from casework.reminders.queries import count_due, tasks_for
from casework.reports import reviewing
from tests import entries, make
from tests.referrals.conftest import Scene, active_partner
from tests.reminders.conftest import give_address
from tests.tellings import full

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT = make.NOW


@pytest.fixture
def case(house: make.House) -> Case:
    return make.opened(house, risk=Risk.HIGH)


def pending(case: Case) -> set[tuple[str, str, datetime]]:
    """What her rhythm has set of the work on it; her consent, and who holds it, by themselves."""
    rows = Due.objects.pending().filter(case=case, due_at__lt=AT + 200 * DAY)
    rows = rows.exclude(kind__in=(Kind.CONSENT_EXPIRING, Kind.ACCESS_REVIEW))
    return {(row.kind, row.owner.username, row.falls_due) for row in rows}


def follow_up(case: Case) -> Due:
    return Due.objects.pending().get(case=case, kind__in=FOLLOW_UPS)


def snapshot() -> tuple[Any, ...]:
    rows = Due.objects.order_by("pk").values_list(
        "pk", "state", "due_at", "snoozed_until", "revision"
    )
    return list(rows), entries.count()


def next_due(case: Case) -> datetime:
    return Case.objects.get(pk=case.pk).next_due_at


def test_opening_sets_the_first_contact_and_its_escalation(case: Case) -> None:
    assert pending(case) == {
        ("follow_up", "caseworker", AT + 24 * HOUR),
        ("escalation", "supervisor", AT + 48 * HOUR),
        ("supervisor_review", "supervisor", AT + 7 * DAY),
    }
    assert next_due(case) == AT + 24 * HOUR


def test_of_a_draft_nothing_is_due_but_its_end(house: make.House) -> None:
    case, ends = make.draft(house), AT + 23 * DAY
    asked = {("retention_due", who, ends) for who in ("supervisor", "supervisor2")}
    assert (pending(case), next_due(case)) == (asked, ends)


def test_a_draft_that_waits_to_be_opened_is_told_to_its_supervisors(house: make.House) -> None:
    """It has no rhythm yet: without a task nobody would be told that she waits."""
    give_address(house.supervisor2.user, "second@example.org")
    case = make.submitted(house, risk=Risk.HIGH)
    rows = Due.objects.pending().filter(case=case, kind=Kind.OPENING_DUE)
    due_at = AT + DAY
    assert {(row.owner.username, row.due_at) for row in rows} == {
        ("supervisor", due_at),
        ("supervisor2", due_at),
    }
    delivery.sweep(due_at)
    assert [one.to for one in mail.outbox] == [["second@example.org"]]
    head = house.supervisor
    opening.accept(case, by=head.user, at=due_at, keys=make.keys_for(head, case, due_at))
    assert not rows.all().exists()


def test_raised_risk_moves_the_rows(house: make.House, case: Case) -> None:
    at = AT + 2 * HOUR
    assessment.set_risk(case, Risk.CRITICAL, by=house.caseworker.user, at=at)
    due_at = AT + 4 * HOUR
    assert pending(case) == {
        ("follow_up", "caseworker", due_at),
        ("escalation", "supervisor", due_at + 4 * HOUR),
        ("escalation", "supervisor2", due_at + 12 * HOUR),
        ("supervisor_review", "supervisor", AT + DAY),
        ("risk_reassess", "caseworker", at + DAY),
        ("confirm_protective_act", "supervisor", at + DAY),
        ("confirm_protective_act", "supervisor2", at + DAY),
    }
    assert next_due(case) == due_at
    assessment.set_risk(case, Risk.HIGH, by=house.supervisor.user, at=at, reason="danger_passed")
    assert not Due.objects.pending().filter(kind=Kind.RISK_REASSESS).exists()


def test_a_supervisors_review_comes_round_again(house: make.House, case: Case) -> None:
    review = Due.objects.get(case=case, kind=Kind.SUPERVISOR_REVIEW)
    assert (review.owner, tasks_for(house.supervisor.user, AT)) == (house.supervisor.user, [])
    at = AT + 8 * DAY
    assert review in tasks_for(house.supervisor.user, at)
    actions.done(review, by=house.supervisor.user, at=at)
    assert ("supervisor_review", "supervisor", at + 7 * DAY) in pending(case)


def test_an_arrest_stands_above_what_has_long_been_late(house: make.House, case: Case) -> None:
    supervisor, at = house.supervisor.user, AT + 20 * DAY
    assert tasks_for(supervisor, at)
    for event, to in (("inside", "FM9"), ("M06", "CU1")):
        hands = {"by": house.caseworker.user, "keys": make.keys_for(house.caseworker, case)}
        told = full(case.situation, event, to)
        pathways.move(case, to, event=event, telling=told, at=at, **hands)
    first, *others = tasks_for(supervisor, at)
    assert first.kind == Kind.SUPERVISOR_ALERT
    assert any(one.due_at < first.due_at for one in others)


def test_a_score_ends_the_reassessment_and_sets_the_next(house: make.House) -> None:
    case, who = make.opened(house, risk=Risk.CRITICAL), house.caseworker
    with pytest.raises(WrongState, match="ends when what it asks for is written down"):
        actions.done(Due.objects.get(kind=Kind.RISK_REASSESS), by=who.user, at=AT)
    at, told = AT + 30 * HOUR, assessment.Assessed(risk_aid.CURRENT, {"V3": "yes"})
    assessment.assess(case, told, by=who.user, at=at, keys=make.keys_for(who, case))
    assert ("risk_reassess", "caseworker", at + DAY) in pending(case)
    done = Due.objects.get(kind=Kind.RISK_REASSESS, state=DueState.DONE)
    assert (done.owner, done.done_at) == (who.user, at)


def test_every_written_row_is_named_in_the_log(house: make.House, case: Case) -> None:
    assessment.set_risk(case, Risk.LOW, by=house.supervisor.user, at=AT, reason="danger_passed")
    actions.done(follow_up(case), by=house.caseworker.user, at=AT + DAY)
    entries.sealed()
    newest: dict[str, int] = {}
    for written in AuditWritten.objects.filter(table="reminders_due").order_by("number"):
        newest[written.row] = written.revision
    assert newest == {str(row.pk): row.revision for row in Due.objects.all()}


def test_an_act_that_changes_nothing_due_writes_nothing(house: make.House, case: Case) -> None:
    who = house.caseworker
    record_consent(
        case,
        make.consent("interpreter_presence"),
        by=who.user,
        at=AT,
        keys=make.keys_for(who, case),
    )
    assert entries.sealed()[-1].verb == "consent.recorded"


def test_blocked_contact_makes_it_a_review_and_no_contact_is_reminded_of(
    house: make.House, case: Case
) -> None:
    who = house.caseworker
    before = follow_up(case)
    pathways.move(case, "FM9", event="inside", by=who.user, at=AT, keys=make.keys_for(who, case))
    telling = full("FM9", "M06", "CU1")
    pathways.move(
        case, "CU1", event="M06", by=who.user, at=AT, keys=make.keys_for(who, case), telling=telling
    )
    after = follow_up(case)
    assert (after.pk, after.kind) == (before.pk, Kind.CASE_REVIEW)
    assert after.due_at == AT + timedelta(hours=4) < before.due_at


def test_handing_over_moves_the_task(house: make.House, case: Case) -> None:
    keys = make.keys_for(house.supervisor, case)
    sharing.hand_over(case, to=house.caseworker2.user, by=house.supervisor.user, at=AT, keys=keys)
    assert ("follow_up", "caseworker2", AT + 24 * HOUR) in pending(case)
    assert tasks_for(house.caseworker.user, AT) == []


def test_closing_withdraws_everything(house: make.House, case: Case) -> None:
    by = house.supervisor.user
    assessment.set_risk(case, Risk.LOW, by=by, at=AT, reason="danger_passed")
    make.close(house, case, at=AT)
    assert (pending(case), next_due(case)) == (set(), NEVER)
    decided = (Kind.OPENING_DUE, Kind.CLOSURE_REVIEW)
    left = Due.objects.filter(case=case).exclude(kind__in=decided)
    assert set(left.values_list("state", flat=True)) == {"withdrawn"}


def test_reopened_case_has_something_due_again(house: make.House, case: Case) -> None:
    by, keys = house.supervisor.user, make.keys_for(house.supervisor, case)
    assessment.set_risk(case, Risk.LOW, by=by, at=AT, reason="danger_passed")
    make.close(house, case, at=AT)
    later = AT + 100 * DAY
    reopening.reopen(case, by=by, at=later, keys=keys, reason="new_need")
    assert follow_up(case).due_at == later + 7 * DAY


def test_review_of_a_referral_is_due_to_both_supervisors_and_ends_with_it(
    house: make.House, case: Case
) -> None:
    scene = Scene(house, active_partner(house), case)
    scene.answer("given")
    referral = scene.advance(Act.ASK_REVIEW, urgency="urgent")
    reviews = {row for row in pending(case) if row[0] == "referral_review_due"}
    due_at = AT + 4 * HOUR
    assert reviews == {
        ("referral_review_due", "supervisor", due_at),
        ("referral_review_due", "supervisor2", due_at),
    }
    assert next_due(case) == due_at
    assert [task.reference for task in tasks_for(house.supervisor2.user, AT)] == [referral.pk]
    scene.act(referral, Act.APPROVE)
    assert {row for row in pending(case) if row[0] == "referral_review_due"} == set()


# Done.


def test_done_sets_the_next_one(house: make.House, case: Case) -> None:
    due = follow_up(case)
    at = AT + 20 * HOUR
    actions.done(due, by=house.caseworker.user, at=at)
    assert (due.state, due.done_at) == (DueState.DONE, at)
    assert follow_up(case).due_at == at + 3 * DAY
    assert next_due(case) == at + 3 * DAY


def test_done_sent_twice_is_kept_once(house: make.House, case: Case) -> None:
    due = follow_up(case)
    actions.done(due, by=house.caseworker.user, at=AT)
    before = snapshot()
    actions.done(due, by=house.caseworker.user, at=AT)
    assert snapshot() == before


@pytest.mark.parametrize("who", ["caseworker2", "supervisor", "administrator"])
def test_tasks_are_their_owners_alone(house: make.House, case: Case, who: str) -> None:
    due, user = follow_up(case), house.staff[who].user
    before = snapshot()
    with pytest.raises(NotAllowed, match="is_asked"):
        actions.done(due, by=user, at=AT)
    with pytest.raises(NotAllowed, match="is_asked"):
        actions.snooze(due, by=user, at=AT, until=AT + HOUR, reason="in_hand")
    assert snapshot() == before


def test_done_refuses_what_ends_otherwise(house: make.House, case: Case) -> None:
    escalation = Due.objects.get(case=case, kind=Kind.ESCALATION)
    before = snapshot()
    with pytest.raises(WrongState, match="This ends when the follow-up is done"):
        actions.done(escalation, by=house.supervisor.user, at=AT)
    scene = Scene(house, active_partner(house), case)
    scene.answer("given")
    scene.advance(Act.ASK_REVIEW)
    review = Due.objects.filter(case=case, kind=Kind.REFERRAL_REVIEW_DUE).first()
    assert review is not None
    with pytest.raises(WrongState, match="This ends when the referral is approved or returned"):
        actions.done(review, by=review.owner, at=AT)
    assert before[0] == [row for row in snapshot()[0] if row in before[0]]


def test_withdrawn_task_can_be_neither_done_nor_put_off(house: make.House, case: Case) -> None:
    due = follow_up(case)
    by = house.supervisor.user
    assessment.set_risk(case, Risk.LOW, by=by, at=AT, reason="danger_passed")
    make.close(house, case, at=AT)
    before = snapshot()
    with pytest.raises(WrongState, match="This is no longer due"):
        actions.done(due, by=house.caseworker.user, at=AT)
    with pytest.raises(WrongState, match="This is no longer due"):
        actions.snooze(due, by=house.caseworker.user, at=AT, until=AT + HOUR)
    assert snapshot() == before


def test_contact_written_down_is_a_follow_up(house: make.House, case: Case) -> None:
    at, promised = AT + HOUR, AT + 9 * HOUR
    actions.follow_up_done(case, by=house.supervisor.user, at=at, promised_at=promised)
    assert follow_up(case).due_at == promised
    with pytest.raises(NotAllowed):
        actions.follow_up_done(case, by=house.caseworker2.user, at=at)


# Later.


def snooze(house: make.House, case: Case, until: datetime, reason: str = "in_hand") -> None:
    actions.snooze(follow_up(case), by=house.caseworker.user, at=AT, until=until, reason=reason)


def test_snooze_puts_it_off_and_the_case_with_it(house: make.House, case: Case) -> None:
    snooze(house, case, AT + 30 * HOUR)
    assert follow_up(case).falls_due == next_due(case) == AT + 30 * HOUR
    assert entries.last("reminder.snoozed").reason == "in_hand"


@pytest.mark.parametrize("risk", [Risk.CRITICAL, Risk.HIGH])
@pytest.mark.parametrize("reason", ["", "because she said so"])
def test_snooze_needs_a_reason_when_the_risk_is_high(
    house: make.House, risk: Risk, reason: str
) -> None:
    case = make.opened(house, risk=risk)
    before = snapshot()
    with pytest.raises(WrongState, match="At this risk level a reason is needed"):
        snooze(house, case, AT + HOUR, reason)
    assert snapshot() == before


@pytest.mark.parametrize("risk", [Risk.MEDIUM, Risk.LOW])
def test_snooze_needs_no_reason_when_it_is_not(house: make.House, risk: Risk) -> None:
    case = make.opened(house, risk=risk)
    snooze(house, case, AT + 8 * DAY, "")
    assert follow_up(case).is_put_off


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (AT, "Pick a time that is still to come"),
        (AT - HOUR, "Pick a time that is still to come"),
        (AT + 3 * DAY + HOUR, "At this risk level it cannot wait that long"),
    ],
)
def test_snooze_keeps_within_the_rhythm(
    house: make.House, case: Case, until: datetime, sentence: str
) -> None:
    before = snapshot()
    with pytest.raises(WrongState, match=sentence):
        snooze(house, case, until)
    assert snapshot() == before


def test_snooze_does_not_stop_escalation(house: make.House, case: Case) -> None:
    snooze(house, case, AT + 3 * DAY)
    at = AT + 48 * HOUR
    assert [task.kind for task in tasks_for(house.supervisor.user, at)] == [Kind.ESCALATION]


# Home.


def test_tasks_are_earliest_first_with_the_week_to_come(house: make.House, case: Case) -> None:
    soon = make.opened(house, risk=Risk.CRITICAL, label="blue kettle")
    make.opened(house, risk=Risk.LOW, label="old lantern", at=AT + DAY)
    user = house.caseworker.user
    shown = [(task.case_id, task.kind) for task in tasks_for(user, AT)]
    assert shown[0] == (soon.pk, Kind.FOLLOW_UP)
    assert set(shown[1:]) == {(soon.pk, Kind.RISK_REASSESS), (case.pk, Kind.FOLLOW_UP)}
    assert count_due(user, AT) == 0
    assert count_due(user, AT + 24 * HOUR) == 3


def test_escalation_shows_only_once_it_is_overdue(house: make.House, case: Case) -> None:
    assert tasks_for(house.supervisor.user, AT) == []
    assert len(tasks_for(house.supervisor.user, AT + 48 * HOUR)) == 1


def test_tasks_take_the_same_queries_for_one_and_for_three(
    house: make.House, case: Case, django_assert_num_queries: Any
) -> None:
    user = house.caseworker.reload().user
    user.posts_now()
    with django_assert_num_queries(2):
        assert len(tasks_for(user, AT)) == 1
    for label in ("blue kettle", "old lantern"):
        make.opened(house, risk=Risk.HIGH, label=label)
    with django_assert_num_queries(2):
        assert len(tasks_for(user, AT)) == 3


# Once a year, and once a quarter.


def test_a_new_key_comes_round_each_year_and_who_holds_it_each_quarter(
    house: make.House, case: Case
) -> None:
    year, quarter, head = timedelta(days=365), timedelta(days=91), house.supervisor
    yearly = Due.objects.pending().filter(case=case, owner=head.user)

    def due_at(kind: Kind) -> datetime:
        return yearly.get(kind=kind).due_at

    assert (due_at(Kind.KEY_ROTATION), due_at(Kind.ACCESS_REVIEW)) == (AT + year, AT + quarter)
    at = AT + 3 * DAY
    with pytest.raises(WrongState, match="ends when what it asks for is written down"):
        actions.done(yearly.get(kind=Kind.KEY_ROTATION), by=head.user, at=at)
    rekey(case, by=head.user, at=at, keys=make.keys_for(head, case, at))
    assert (due_at(Kind.KEY_ROTATION), due_at(Kind.ACCESS_REVIEW)) == (at + year, AT + quarter)
    reviewing.confirm(case, ending=(), by=head.user, at=AT + quarter)
    assert due_at(Kind.ACCESS_REVIEW) == AT + 2 * quarter


def test_what_can_wait_stands_below_what_cannot(house: make.House, case: Case) -> None:
    kinds = [task.kind for task in tasks_for(house.supervisor.user, AT + 400 * DAY)]
    assert set(kinds[-2:]) == {Kind.ACCESS_REVIEW, Kind.KEY_ROTATION}
    assert {Kind.ESCALATION, Kind.SUPERVISOR_REVIEW} <= set(kinds[:-2])
