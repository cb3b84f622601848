"""A referral from its draft to her word on it, the partner with a phone and no script between.

Four browsers: her worker's, the supervisor's, the partner's phone, and one with script that is
judged by axe on the partner's pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from casework.cases.purposes import Service
from casework.referrals.link_rows import PacketLink, PartnerAnswer
from casework.referrals.models import Referral
from tests import entries, make
from tests.browser.conftest import PageOf
from tests.browser.hand import Hand
from tests.browser.judging import scrolls_sideways, violations
from tests.referrals.conftest import SERVICE, Scene, agreed

NEED = "A check-up, with a woman doctor."
CARE = "She is afraid of needles."
WRONG = "abandon ability able about above absent"
ALIAS, LABEL = "Little crane", "grey scarf"


@pytest.fixture
def scene(live_server: Any) -> Scene:
    """Her yes to this service by this partner is on record."""
    return agreed(make.house(), label=LABEL)


@pytest.fixture
def house(scene: Scene) -> make.House:
    return scene.house


@dataclass
class Given:
    """Both halves, as her worker reads them off her page."""

    address: str
    words: str


def test_from_a_draft_to_her_word_on_it(page_of: PageOf, scene: Scene) -> None:
    worker = Hand(page_of("caseworker"))
    referral = _asks_for_a_review(worker, scene)
    _approves(Hand(page_of("supervisor")), referral)
    given = _sends_and_makes_a_link(worker, referral)
    phone = page_of(script=False, width=320)
    phone.set_viewport_size({"width": 320, "height": 640})
    _tries_wrong_words(phone, given)
    _reads_and_accepts(phone, given, referral)
    _judge_the_partners_pages(page_of(width=320), given)
    _takes_up_the_answer(worker, referral)
    _completes(worker, scene, referral)


def _asks_for_a_review(hand: Hand, scene: Scene) -> Referral:
    hand.page.goto(reverse("case", args=[scene.case.code]))
    hand.go("Refer her")
    hand.pick("service", SERVICE)
    hand.pick("partner", str(scene.partner.pk))
    hand.pick("urgency", "urgent")
    hand.fill("need", NEED)
    hand.go("Keep the draft")
    hand.tab_to("alias")
    hand.press("Space")
    hand.fill("care_facts", CARE)
    hand.go("Keep this choice")
    expect(hand.page.locator("#packet")).to_contain_text(CARE)
    hand.go("Ask for review")
    referral = Referral.objects.select_related("case").get()
    assert referral.state == "pending_review"
    return referral


def _approves(hand: Hand, referral: Referral) -> None:
    """She reads first what the partner will read."""
    hand.go(f"{referral.case.code} · {Service(SERVICE).label}")
    for words in (NEED, CARE, ALIAS):
        expect(hand.page.locator("#packet")).to_contain_text(words)
    hand.go("Approve")
    referral.refresh_from_db(fields=["state"])
    assert referral.state == "approved"


def _sends_and_makes_a_link(hand: Hand, referral: Referral) -> Given:
    hand.page.goto(_page_of(referral))
    hand.go("Send to the partner")
    hand.pick("channel", "one_time_page")
    hand.fill("recipient", "duty nurse")
    hand.go("Send to the partner")  # its link is made next
    hand.go("Make a link")
    address = hand.page.locator("main p[translate=no]").inner_text()
    words = hand.page.locator("main ol.row li").all_inner_texts()
    assert len(words) == 6
    hand.go("Both are given")
    expect(hand.page.get_by_text("Not opened yet.")).to_be_visible()
    return Given(address, " ".join(words))


def _tries_wrong_words(phone: Page, given: Given) -> None:
    """The link alone, and with words that are not its own, tells nothing."""
    phone.goto(given.address)
    assert phone.url.endswith(reverse("packet_door"))
    assert _is_told(phone) == []
    _type_words(phone, WRONG)
    expect(phone.get_by_role("alert")).to_contain_text("This did not open")
    assert _is_told(phone) == []
    link = PacketLink.objects.get()
    assert (link.wrong_tries, link.openings) == (1, 0)


def _reads_and_accepts(phone: Page, given: Given, referral: Referral) -> None:
    """What was chosen, under a code of its own; nothing else of her."""
    _type_words(phone, given.words)
    assert _is_told(phone) == [NEED, CARE, ALIAS]
    for kept in (referral.case.code, LABEL):
        assert kept not in phone.content()
    assert not scrolls_sideways(phone)
    form = phone.locator("form", has=phone.get_by_role("button", name="We can help"))
    form.locator("[name=on]").fill("2026-06-03")
    form.get_by_role("button").click()
    expect(phone.get_by_text("Your answer is kept")).to_be_visible()
    assert _is_told(phone) == []
    assert PartnerAnswer.objects.get().filed_at is None


def _judge_the_partners_pages(page: Page, given: Given) -> None:
    """The door, a wrong try, the packet, and the answers alone."""
    page.goto(given.address)
    _judge(page)
    _type_words(page, WRONG)
    _judge(page)
    _type_words(page, given.words)
    assert NEED in _is_told(page)
    _judge(page)
    page.goto(reverse("packet_answer"))
    _judge(page)


def _takes_up_the_answer(hand: Hand, referral: Referral) -> None:
    """She reads what the partner answered; one button files it and does the step."""
    hand.page.goto(_page_of(referral))
    answered = hand.page.locator("section", has_text="What the partner answered").last
    expect(answered).to_contain_text("We can help")
    expect(answered).to_contain_text("2026-06-03")
    expect(hand.page.get_by_text("Opened 2 times")).to_be_visible()
    with hand.page.expect_navigation():
        answered.get_by_role("button").click()
    referral.refresh_from_db(fields=["state"])
    assert referral.state == "accepted"
    assert PartnerAnswer.objects.get().filed_at is not None


def _completes(hand: Hand, scene: Scene, referral: Referral) -> None:
    """Her four answers are kept in the record, and who did what stands in the log."""
    hand.page.goto(reverse("referral_act", args=[referral.case.code, referral.pk, "begin"]))
    hand.go("It has begun")
    hand.page.goto(reverse("referral_act", args=[referral.case.code, referral.pk, "complete"]))
    hand.pick("outcome", "service_given")
    for name in ("respected", "safe", "useful", "again"):
        hand.pick(name, "y")
    hand.fill("feedback", "Warm people there.")
    hand.go("It is completed")
    done = Referral.objects.get()
    assert done.state == "completed"
    feedback = scene.document(done)["feedback"]
    assert (feedback["respected"], feedback["again"]) == ("y", "y")
    of_the_link = ["made", "tried", "opened", "answered", "tried", "opened", "filed"]
    verbs = [entry.verb for entry in entries.sealed() if entry.verb.startswith("packet_link.")]
    assert verbs == [f"packet_link.{what}" for what in of_the_link]


def _judge(page: Page) -> None:
    assert violations(page) == [], page.url
    assert not scrolls_sideways(page), page.url


def _is_told(page: Page) -> list[str]:
    """What of the packet stands on a page."""
    text = page.content()
    return [words for words in (NEED, CARE, ALIAS) if words in text]


def _type_words(page: Page, words: str) -> None:
    page.locator("[name=words]").fill(words)
    with page.expect_navigation():
        page.get_by_role("button", name="Go on").click()


def _page_of(referral: Referral) -> str:
    return reverse("referral", args=[referral.case.code, referral.pk])
