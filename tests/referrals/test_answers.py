"""What a partner answers: a letter, filed by whoever reads it first, and then a step."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from casework.access.errors import NotAllowed, WrongState
from casework.cases.actions import changing_desk, deciding
from casework.referrals import answers, leaving, link_making, link_opening
from casework.referrals.answer_codes import AnswerKind, Told
from casework.referrals.link_opening import NotOpened, Opened, TooMany
from casework.referrals.link_rows import MOST_ANSWERS, PartnerAnswer
from casework.referrals.models import Referral
from casework.referrals.queries import steps_of
from casework.referrals.states import Act, ReferralState
from casework.reminders.models import Due
from casework.vault.models import Letter
from tests import entries, make
from tests.referrals.conftest import Scene

TO_SENT = (Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
NO = Told(AnswerKind.DECLINE, reason="no_capacity")


@pytest.fixture
def sent(scene: Scene) -> Referral:
    return scene.advance(*TO_SENT)


@pytest.fixture
def way_in(scene: Scene, sent: Referral) -> Opened:
    who = scene.house.caseworker
    keys = make.keys_for(who, scene.case)
    made = link_making.make(sent, by=who.user, at=make.NOW, keys=keys)
    return link_opening.open_link(made.token, " ".join(made.words), at=make.NOW)


def said(way_in: Opened, told: Told, *, once: UUID | None = None) -> None:
    link_opening.answer(way_in.link_id, way_in.answers_key, told, once=once or uuid4(), at=make.NOW)


def take_up(scene: Scene, who: str) -> None:
    keys = make.keys_for(scene.house.staff[who], scene.case)
    row = PartnerAnswer.objects.select_related("referral__case").latest("received_at")
    answers.take_up(row, by=scene.house.staff[who].user, at=make.NOW, keys=keys)


def read_by(scene: Scene, referral: Referral, who: str) -> list[dict[str, Any]]:
    keys = make.keys_for(scene.house.caseworker, scene.case)
    hers = scene.house.staff[who].keys
    hers.put_case_keys(scene.case.pk, keys.chain(scene.case.pk))
    return [one.told for one in answers.of_referral(referral, hers)]


def test_an_answer_is_a_letter_to_the_supervisors_and_the_owner(
    scene: Scene, sent: Referral, way_in: Opened
) -> None:
    said(way_in, NO)
    assert PartnerAnswer.objects.get().filed_at is None
    assert Letter.objects.filter(kind="supervisors").count() == 2
    for who in ("caseworker", "supervisor", "supervisor2"):
        assert [told["reason"] for told in read_by(scene, sent, who)] == ["no_capacity"]
    for who in ("caseworker2", "supervisor3", "administrator"):
        assert read_by(scene, sent, who) == []
    entry = entries.last("packet_link.answered")
    assert (entry.by, entry.reason, entry.subject_code) == ("system", "", scene.case.code)
    due = Due.objects.get(kind="partner_answer")
    assert (due.owner, due.reference) == (scene.house.caseworker.user, sent.pk)


def test_its_worker_files_it_and_the_step_is_done(
    scene: Scene, sent: Referral, way_in: Opened
) -> None:
    said(way_in, NO)
    take_up(scene, "caseworker")
    sent.refresh_from_db()
    assert sent.state == ReferralState.DECLINED
    keys = make.keys_for(scene.house.caseworker, scene.case)
    assert steps_of(sent, keys)[-1].told["reason"] == "no_capacity"
    assert not Letter.objects.filter(kind="supervisors").exists()
    assert keys.open_document(PartnerAnswer.objects.get())["kind"] == "decline"
    assert not Due.objects.pending().filter(kind="partner_answer").exists()
    take_up(scene, "caseworker")
    assert len(steps_of(sent, keys)) == 5


def test_a_supervisor_files_it_and_its_worker_does_the_step(
    scene: Scene, sent: Referral, way_in: Opened
) -> None:
    said(way_in, Told(AnswerKind.ACCEPT))
    take_up(scene, "supervisor")
    sent.refresh_from_db()
    assert (sent.state, PartnerAnswer.objects.get().filed_at) == (ReferralState.SENT, make.NOW)
    assert [told["kind"] for told in read_by(scene, sent, "caseworker2")] == ["accept"]
    take_up(scene, "caseworker")
    sent.refresh_from_db()
    assert sent.state == ReferralState.ACCEPTED


@pytest.mark.parametrize("kind", [AnswerKind.FOLLOW_UP, AnswerKind.GIVEN, AnswerKind.CLOSED])
def test_other_answers_move_nothing(
    scene: Scene, sent: Referral, way_in: Opened, kind: AnswerKind
) -> None:
    said(way_in, Told(kind))
    take_up(scene, "caseworker")
    sent.refresh_from_db()
    assert sent.state == ReferralState.SENT
    assert PartnerAnswer.objects.get().filed_at


@pytest.mark.proves("referrals.can_file_answers")
@pytest.mark.parametrize("who", ["caseworker2", "supervisor3", "administrator"])
def test_nobody_else_files_it(scene: Scene, way_in: Opened, who: str) -> None:
    said(way_in, NO)
    before = entries.count()
    keys = make.keys_for(scene.house.caseworker, scene.case)
    row = PartnerAnswer.objects.select_related("referral__case").get()
    with pytest.raises(NotAllowed):
        answers.take_up(row, by=scene.house.staff[who].user, at=make.NOW, keys=keys)
    assert (PartnerAnswer.objects.get().filed_at, entries.count()) == (None, before)


def nothing_kept(before: int) -> None:
    kept = Letter.objects.filter(kind="supervisors").exists()
    assert (PartnerAnswer.objects.count(), kept, entries.count()) == (0, False, before)


def test_without_its_key_nobody_answers(way_in: Opened, sent: Referral) -> None:
    before = entries.count()
    for link, key in ((way_in.link_id, b"\0" * 32), (uuid4(), way_in.answers_key)):
        with pytest.raises(NotOpened):
            link_opening.answer(link, key, NO, once=uuid4(), at=make.NOW)
    nothing_kept(before)


def test_a_pass_dies_with_its_link(scene: Scene, sent: Referral, way_in: Opened) -> None:
    link_making.end(sent, by=scene.house.caseworker.user, at=make.NOW)
    before = entries.count()
    with pytest.raises(NotOpened):
        said(way_in, NO)
    with pytest.raises(NotOpened):
        link_opening.read_sheet(way_in.link_id, way_in.answers_key)
    nothing_kept(before)


def test_sent_twice_is_kept_once(way_in: Opened) -> None:
    once = uuid4()
    said(way_in, NO, once=once)
    said(way_in, NO, once=once)
    assert PartnerAnswer.objects.count() == 1


def test_answers_have_an_end(way_in: Opened) -> None:
    for _time in range(MOST_ANSWERS):
        said(way_in, NO)
    before = entries.count()
    with pytest.raises(TooMany):
        said(way_in, NO)
    assert (PartnerAnswer.objects.count(), entries.count()) == (MOST_ANSWERS, before)


def test_an_answer_holds_codes_and_a_day_only() -> None:
    told = Told(AnswerKind.GIVEN, on=make.NOW.date(), follow_up=True).document()
    assert json.dumps(told) == (
        '{"kind": "given", "reason": "", "on": "2026-06-01", "follow_up": "yes"}'
    )


def test_it_goes_along_when_the_case_goes_to_another_desk(
    scene: Scene, sent: Referral, way_in: Opened
) -> None:
    """Filed by whoever says yes; no step is done with it, and no letter is left behind."""
    said(way_in, NO)
    house, case = scene.house, scene.case
    asker, head = house.caseworker, house.supervisor
    told: dict[str, Any] = {"desk": house.other_desk, "owner": house.caseworker3.user}
    told |= {"reason": "place", "summary": "Call on Sundays."}
    keys = make.keys_for(asker, case)
    changing_desk.ask(case, **told, by=asker.user, at=make.NOW, keys=keys)
    hands: dict[str, Any] = {"by": head.user, "at": make.NOW, "keys": make.keys_for(head, case)}
    deciding.say_yes(case, deciding.deeds_of("desk_transfer"), words="Agreed.", **hands)
    row = PartnerAnswer.objects.select_related("referral__case").get()
    assert (row.filed_at, row.referral.state) == (make.NOW, ReferralState.SENT)
    assert not Letter.objects.filter(kind="supervisors").exists()
    there = make.keys_for(house.caseworker3, row.referral.case)
    assert [one.told["reason"] for one in answers.of_referral(sent, there)] == ["no_capacity"]
    assert not Due.objects.pending().filter(kind="partner_answer").exists()


@pytest.mark.proves("referrals.answers_are_filed")
def test_who_cannot_open_it_lets_no_case_go(scene: Scene, sent: Referral, way_in: Opened) -> None:
    """As one of the desk that stands by, who holds the case's key and no letter."""
    said(way_in, NO)
    hers, keys = scene.house.supervisor3, make.keys_for(scene.house.caseworker, scene.case)
    with_key = hers.keys
    with_key.put_case_keys(scene.case.pk, keys.chain(scene.case.pk))
    before = entries.count()
    with pytest.raises(WrongState, match="files that first"):
        leaving.file_answers(scene.case, hers.user, make.NOW, with_key)
    assert (entries.count(), PartnerAnswer.objects.get().filed_at) == (before, None)
