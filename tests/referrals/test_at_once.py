"""In danger the least goes at once, a second person looks at it within a day; both are counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.cases.actions.consent import withdraw
from casework.cases.models import Case, ConsentRecord, Decision
from casework.cases.states import CaseState
from casework.referrals import link_making, link_opening
from casework.referrals.closing import unreviewed
from casework.referrals.link_opening import NotOpened
from casework.referrals.link_rows import PacketLink
from casework.referrals.states import Act
from tests import entries, make
from tests.referrals.conftest import TOLD, Scene

DAY = timedelta(hours=24)


def test_the_least_goes_without_a_review(scene: Scene) -> None:
    scene.in_danger()
    referral = scene.draft(written=scene.written(service="psychosocial"))
    scene.act(referral, Act.SEND_AT_ONCE)
    assert (referral.state, referral.urgency) == ("sent", "urgent")
    assert referral.due_at == make.NOW + DAY
    packet = scene.document(referral)["packet"]
    assert set(packet) == {"service", "need", "contact", "code", "urgency", "basis", "reply_by"}
    assert packet["basis"] == "vital_interests"
    assert "Speaks Korean only." not in str(packet)
    waits = Decision.objects.waiting().get(kind="referral_sent")
    assert (waits.about, waits.due_at) == (referral.pk, make.NOW + DAY)
    assert scene.due("confirm_protective_act") == [(waits.pk, make.NOW + DAY)]


@pytest.mark.proves("referrals.in_danger")
def test_only_in_immediate_danger(scene: Scene) -> None:
    referral = scene.draft()
    scene.refused(referral, Act.SEND_AT_ONCE, "Only in immediate danger")


@pytest.mark.proves("referrals.two_lines")
@pytest.mark.parametrize("missing", ["danger", "cannot_wait"])
def test_two_lines_say_why(scene: Scene, missing: str) -> None:
    scene.in_danger()
    referral, told = scene.draft(), TOLD[Act.SEND_AT_ONCE] | {missing: ""}
    scene.refused(referral, Act.SEND_AT_ONCE, "Say in one line what the danger is", told=told)


@pytest.mark.proves("referrals.not_refused")
def test_her_no_to_this_partner_stands_above_it(scene: Scene) -> None:
    scene.in_danger()
    scene.answer("refused")
    referral = scene.draft()
    scene.refused(referral, Act.SEND_AT_ONCE, "Nothing is sent against her word")


def test_her_no_to_our_help_stands_above_it(scene: Scene) -> None:
    scene.in_danger()
    help_itself = ConsentRecord.objects.get(case=scene.case, number=1)
    hands = {"by": scene.case.owner, "at": make.NOW}
    hands |= {"keys": make.keys_for(scene.house.caseworker, scene.case)}
    withdraw(scene.case, help_itself.pk, how="said", on=make.NOW.date(), **hands)
    referral = scene.draft(written=scene.written(service="psychosocial"))
    scene.refused(referral, Act.SEND_AT_ONCE, "Nothing is sent against her word")


@pytest.mark.parametrize(
    ("what", "found"), [(Act.UPHOLD, "upheld"), (Act.NOT_UPHOLD, "not_upheld")]
)
def test_another_one_finds_it_right_or_not(scene: Scene, what: Act, found: str) -> None:
    referral = scene.advance(Act.SEND_AT_ONCE, Act.ACCEPT)
    scene.forbidden(referral, what, "caseworker")
    scene.act(referral, what)
    assert (referral.state, scene.document(referral)["emergency"]) == ("accepted", found)
    assert not Decision.objects.waiting().exists()
    assert entries.last(f"referral.{what}").subject_code == scene.case.code


@pytest.mark.parametrize(("what", "lives"), [(Act.UPHOLD, True), (Act.NOT_UPHOLD, False)])
def test_found_not_right_its_link_opens_nothing_more(scene: Scene, what: Act, lives: bool) -> None:
    referral, who = scene.advance(Act.SEND_AT_ONCE), scene.house.caseworker
    keys = make.keys_for(who, scene.case)
    made = link_making.make(referral, by=who.user, at=make.NOW, keys=keys)
    scene.act(referral, what)
    assert (PacketLink.objects.get().ended_at is None) is lives
    if lives:
        assert link_opening.open_link(made.token, " ".join(made.words), at=make.NOW).packet
        return
    assert entries.last("packet_link.ended").reason == "not_upheld"
    with pytest.raises(NotOpened):
        link_opening.open_link(made.token, " ".join(made.words), at=make.NOW)


@pytest.mark.proves("referrals.emergency_waits")
def test_nothing_else_is_upheld_and_nothing_twice(scene: Scene) -> None:
    reviewed = scene.advance(Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
    sent = scene.advance(Act.SEND_AT_ONCE, Act.UPHOLD)
    for referral in (reviewed, sent):
        for what in (Act.UPHOLD, Act.NOT_UPHOLD):
            scene.refused(referral, what, "Nothing was sent at once that waits")


@pytest.mark.proves("referrals.emergency_reviewed")
def test_it_does_not_close_unseen_and_neither_does_the_case(scene: Scene) -> None:
    referral = scene.advance(Act.SEND_AT_ONCE, Act.DECLINE)
    scene.refused(referral, Act.CLOSE, "a second person has not looked")
    assert "A second person has not looked yet" in unreviewed(Case.objects.get(pk=scene.case.pk))
    other = scene.advance(Act.SEND_AT_ONCE)
    scene.in_state(CaseState.TRANSFER_PENDING)
    scene.refused(other, Act.HAND_ON, "a second person has not looked")
    for one in (referral, other):
        scene.act(one, Act.UPHOLD)
    scene.act(referral, Act.CLOSE)
    assert unreviewed(Case.objects.get(pk=scene.case.pk)) == ""


def test_her_no_stops_what_was_sent_without_a_yes(scene: Scene) -> None:
    scene.in_danger()
    referral = scene.draft(written=scene.written(service="psychosocial"))
    scene.act(referral, Act.SEND_AT_ONCE)
    scene.answer("refused", service="psychosocial")
    referral.refresh_from_db()
    assert (referral.state, referral.due_at) == ("consent_withdrawn", make.NOW + DAY)
    assert scene.due("partner_notice") == [(referral.pk, make.NOW + DAY)]


def test_what_was_found_not_right_does_not_go_on_without_her_yes(scene: Scene) -> None:
    scene.in_danger()
    referral = scene.draft(written=scene.written(service="psychosocial"))
    scene.act(referral, Act.SEND_AT_ONCE)
    scene.act(referral, Act.SUSPEND)
    scene.act(referral, Act.RESUME)
    scene.act(referral, Act.NOT_UPHOLD)
    scene.act(referral, Act.SUSPEND)
    scene.refused(referral, Act.RESUME, "no longer holds")
    scene.act(referral, Act.RECALL)
    assert referral.state == "recalled"
