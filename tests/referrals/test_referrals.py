"""A referral from draft to completed; every guard refuses with its sentence and writes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from casework.access.errors import NotAllowed, Stale, WrongState
from casework.access.guards import GUARDS
from casework.cases.actions import assessment, reopening, sharing
from casework.cases.actions.consent import record_consent
from casework.cases.models import Case
from casework.cases.states import CaseState, Risk
from casework.referrals import actions, directory, policies, states
from casework.referrals.models import Referral
from casework.referrals.queries import steps_of
from casework.referrals.states import TRANSITIONS, Act, ReferralState, Urgency, Who
from tests import entries, make
from tests.referrals.conftest import DETAILS, TOLD, Scene, snapshot

TO_APPROVED = (Act.ASK_REVIEW, Act.APPROVE)
TO_SENT = (*TO_APPROVED, Act.SEND)
WHOLE_WAY = (*TO_SENT, Act.ACCEPT, Act.BEGIN, Act.COMPLETE)


def test_draft_keeps_what_it_tells_sealed(scene: Scene) -> None:
    referral = Referral.objects.get(pk=scene.draft(urgency="high").pk)
    assert (referral.state, referral.urgency, referral.due_at) == ("draft", "high", None)
    document = scene.document(referral)
    assert {name: document[name] for name in actions.WRITTEN} == scene.written()
    assert document["authors"] == [str(scene.house.caseworker.user.pk)]
    assert scene.case.code not in str(document)


def test_draft_sent_twice_is_kept_once(scene: Scene) -> None:
    form_id = uuid4()
    first = scene.draft(form_id=form_id)
    before = snapshot()
    assert scene.draft(form_id=form_id) == first
    assert snapshot() == before


@pytest.mark.parametrize("who", ["caseworker2", "supervisor", "administrator"])
def test_draft_is_its_caseworkers_alone(scene: Scene, who: str) -> None:
    before = snapshot()
    with pytest.raises(NotAllowed, match="can_write"):
        scene.draft(by=who, keys=make.keys_for(scene.house.caseworker, scene.case))
    assert snapshot() == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"service": "police_security"}, "Pick the service"),
        ({"service": "unknown"}, "Pick the service"),
        ({"service": ""}, "Pick the service"),
        ({"partner": str(uuid4())}, "Pick a partner"),
        ({"partner": "willow"}, "Pick a partner"),
        ({"partner": ""}, "Pick a partner"),
    ],
)
def test_draft_refuses_what_is_not_in_the_lists(
    scene: Scene, changes: dict[str, str], sentence: str
) -> None:
    before = snapshot()
    with pytest.raises(WrongState, match=sentence):
        scene.draft(written=scene.written(**changes))
    assert snapshot() == before


def test_draft_needs_an_open_case(scene: Scene) -> None:
    scene.case = make.draft(scene.house, label="blue kettle")
    before = snapshot()
    with pytest.raises(WrongState, match="The case is not open"):
        scene.draft()
    assert snapshot() == before


@pytest.mark.proves("referrals.case_open")
def test_nothing_is_written_on_a_closed_case(scene: Scene) -> None:
    referral = scene.draft()
    by = scene.house.supervisor.user
    assessment.set_risk(scene.case, Risk.LOW, by=by, at=make.NOW, reason="danger_passed")
    make.close(scene.house, scene.case)
    scene.refused(referral, Act.ASK_REVIEW, "The case is not open")
    before = snapshot()
    with pytest.raises(WrongState, match="The case is not open"):
        scene.draft()
    assert snapshot() == before


def test_rewrite_refuses_a_stale_form(scene: Scene) -> None:
    referral = scene.draft()
    who = scene.house.caseworker
    common: dict[str, Any] = {
        "by": who.user,
        "at": make.NOW,
        "keys": make.keys_for(who, scene.case),
        "urgency": "urgent",
        "revision": 2,
    }
    actions.rewrite(referral, written=scene.written(need="A dentist."), **common)
    assert scene.document(referral)["need"] == "A dentist."
    before = snapshot()
    with pytest.raises(Stale):
        actions.rewrite(referral, written=scene.written(need="An eye doctor."), **common)
    assert snapshot() == before
    assert scene.document(Referral.objects.get(pk=referral.pk))["need"] == "A dentist."


def test_rewrite_is_for_drafts_alone(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW)
    who = scene.house.caseworker
    before = snapshot()
    with pytest.raises(WrongState, match="Only a draft can be changed"):
        actions.rewrite(
            referral,
            by=who.user,
            at=make.NOW,
            keys=make.keys_for(who, scene.case),
            urgency="urgent",
            written=scene.written(),
            revision=referral.revision,
        )
    assert snapshot() == before


def test_whole_way(scene: Scene) -> None:
    referral = scene.advance(*WHOLE_WAY)
    states_seen = [step.to_state for step in referral.steps.order_by("number")]
    assert states_seen == [
        "draft", "pending_review", "approved", "sent", "accepted", "in_progress", "completed"
    ]  # fmt: skip
    verbs = [entry.verb for entry in entries.sealed() if entry.verb.startswith("referral.")]
    assert verbs == [
        "referral.drafted",
        "referral.packed",
        *(f"referral.{what}" for what in WHOLE_WAY),
    ]


def test_returned_goes_back_to_draft_and_forward_again(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW, Act.RETURN, Act.TAKE_UP, *TO_APPROVED)
    assert referral.state == ReferralState.APPROVED
    told = steps_of(referral, make.keys_for(scene.house.supervisor, scene.case))[2].told
    assert (told["reason"], told["comment"]) == ("too_much_data", "Leave out where she lived.")


def test_declined_ends_it(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.DECLINE)
    assert (referral.state, referral.due_at) == ("declined", None)
    assert not Referral.objects.live().exists()
    scene.act(referral, Act.CLOSE)
    assert (referral.state, states.acts_from("closed")) == ("closed", [])


def test_reasons_and_comments_are_not_in_the_log(scene: Scene) -> None:
    scene.advance(Act.ASK_REVIEW, Act.RETURN)
    entry = entries.last("referral.return")
    assert (entry.reason, entry.subject_code) == ("", scene.case.code)


@pytest.mark.parametrize(
    ("urgency", "review_hours", "answer_hours"),
    [("urgent", 4, 24), ("high", 24, 72), ("routine", 72, 168)],
)
def test_due_by_urgency(scene: Scene, urgency: str, review_hours: int, answer_hours: int) -> None:
    referral = scene.advance(Act.ASK_REVIEW, urgency=urgency)
    assert referral.due_at == make.NOW + timedelta(hours=review_hours)
    scene.act(referral, Act.APPROVE)
    assert referral.due_at is None
    scene.act(referral, Act.SEND)
    assert referral.due_at == make.NOW + timedelta(hours=answer_hours)


@pytest.mark.proves("referrals.case_lives")
def test_an_answer_is_written_down_while_the_case_lives(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT)
    scene.in_state(CaseState.VOID)
    scene.refused(referral, Act.ACCEPT, "The case is not open")
    scene.in_state(CaseState.ON_HOLD)
    scene.act(referral, Act.ACCEPT)
    assert referral.state == ReferralState.ACCEPTED


@pytest.mark.proves("referrals.case_goes_elsewhere")
def test_a_referral_goes_along_only_with_its_case(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT)
    scene.refused(referral, Act.HAND_ON, "The case is not being handed")
    scene.in_state(CaseState.TRANSFER_PENDING)
    scene.act(referral, Act.HAND_ON)
    assert (referral.state, referral.due_at) == (ReferralState.HANDED_ON, None)
    assert not Referral.objects.live().exists()


BY_ITSELF = {Act.NO_ANSWER, Act.WITHDRAW}

# Every act from every state: the table alone decides.

_REACHED: dict[ReferralState, tuple[Act, ...]] = {
    ReferralState.DRAFT: (),
    ReferralState.PENDING_REVIEW: (Act.ASK_REVIEW,),
    ReferralState.RETURNED: (Act.ASK_REVIEW, Act.RETURN),
    ReferralState.APPROVED: TO_APPROVED,
    ReferralState.SENT: TO_SENT,
    ReferralState.DECLINED: (*TO_SENT, Act.DECLINE),
    ReferralState.ACCEPTED: (*TO_SENT, Act.ACCEPT),
    ReferralState.IN_PROGRESS: (*TO_SENT, Act.ACCEPT, Act.BEGIN),
    ReferralState.COMPLETED: WHOLE_WAY,
    ReferralState.NO_RESPONSE: (*TO_SENT, Act.NO_ANSWER),
    ReferralState.PARTLY_COMPLETED: (*TO_SENT, Act.ACCEPT, Act.BEGIN, Act.COMPLETE_IN_PART),
    ReferralState.NOT_COMPLETED: (*TO_SENT, Act.ACCEPT, Act.NOT_COMPLETE),
    ReferralState.SUSPENDED: (*TO_SENT, Act.SUSPEND),
    ReferralState.RECALLED: (*TO_SENT, Act.RECALL),
    ReferralState.CONSENT_WITHDRAWN: (*TO_SENT, Act.WITHDRAW),
    ReferralState.CANCELLED: (Act.CANCEL,),
    ReferralState.CLOSED: (*TO_SENT, Act.DECLINE, Act.CLOSE),
    ReferralState.HANDED_ON: (Act.ASK_REVIEW, Act.HAND_ON),
}


@pytest.mark.parametrize("state", ReferralState)
def test_every_act_that_the_table_does_not_name_is_refused(
    scene: Scene, state: ReferralState
) -> None:
    referral = scene.advance(*_REACHED[state])
    assert referral.state == state
    before = snapshot()
    named = {edge.act for edge in TRANSITIONS if edge.before == state}
    for what in set(Act) - named - BY_ITSELF:
        with pytest.raises(WrongState, match="From here is possible"):
            scene.act(referral, what)
    assert snapshot() == before


def test_table_is_extensible_and_whole() -> None:
    assert {edge.act for edge in TRANSITIONS} == set(Act)
    asked = {f"referrals.{name}" for edge in TRANSITIONS for name in edge.guards}
    assert asked <= set(GUARDS)
    assert {edge.who for edge in TRANSITIONS} == set(policies.WHO)
    assert len({edge[:3] for edge in TRANSITIONS}) == len(TRANSITIONS)


# Who.


@pytest.mark.proves("referrals.is_reviewer")
@pytest.mark.parametrize("what", [Act.APPROVE, Act.RETURN])
@pytest.mark.parametrize("who", ["caseworker", "caseworker2", "supervisor3", "administrator"])
def test_review_is_a_supervisors_of_the_desk(scene: Scene, what: Act, who: str) -> None:
    referral = scene.advance(Act.ASK_REVIEW)
    before = snapshot()
    with pytest.raises(NotAllowed, match=f"referral.{what}"):
        scene.act(referral, what, by=who, keys=make.keys_for(scene.house.supervisor, scene.case))
    assert snapshot() == before


@pytest.mark.proves("referrals.is_worker")
@pytest.mark.parametrize(
    "what", dict.fromkeys(edge.act for edge in TRANSITIONS if edge.who is Who.WORKER)
)
def test_worker_acts_are_not_a_supervisors(scene: Scene, what: Act) -> None:
    path = next(_REACHED[edge.before] for edge in TRANSITIONS if edge.act == what)
    referral = scene.advance(*path)
    before = snapshot()
    with pytest.raises(NotAllowed):
        scene.act(referral, what, by="supervisor")
    assert snapshot() == before


def test_no_author_reviews_it(scene: Scene) -> None:
    """A supervisor who acted for a worker that left wrote on it; a second one reviews."""
    referral = scene.draft()
    supervisor = scene.house.supervisor
    keys = make.keys_for(supervisor, scene.case)
    document = keys.open_document(referral)
    keys.reseal(referral, document=document | {"authors": [str(supervisor.user.pk)]})
    referral.save(update_fields=["document", "revision"])
    scene.act(referral, Act.ASK_REVIEW)
    before = snapshot()
    with pytest.raises(NotAllowed, match=r"referral\.approve"):
        scene.act(referral, Act.APPROVE)
    assert snapshot() == before
    scene.act(referral, Act.APPROVE, by="supervisor2")
    assert referral.state == ReferralState.APPROVED


def test_whoever_asks_for_review_counts_as_author(scene: Scene) -> None:
    referral = scene.draft()
    house, case = scene.house, scene.case
    sharing.hand_over(
        case,
        to=house.caseworker2.user,
        by=house.supervisor.user,
        at=make.NOW,
        keys=make.keys_for(house.supervisor, case),
    )
    referral.case = case
    scene.act(referral, Act.ASK_REVIEW, by="caseworker2")
    document = make.keys_for(house.caseworker2, case).open_document(referral)
    written_by = {house.caseworker.user.pk, house.caseworker2.user.pk}
    assert set(document["authors"]) == {str(pk) for pk in written_by}


# What must hold.


NO_CONSENT = "Her consent to this service by this partner is not on record"


@pytest.mark.parametrize(
    ("path", "what"),
    [((), Act.ASK_REVIEW), ((Act.ASK_REVIEW,), Act.APPROVE), (TO_APPROVED, Act.SEND)],
)
def test_consent_must_be_in_force_at_every_step_out(
    scene: Scene, path: tuple[Act, ...], what: Act
) -> None:
    referral = scene.advance(*path)
    later = make.NOW + timedelta(hours=1)
    scene.answer("deferred", at=later)
    scene.refused(referral, what, NO_CONSENT, at=later)
    scene.answer("given", at=later)
    scene.act(referral, what, at=later)


@pytest.mark.proves("referrals.consent")
def test_consent_that_expired_no_longer_covers(scene: Scene) -> None:
    referral = scene.advance(*TO_APPROVED)
    yesterday = make.NOW.date() - timedelta(days=1)
    scene.answer("given", given_on=yesterday.isoformat(), expires_on=make.NOW.date().isoformat())
    at = make.NOW + timedelta(days=1)
    scene.refused(referral, Act.SEND, NO_CONSENT, at=at)


@pytest.mark.proves("referrals.asked_again")
def test_nothing_goes_out_of_a_reopened_case_upon_an_old_yes(scene: Scene) -> None:
    make.close(scene.house, scene.case)
    who, later = scene.house.caseworker, make.NOW + timedelta(days=40)
    hands = {"by": who.user, "at": later, "keys": make.keys_for(who, scene.case)}
    reopening.reopen(scene.case, reason="returned", **hands)
    referral = scene.draft(at=later)
    scene.refused(referral, Act.ASK_REVIEW, "ask her again first", at=later)
    record_consent(scene.case, make.consent(at=later), **hands)
    scene.act(referral, Act.ASK_REVIEW, at=later)
    assert referral.state == "pending_review"


def test_consent_to_another_service_or_partner_does_not_cover(scene: Scene) -> None:
    other = scene.draft(written=scene.written(service="psychosocial"))
    scene.refused(other, Act.ASK_REVIEW, NO_CONSENT)


def test_approval_names_the_consent_it_rests_on(scene: Scene) -> None:
    referral = scene.advance(*TO_APPROVED)
    newest = scene.case.consents.order_by("-number")[0]
    assert scene.document(referral)["consent"] == str(newest.pk)


@pytest.mark.proves("referrals.return_reason", "referrals.decline_reason")
@pytest.mark.parametrize("what", [Act.RETURN, Act.DECLINE])
def test_a_no_needs_a_reason_of_its_own_list(scene: Scene, what: Act) -> None:
    path = (Act.ASK_REVIEW,) if what == Act.RETURN else TO_SENT
    referral = scene.advance(*path)
    other = {Act.RETURN: "no_capacity", Act.DECLINE: "too_much_data"}[what]
    for reason in ("", other, "because"):
        told = TOLD[what] | {"reason": reason}
        scene.refused(referral, what, "Pick a reason", told=told)


@pytest.mark.proves("referrals.comment")
def test_return_says_what_has_to_change(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW)
    told = {"reason": "other", "comment": ""}
    scene.refused(referral, Act.RETURN, "Say in a few words what has to change", told=told)


@pytest.mark.proves("referrals.channel", "referrals.outcome")
def test_send_names_its_channel_and_complete_its_outcome(scene: Scene) -> None:
    referral = scene.advance(*TO_APPROVED)
    scene.refused(referral, Act.SEND, "Say how it reaches the partner", told={"channel": "post"})
    for what in (Act.SEND, Act.ACCEPT, Act.BEGIN):
        scene.act(referral, what)
    scene.refused(referral, Act.COMPLETE, "Say what came of it", told={})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"capacity": "closed"}, "This partner takes nobody now"),
        ({"agreement": "none"}, "The agreement with this partner is not in force"),
        ({"agreement_until": "2026-05-31"}, "The agreement with this partner is not in force"),
        ({"services": ["psychosocial"]}, "This partner does not offer this service"),
    ],
)
def test_partner_must_be_able_to_take_her(
    scene: Scene, changes: dict[str, Any], sentence: str
) -> None:
    referral = scene.draft()
    directory.describe(
        scene.partner,
        name="Lantern clinic",
        details=type(DETAILS)(**(vars(DETAILS) | changes)),
        revision=scene.partner.revision,
        by=scene.house.supervisor.user,
        at=make.NOW,
    )
    scene.refused(referral, Act.ASK_REVIEW, sentence)


@pytest.mark.proves("referrals.partner_can")
def test_suspended_partner_gets_nothing_that_was_approved(scene: Scene) -> None:
    referral = scene.advance(*TO_APPROVED)
    by = scene.house.supervisor.user
    directory.set_state(scene.partner, "suspended", words="Nobody opened.", by=by, at=make.NOW)
    scene.refused(referral, Act.SEND, "This partner is not active")


@pytest.mark.proves("referrals.written")
def test_unwritten_draft_goes_to_nobody(scene: Scene) -> None:
    referral = scene.draft(written=scene.written(need=""))
    scene.refused(referral, Act.ASK_REVIEW, "must be filled in")


@pytest.mark.proves("referrals.approval_fresh", "referrals.approval_old")
def test_approval_older_than_seven_days_goes_back_to_review(scene: Scene) -> None:
    referral = scene.advance(*TO_APPROVED)
    scene.refused(referral, Act.ASK_AGAIN, "The approval still holds")
    late = make.NOW + timedelta(days=7, seconds=1)
    scene.refused(referral, Act.SEND, "The approval is older than 7 days", at=late)
    scene.act(referral, Act.ASK_AGAIN, at=late)
    assert referral.state == ReferralState.PENDING_REVIEW


_ONE_OF_EACH = {(edge.act, edge.guards): edge for edge in TRANSITIONS if edge.act not in BY_ITSELF}


@pytest.mark.parametrize("edge", _ONE_OF_EACH.values(), ids=lambda edge: edge.act)
def test_every_guard_can_be_switched_off_by_its_name(
    scene: Scene, edge: states.Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each guard alone stands between the act and its state: with all off, the act goes through."""
    referral = scene.advance(*_REACHED[edge.before])
    for name in (f"referrals.{guard}" for guard in edge.guards):
        monkeypatch.setitem(GUARDS, name, lambda question: f"refused by {edge.act}")
        scene.refused(referral, edge.act, f"refused by {edge.act}")
        monkeypatch.setitem(GUARDS, name, lambda question: "")
    scene.act(referral, edge.act, told={})
    assert referral.state == edge.after or edge.act is Act.RESUME


