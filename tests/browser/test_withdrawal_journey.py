"""She takes her yes back while three referrals rest on it: approved, sent, and accepted.

Her worker with a phone, and the partner with its own: what she reads before she presses the button,
and what stands on each page afterwards.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from casework.cases.models import ConsentRecord
from casework.referrals import link_making
from casework.referrals.models import Referral
from casework.referrals.states import Act
from tests import make
from tests.browser.conftest import PageOf
from tests.browser.hand import Hand
from tests.browser.judging import scrolls_sideways
from tests.referrals.conftest import Scene, agreed

pytestmark = pytest.mark.soak
APPROVED = (Act.ASK_REVIEW, Act.APPROVE)
SENT = (*APPROVED, Act.SEND)


@pytest.fixture
def scene(live_server: Any) -> Scene:
    return agreed(make.house())


@pytest.fixture
def house(scene: Scene) -> make.House:
    return scene.house


def test_every_referral_stops_and_each_page_says_so(page_of: PageOf, scene: Scene) -> None:
    approved, sent, accepted = (
        scene.advance(*acts) for acts in (APPROVED, SENT, (*SENT, Act.ACCEPT))
    )
    phone = page_of(width=320)
    link = _link(scene, sent)
    _opens(phone, link)
    worker = Hand(page_of("caseworker", width=320))
    _takes_it_back(worker, scene)
    for referral in (approved, sent, accepted):
        referral.refresh_from_db(fields=["state"])
        assert referral.state == "consent_withdrawn"
        _is_seen_stopped(worker.page, referral)
    assert _is_to_be_told(worker.page, approved) is False
    for referral in (sent, accepted):
        assert _is_to_be_told(worker.page, referral) is True
    phone.goto(link[0])
    phone.locator("[name=words]").fill(link[1])
    phone.get_by_role("button", name="Go on").click()
    expect(phone.get_by_role("alert")).to_contain_text("This did not open")
    worker.page.goto("/")
    expect(worker.page.get_by_text("notice to a partner")).to_have_count(2)
    _tells_the_partner(worker, sent)
    expect(worker.page.get_by_text("The partner was asked to delete").first).to_be_visible()


def _link(scene: Scene, referral: Referral) -> tuple[str, str]:
    who = scene.house.caseworker
    keys = make.keys_for(who, scene.case)
    made = link_making.make(referral, by=who.user, at=make.NOW, keys=keys)
    return reverse("packet_link", args=[made.token]), " ".join(made.words)


def _opens(phone: Page, link: tuple[str, str]) -> None:
    phone.goto(link[0])
    phone.locator("[name=words]").fill(link[1])
    phone.get_by_role("button", name="Go on").click()
    expect(phone.get_by_text("A check-up, with a woman doctor.")).to_be_visible()


def _takes_it_back(hand: Hand, scene: Scene) -> None:
    """What it stops is named before."""
    given = ConsentRecord.objects.filter(case=scene.case).order_by("number").last()
    assert given
    hand.page.goto(reverse("consent_withdraw", args=[scene.case.code, given.pk]))
    for number, state in ((1, "approved"), (2, "sent"), (3, "accepted")):
        words = f"Referral {number} ({state}): nothing further can be sent."
        expect(hand.page.get_by_text(words)).to_be_visible()
    expect(hand.page.get_by_text("has to be told within 24 hours")).to_have_count(2)
    assert not scrolls_sideways(hand.page)
    hand.pick("how", "said")
    hand.go("It ends now")


def _is_seen_stopped(page: Page, referral: Referral) -> None:
    page.goto(reverse("referral", args=[referral.case.code, referral.pk]))
    step = page.locator("ol.steps .stop")
    expect(step).to_contain_text("she took her yes back")
    for gone in ("Send to the partner", "It has begun", "Make a link"):
        expect(page.get_by_role("link", name=gone)).to_have_count(0)
    assert not scrolls_sideways(page)


def _is_to_be_told(page: Page, referral: Referral) -> bool:
    page.goto(reverse("referral", args=[referral.case.code, referral.pk]))
    return page.get_by_role("link", name="The partner was asked to delete").count() > 0


def _tells_the_partner(hand: Hand, referral: Referral) -> None:
    hand.page.goto(reverse("referral_act", args=[referral.case.code, referral.pk, "tell_partner"]))
    hand.pick("channel", "phone_secure")
    hand.fill("recipient", "duty nurse")
    hand.go("The partner was asked to delete")
