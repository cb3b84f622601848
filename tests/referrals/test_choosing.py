"""Choosing what a partner is told: kept in the draft, refused with a sentence, frozen when sent."""

from __future__ import annotations

from typing import Any

import pytest

from casework.access.errors import NotAllowed, Stale, WrongState
from casework.referrals import actions, choosing, packets
from casework.referrals.models import Referral
from casework.referrals.states import Act
from tests import entries, make
from tests.referrals.conftest import Scene


def choose(
    scene: Scene, referral: Referral, *ticked: str, by: str = "caseworker", **written: str
) -> None:
    who = scene.house.staff[by]
    choosing.choose(
        referral,
        ticked=ticked,
        written=written,
        revision=referral.revision,
        by=who.user,
        at=make.NOW,
        keys=make.keys_for(scene.house.caseworker, scene.case),
    )


def forced(scene: Scene, referral: Referral, **changes: Any) -> None:
    """As if it had come into the document by another door."""
    keys = make.keys_for(scene.house.caseworker, scene.case)
    keys.reseal(referral, document=keys.open_document(referral) | changes)
    referral.save()


def refused(scene: Scene, referral: Referral, sentence: str, what: Act = Act.ASK_REVIEW) -> None:
    before = entries.count(), Referral.objects.values_list("state", "revision").get()
    with pytest.raises(WrongState, match=sentence):
        scene.act(referral, what)
    assert (entries.count(), Referral.objects.values_list("state", "revision").get()) == before


def test_what_is_chosen_is_what_is_sent(scene: Scene) -> None:
    referral = scene.draft()
    choose(scene, referral, "alias", care_facts="She faints at needles.", allergies="")
    for what in (Act.ASK_REVIEW, Act.APPROVE, Act.SEND):
        scene.act(referral, what)
    packet = scene.document(referral)["packet"]
    alias = choosing.told(scene.case, make.keys_for(scene.house.caseworker, scene.case))["alias"]
    assert packet["items"] == {"alias": {"alias": alias}, "care_facts": "She faints at needles."}
    assert scene.case.code not in str(packet)
    assert set(packet) == {
        "service", "need", "contact", "code", "urgency", "always", "items", "consent", "reply_by",
    }  # fmt: skip


def test_in_danger_the_least_goes_whatever_was_chosen(scene: Scene) -> None:
    document = {
        "service": "medical_general",
        "need": "A doctor.",
        "contact": "Us.",
        "items": {"alias": "x"},
    }
    packet = packets.minimum(document | {"partner_code": "7K2Q"}, reply_by="")["packet"]
    assert set(packet) == {"service", "need", "contact", "code", "urgency", "basis", "reply_by"}


def test_it_is_a_drafts_and_its_workers(scene: Scene) -> None:
    referral = scene.draft()
    before = entries.count()
    with pytest.raises(NotAllowed):
        choose(scene, referral, by="caseworker2")
    with pytest.raises(WrongState, match="not for this partner to know"):
        choose(scene, referral, "risk")
    with pytest.raises(Stale):
        choosing.choose(
            referral,
            ticked=[],
            written={},
            revision=1,
            by=scene.house.caseworker.user,
            at=make.NOW,
            keys=make.keys_for(scene.house.caseworker, scene.case),
        )
    assert entries.count() == before
    scene.act(referral, Act.ASK_REVIEW)
    with pytest.raises(WrongState, match="Only a draft"):
        choose(scene, referral)


def test_for_another_partner_it_is_chosen_anew(scene: Scene) -> None:
    referral = scene.draft()
    hands: dict[str, Any] = {
        "by": scene.house.caseworker.user,
        "at": make.NOW,
        "keys": make.keys_for(scene.house.caseworker, scene.case),
        "urgency": "high",
    }
    actions.rewrite(referral, written=scene.written(need="Soon."), revision=2, **hands)
    assert "items" in scene.document(referral)
    other = scene.written(service="psychosocial")
    actions.rewrite(referral, written=other, revision=3, **hands)
    assert "items" not in scene.document(referral)


@pytest.mark.proves("referrals.packed")
def test_nothing_is_reviewed_before_it_is_chosen(scene: Scene) -> None:
    who = scene.house.caseworker
    referral = actions.draft(
        scene.case,
        urgency="high",
        written=scene.written(),
        by=who.user,
        at=make.NOW,
        keys=make.keys_for(who, scene.case),
    )
    refused(scene, referral, "Choose first what the partner is told")


@pytest.mark.proves("referrals.packet_fits")
@pytest.mark.parametrize("items", [{"documents": {"id_documents": ["none"]}}, {"account": "all"}])
def test_what_the_partner_may_not_know_is_not_reviewed(scene: Scene, items: Any) -> None:
    referral = scene.draft()
    forced(scene, referral, items=items)
    refused(scene, referral, "not for this partner to know")


@pytest.mark.proves("referrals.tells_not_who")
@pytest.mark.parametrize("where", ["need", "contact"])
def test_words_that_lead_to_her_are_not_reviewed(scene: Scene, where: str) -> None:
    referral = scene.draft(written=scene.written(**{where: f"See {scene.case.code}."}))
    refused(scene, referral, "The code of her case stands in the text")


def test_words_that_lead_to_her_do_not_leave_in_danger_either(scene: Scene) -> None:
    scene.in_danger()
    referral = scene.draft(written=scene.written(need=f"See {scene.case.code}."))
    refused(scene, referral, "The code of her case", Act.SEND_AT_ONCE)
