"""What a partner answers, what came of it, and what she says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.referrals.reasons import FEEDBACK, NotAsked
from casework.referrals.states import Act
from tests import make
from tests.referrals.conftest import HER_WORD, TOLD, Scene

TO_SENT = (Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
BEGUN = (*TO_SENT, Act.ACCEPT, Act.BEGIN)
ENDS = (Act.COMPLETE, Act.COMPLETE_IN_PART, Act.NOT_COMPLETE)


@pytest.mark.proves("referrals.answered")
@pytest.mark.parametrize("what", [Act.ACCEPT, Act.DECLINE])
def test_an_answer_names_the_role_of_who_gave_it(scene: Scene, what: Act) -> None:
    referral = scene.advance(*TO_SENT)
    scene.refused(referral, what, "Say who answered", told=TOLD[what] | {"answered_by": ""})


@pytest.mark.proves("referrals.what_is_left")
def test_in_part_says_what_is_missing(scene: Scene) -> None:
    referral = scene.advance(*BEGUN)
    told = TOLD[Act.COMPLETE_IN_PART] | {"comment": ""}
    scene.refused(referral, Act.COMPLETE_IN_PART, "what is still missing", told=told)


@pytest.mark.proves("referrals.not_completed_reason")
@pytest.mark.parametrize("path", [(*TO_SENT, Act.ACCEPT), BEGUN])
def test_not_completed_needs_a_reason_of_its_list(scene: Scene, path: tuple[Act, ...]) -> None:
    referral = scene.advance(*path)
    for reason in ("", "no_capacity"):
        told = TOLD[Act.NOT_COMPLETE] | {"reason": reason}
        scene.refused(referral, Act.NOT_COMPLETE, "Pick a reason", told=told)


@pytest.mark.proves("referrals.feedback")
@pytest.mark.parametrize("what", ENDS)
def test_she_is_asked_when_it_ends_or_it_is_said_why_not(scene: Scene, what: Act) -> None:
    referral = scene.advance(*BEGUN)
    for missing in ({"safe": ""}, {"again": "perhaps"}, dict.fromkeys(FEEDBACK, "")):
        told = TOLD[what] | missing
        scene.refused(referral, what, "her four answers, or why she was not asked", told=told)
    scene.act(referral, what)
    assert scene.document(referral)["feedback"] == HER_WORD


@pytest.mark.parametrize("why", [NotAsked.NOT_SAFE, NotAsked.NO_CONTACT, NotAsked.SHE_DECLINED])
def test_a_reason_that_stands_closes_it(scene: Scene, why: str) -> None:
    referral = scene.advance(*BEGUN)
    told = {"outcome": "service_given", "not_asked": why}
    scene.act(referral, Act.COMPLETE, told=told)
    assert scene.due("referral_feedback") == []
    scene.act(referral, Act.CLOSE, told={})
    assert referral.state == "closed"


@pytest.mark.proves("referrals.her_word")
def test_not_yet_has_her_asked_before_it_closes(scene: Scene) -> None:
    referral = scene.advance(*BEGUN)
    scene.act(referral, Act.COMPLETE, told={"outcome": "service_given", "not_asked": "not_yet"})
    assert scene.due("referral_feedback") == [(referral.pk, make.NOW + timedelta(days=14))]
    for told in ({}, {"not_asked": "not_yet"}):
        scene.refused(referral, Act.CLOSE, "Ask her what she thinks of it", told=told)
    scene.act(referral, Act.CLOSE, told=HER_WORD)
    assert scene.document(referral)["feedback"] == HER_WORD
    assert scene.due("referral_feedback") == []


def test_what_never_began_asks_her_when_it_closes(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.ACCEPT)
    scene.act(referral, Act.NOT_COMPLETE, told={"reason": "no_show"})
    scene.refused(referral, Act.CLOSE, "Ask her what she thinks of it", told={})
    scene.act(referral, Act.CLOSE, told={"not_asked": "no_contact"})
    assert referral.state == "closed"
