"""Suspended, recalled, cancelled: what protects her is done at once, and decided by two."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.cases.models import Decision
from casework.referrals.closing import live_referral
from casework.referrals.models import Referral
from casework.referrals.reasons import Deletion
from casework.referrals.states import TRANSITIONS, Act
from tests import make
from tests.referrals.conftest import Scene

TO_APPROVED = (Act.ASK_REVIEW, Act.APPROVE)
TO_SENT = (*TO_APPROVED, Act.SEND)
DAY = timedelta(hours=24)
LIVES_AT = {
    "pending_review": (Act.ASK_REVIEW,),
    "approved": TO_APPROVED,
    "sent": TO_SENT,
    "no_response": (*TO_SENT, Act.NO_ANSWER),
    "accepted": (*TO_SENT, Act.ACCEPT),
    "in_progress": (*TO_SENT, Act.ACCEPT, Act.BEGIN),
}


@pytest.mark.parametrize("state", LIVES_AT)
def test_it_goes_on_where_it_stopped(scene: Scene, state: str) -> None:
    referral = scene.advance(*LIVES_AT[state], Act.SUSPEND)
    assert (referral.state, referral.due_at) == ("suspended", None)
    later = make.NOW + timedelta(hours=2)
    scene.act(referral, Act.RESUME, at=later)
    assert referral.state == state
    waits = {"pending_review": timedelta(days=3), "sent": timedelta(days=7)}.get(state)
    assert referral.due_at == (later + waits if waits else None)
    assert not Decision.objects.waiting().exists()


@pytest.mark.proves("referrals.is_either")
def test_her_worker_or_a_supervisor_suspends_it_and_recalls_it(scene: Scene) -> None:
    for what in (Act.SUSPEND, Act.RECALL):
        for who in ("caseworker", "supervisor"):
            referral = scene.advance(*TO_SENT)
            scene.act(referral, what, by=who)
            assert referral.state in ("suspended", "recalled")
        referral = scene.advance(*TO_SENT)
        scene.forbidden(referral, what, "supervisor3")
        scene.forbidden(referral, what, "caseworker2")


@pytest.mark.proves("referrals.is_second")
def test_another_one_confirms_it_within_a_day(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT)
    scene.act(referral, Act.SUSPEND, by="supervisor")
    waits = Decision.objects.waiting().get(kind="referral_suspended")
    assert (waits.about, waits.due_at) == (referral.pk, make.NOW + DAY)
    assert scene.due("confirm_protective_act") == [(waits.pk, make.NOW + DAY)]
    for what in (Act.CONFIRM_SUSPENSION, Act.RESUME):
        for who in ("supervisor", "caseworker"):
            scene.forbidden(referral, what, who)
    scene.act(referral, Act.CONFIRM_SUSPENSION, by="supervisor2")
    assert (referral.state, Decision.objects.waiting().exists()) == ("suspended", False)
    assert scene.due("confirm_protective_act") == []


@pytest.mark.proves("referrals.suspension_waits")
def test_a_suspension_is_confirmed_once(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.SUSPEND, Act.CONFIRM_SUSPENSION)
    scene.refused(referral, Act.CONFIRM_SUSPENSION, "has confirmed it already")
    scene.act(referral, Act.RESUME)
    assert referral.state == "sent"


@pytest.mark.proves("referrals.still_covered")
def test_it_goes_on_only_upon_her_yes(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.SUSPEND)
    later = make.NOW + timedelta(hours=1)
    scene.answer("deferred", at=later)
    scene.refused(referral, Act.RESUME, "no longer holds", at=later)
    scene.answer("given", at=later)
    scene.act(referral, Act.RESUME, at=later)


@pytest.mark.proves(
    "referrals.suspend_reason", "referrals.recall_reason", "referrals.cancel_reason"
)
@pytest.mark.parametrize("what", [Act.SUSPEND, Act.RECALL, Act.CANCEL])
def test_a_stop_needs_a_reason_of_its_own_list(scene: Scene, what: Act) -> None:
    referral = scene.advance(*(() if what is Act.CANCEL else TO_SENT))
    for reason in ("", "too_much_data", "because"):
        scene.refused(referral, what, "Pick a reason", told={"reason": reason})


def test_what_never_left_is_cancelled_from_wherever_it_is(scene: Scene) -> None:
    befores = {edge.before.value for edge in TRANSITIONS if edge.act is Act.CANCEL}
    assert befores == {"draft", "pending_review", "returned", "approved"}
    referral = scene.advance(Act.ASK_REVIEW, Act.CANCEL)
    assert (referral.state, referral.due_at) == ("cancelled", None)
    assert scene.due("referral_review_due") == []


# What the partner has.


def test_who_has_something_is_asked_to_delete_it_within_a_day(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.RECALL)
    assert (referral.state, referral.due_at) == ("recalled", make.NOW + DAY)
    assert scene.due("partner_notice") == [(referral.pk, make.NOW + DAY)]
    later = make.NOW + timedelta(hours=3)
    scene.act(referral, Act.TELL_PARTNER, at=later)
    assert (referral.state, referral.due_at) == ("recalled", later + timedelta(days=7))
    assert scene.due("partner_notice") == []
    assert scene.due("partner_deletion") == [(referral.pk, later + timedelta(days=7))]


@pytest.mark.parametrize("deletion", Deletion)
def test_it_closes_with_the_partners_answer(scene: Scene, deletion: str) -> None:
    referral = scene.advance(*TO_SENT, Act.RECALL, Act.TELL_PARTNER)
    scene.act(referral, Act.CLOSE, told={"deletion": deletion, "answered_by": "duty nurse"})
    assert (referral.state, referral.due_at) == ("closed", None)
    assert scene.document(referral)["deletion"] == deletion
    assert scene.due("partner_deletion") == []


@pytest.mark.proves("referrals.partner_told", "referrals.deletion_answered")
def test_it_does_not_close_before_the_partner_was_asked_and_has_answered(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.RECALL)
    scene.refused(referral, Act.CLOSE, "First ask the partner to delete")
    scene.act(referral, Act.TELL_PARTNER)
    scene.refused(referral, Act.CLOSE, "Say whether the partner has deleted", told={})


@pytest.mark.proves("referrals.to_be_told", "referrals.told_how")
def test_the_partner_is_asked_once_and_it_is_said_how(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.RECALL)
    for told in ({}, {"channel": "post", "recipient": "nurse"}, {"channel": "in_person"}):
        scene.refused(referral, Act.TELL_PARTNER, "Say how the partner was told", told=told)
    scene.act(referral, Act.TELL_PARTNER)
    scene.refused(referral, Act.TELL_PARTNER, "The partner was asked already")


def test_what_was_never_sent_leaves_nothing_to_delete(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW, Act.SUSPEND, Act.RECALL)
    assert (referral.state, referral.due_at) == ("recalled", None)
    assert scene.due("partner_notice") == []
    scene.refused(referral, Act.TELL_PARTNER, "Nothing was sent")
    scene.act(referral, Act.CLOSE, told={})
    assert referral.state == "closed"


def test_a_case_does_not_close_over_what_a_partner_has(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.WITHDRAW)
    assert "A partner has not answered yet" in live_referral(scene.case)
    scene.act(referral, Act.TELL_PARTNER)
    scene.act(referral, Act.CLOSE)
    assert live_referral(scene.case) == ""
    assert Referral.objects.get().state == "closed"
