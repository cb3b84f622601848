"""A partner that is silent beyond its time: noted by a process that holds no key."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from casework.access.errors import WrongState
from casework.referrals import guards, silence, states
from casework.referrals.models import Referral
from casework.referrals.policies import Question
from casework.referrals.queries import steps_of
from casework.referrals.states import Act
from tests import entries, make
from tests.referrals.conftest import Scene, snapshot

TO_SENT = (Act.ASK_REVIEW, Act.APPROVE, Act.SEND)


@pytest.mark.proves("referrals.answer_late")
def test_a_partner_has_its_time(scene: Scene) -> None:
    edge, on = states.require("sent", Act.NO_ANSWER), make.NOW.date()
    said = {}
    for seconds in (-1, 0, 1):
        due_at = make.NOW + timedelta(seconds=seconds)
        about = Question(scene.case, {}, None, [], make.NOW, on, due_at=due_at)
        said[seconds] = guards.refusal(edge, about)
    assert (said[-1], said[0], said[1]) == ("", "", "The partner still has time to answer.")


@pytest.mark.parametrize(("urgency", "hours"), [("urgent", 24), ("high", 72), ("routine", 168)])
def test_silence_is_noted_by_the_clock_and_not_before(
    scene: Scene, urgency: str, hours: int
) -> None:
    referral = scene.advance(*TO_SENT, urgency=urgency)
    before, late = snapshot(), make.NOW + timedelta(hours=hours)
    just_before = late - timedelta(seconds=1)
    assert silence.note(referral.pk, scene.case.pk, just_before) is False
    assert (silence.sweep(just_before), snapshot()) == (0, before)
    assert (silence.sweep(late), silence.sweep(late)) == (1, 0)
    referral.refresh_from_db()
    assert (referral.state, referral.due_at) == ("no_response", None)
    entry = entries.last("referral.no_answer")
    assert (entry.by, entry.subject_code) == ("system", scene.case.code)
    assert scene.due("referral_no_response") == [(referral.pk, late)]
    told = steps_of(referral, make.keys_for(scene.house.caseworker, scene.case))[-1]
    assert (told.at, told.step.to_state) == (late, "no_response")


@pytest.mark.proves("referrals.is_nobody")
@pytest.mark.parametrize("what", [Act.NO_ANSWER, Act.WITHDRAW])
def test_no_person_does_what_happens_by_itself(scene: Scene, what: Act) -> None:
    referral = scene.advance(*TO_SENT)
    for who in ("caseworker", "supervisor"):
        scene.forbidden(referral, what, who)


@pytest.mark.parametrize("what", [Act.ACCEPT, Act.DECLINE, Act.RECALL])
def test_a_late_answer_counts(scene: Scene, what: Act) -> None:
    referral = scene.advance(*TO_SENT, Act.NO_ANSWER)
    scene.act(referral, what)
    assert referral.state in ("accepted", "declined", "recalled")
    assert scene.due("referral_no_response") == []


def test_an_answer_that_was_written_down_meanwhile_stands(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.ACCEPT)
    before = snapshot()
    assert not silence.note(referral.pk, scene.case.pk, make.NOW + timedelta(days=30))
    assert snapshot() == before


def test_what_no_key_sealed_stands_in_the_log_like_the_rest(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.NO_ANSWER)
    entries.sealed()
    call_command("verify_audit", stdout=StringIO())
    scene.act(referral, Act.ACCEPT)
    assert scene.document(Referral.objects.get())["packet"]["need"]
    entries.sealed()
    call_command("verify_audit", stdout=StringIO())


def test_a_new_one_in_its_place_names_it(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.NO_ANSWER)
    new = scene.draft(replaces=referral.pk)
    assert scene.document(new)["replaces"] == str(referral.pk)


@pytest.mark.parametrize("acts", [(), TO_SENT, (*TO_SENT, Act.ACCEPT)])
def test_what_goes_on_is_not_replaced(scene: Scene, acts: tuple[Act, ...]) -> None:
    referral = scene.advance(*acts)
    before = snapshot()
    with pytest.raises(WrongState, match="came to nothing"):
        scene.draft(replaces=referral.pk)
    assert snapshot() == before


def test_one_of_another_case_is_not_replaced(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.NO_ANSWER)
    scene.case = make.opened(scene.house, label="blue kettle")
    before = snapshot()
    with pytest.raises(WrongState, match="came to nothing"):
        scene.draft(replaces=referral.pk)
    assert snapshot() == before
