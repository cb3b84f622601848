"""She takes a yes back: what rests on it stands still, and partners who have something are told."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest

from casework.access.errors import WrongState
from casework.cases.actions.consent import record_consent, withdraw
from casework.cases.models import ConsentRecord
from casework.referrals.states import Act
from casework.reminders import actions as reminders
from casework.reminders.models import Due
from tests import make
from tests.referrals.conftest import Scene
from tests.web.signed_in import client_of

TO_SENT = (Act.ASK_REVIEW, Act.APPROVE, Act.SEND)


def notices() -> list[tuple[object, object]]:
    rows = Due.objects.pending().filter(kind="partner_notice")
    return [(row.reference, row.due_at) for row in rows]


@pytest.mark.parametrize("state", ["withdrawn", "refused"])
def test_a_partner_who_has_something_is_told_within_a_day(scene: Scene, state: str) -> None:
    sent = scene.advance(*TO_SENT)
    scene.advance(Act.ASK_REVIEW)
    scene.answer(state)
    assert notices() == [(sent.pk, make.NOW + timedelta(hours=24))]
    notice = Due.objects.get(kind="partner_notice")
    with pytest.raises(WrongState, match="This ends when what it asks for is written down"):
        reminders.done(notice, by=scene.case.owner, at=make.NOW)
    sent.refresh_from_db()
    scene.act(sent, Act.TELL_PARTNER)
    assert notices() == []


@pytest.mark.parametrize("acts", [(), (Act.ASK_REVIEW,), (Act.ASK_REVIEW, Act.APPROVE)])
def test_what_never_left_the_house_needs_no_notice(scene: Scene, acts: tuple[Act, ...]) -> None:
    scene.advance(*acts)
    scene.answer("withdrawn")
    assert notices() == []


def test_another_yes_taken_back_leaves_it(scene: Scene) -> None:
    scene.advance(*TO_SENT)
    keys = make.keys_for(scene.house.caseworker, scene.case)
    act = {"by": scene.case.owner, "at": make.NOW, "keys": keys}
    for state in ("given", "withdrawn"):
        record_consent(scene.case, make.consent("contact_by_phone", state=state), **act)
    assert notices() == []


def test_without_our_help_every_partner_is_told(scene: Scene) -> None:
    sent = scene.advance(*TO_SENT)
    help_itself = ConsentRecord.objects.get(case=scene.case, number=1)
    keys = make.keys_for(scene.house.caseworker, scene.case)
    act = {"by": scene.case.owner, "at": make.NOW, "keys": keys}
    withdraw(scene.case, help_itself.pk, how="said", on=make.NOW.date(), **act)
    assert [about for about, _at in notices()] == [sent.pk]


def test_the_page_names_each_referral_that_it_stops(scene: Scene) -> None:
    scene.advance(*TO_SENT)
    scene.advance(Act.ASK_REVIEW)
    share = scene.case.consents.order_by("-number")[0]
    client = client_of(scene.house.caseworker)
    page = client.get(f"/cases/{scene.case.code}/consents/{share.pk}/withdraw/")
    said = unescape(page.content.decode())
    assert "Referral 1 (sent): nothing further can be sent." in said
    assert "Referral 2 (waits for review): nothing further can be sent." in said
    assert "The partner of referral 1 has to be told within 24 hours" in said
    assert "The partner of referral 2" not in said