def test_act_sent_twice_is_kept_once(scene: Scene) -> None:
    referral = scene.draft()
    form_id = uuid4()
    scene.act(referral, Act.ASK_REVIEW, form_id=form_id)
    before = snapshot()
    scene.act(referral, Act.ASK_REVIEW, form_id=form_id)
    assert snapshot() == before


def test_sent_packet_is_frozen_and_leads_to_no_case(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT)
    document = scene.document(referral)
    packet = document["packet"]
    assert packet["need"] == "A check-up, with a woman doctor."
    assert packet["code"] == document["partner_code"]
    assert len(document["packet_hash"]) == 64
    assert scene.case.code not in str(packet)
    assert str(scene.case.pk) not in str(packet)


# Around it.


def test_case_does_not_close_over_a_live_referral(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.ACCEPT)
    by = scene.house.supervisor.user
    assessment.set_risk(scene.case, Risk.LOW, by=by, at=make.NOW, reason="danger_passed")
    with pytest.raises(WrongState, match="A referral is still under way"):
        make.close(scene.house, scene.case)
    scene.act(referral, Act.BEGIN)
    scene.act(referral, Act.COMPLETE)
    make.close(scene.house, scene.case)
    assert Case.objects.get(pk=scene.case.pk).state == "closed"


def test_queue_is_by_urgency_then_by_waiting(scene: Scene) -> None:
    made = {}
    for place, urgency in enumerate(["routine", "high", "urgent", "high"]):
        referral = scene.draft(urgency=urgency)
        at = make.NOW + timedelta(minutes=place)
        scene.act(referral, Act.ASK_REVIEW, at=at)
        made[referral.pk] = (urgency, place)
    queue = [
        made[row.pk] for row in Referral.objects.to_review(scene.house.supervisor.user, make.NOW)
    ]
    assert queue == [("urgent", 2), ("high", 1), ("high", 3), ("routine", 0)]
    assert [one.value for one in Urgency] == ["urgent", "high", "routine"]


@pytest.mark.parametrize("who", ["supervisor3", "caseworker", "administrator"])
def test_queue_is_of_ones_own_desk(scene: Scene, who: str) -> None:
    scene.advance(Act.ASK_REVIEW)
    assert list(Referral.objects.to_review(scene.house.staff[who].user, make.NOW)) == []
