"""The main steps by keys alone, through all three roles: nobody needs a mouse."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import Page, expect

from casework.audit.models import AuditEntry
from casework.cases.models import Case
from casework.cases.purposes import Service
from casework.referrals.models import Referral
from casework.referrals.states import Act
from tests import make
from tests.browser.conftest import MORE, PageOf
from tests.browser.hand import Hand
from tests.browser.questions import explains
from tests.referrals.conftest import active_partner, agreed

NEED = "a bed for tonight, quietly"
SERVICE = "shelter_emergency"


@MORE
def test_every_main_step_is_reached_by_keys(
    page_of: PageOf, house: make.House, script: bool
) -> None:
    partner = active_partner(house, services=[SERVICE])
    case = make.opened(house)
    worker = Hand(page_of("caseworker", script=script))
    _finds(worker, case)
    _tells_a_move(worker, case)
    _keeps_her_consent(worker, case, str(partner.pk))
    referral = _asks_for_a_review(worker, case, str(partner.pk))
    _approves(Hand(page_of("supervisor", script=script)), referral)
    _sends(worker, case, referral)
    _looks(Hand(page_of("administrator", script=script)), case)


def test_who_switched_the_keys_off_finds_their_list(page_of: PageOf, house: make.House) -> None:
    page, keys = page_of("caseworker"), "#shortcuts"
    page.keyboard.press("?")
    page.locator("[data-switch=singleKeys]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator(keys)).to_be_hidden()
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Keys").click()
    page.locator("[data-switch=singleKeys]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator(keys)).to_be_visible()


def test_one_key_approves_and_one_leads_to_why_it_goes_back(
    page_of: PageOf, house: make.House
) -> None:
    scene = agreed(house)
    referral = scene.advance(Act.ASK_REVIEW)
    hand = Hand(page_of("supervisor"))
    review = reverse("referral_review", args=[scene.case.code, referral.pk])
    hand.page.goto(review)
    hand.press("b")
    hand.pick("reason", "too_much_data")
    hand.press("a")  # she is about to return it
    hand.fill("comment", "Leave out where she lived.")
    hand.go("Return it")
    referral.refresh_from_db()
    assert referral.state == "returned"
    for act in (Act.TAKE_UP, Act.ASK_REVIEW):
        scene.do(referral, act)
    hand.page.goto(review)
    with hand.page.expect_navigation():
        hand.press("a")
    referral.refresh_from_db()
    assert referral.state == "approved"


def _finds(hand: Hand, case: Case) -> None:
    hand.go("Cases")
    hand.go(case.code)
    expect(hand.page.locator("h1")).to_contain_text(case.code)


def _tells_a_move(hand: Hand, case: Case) -> None:
    hand.go("Tell of a move")
    hand.pick("step", "inside|FM3")
    hand.fill("happened", "2026-05")
    hand.go("Tell it")
    case.refresh_from_db()
    assert case.situation == "FM3"


def _keeps_her_consent(hand: Hand, case: Case, partner: str) -> None:
    hand.page.goto(f"{reverse('consent', args=[case.code])}?purpose=share")
    hand.pick("state", "given")
    hand.pick("service", SERVICE)
    hand.pick("partner", partner)
    explains(hand)
    hand.go("Keep her answer")
    assert case.consents.count() == 2


def _asks_for_a_review(hand: Hand, case: Case, partner: str) -> Referral:
    hand.page.goto(reverse("case", args=[case.code]))
    hand.go("Refer her")
    hand.pick("service", SERVICE)
    hand.pick("partner", partner)
    hand.pick("urgency", "urgent")
    hand.fill("need", NEED)
    hand.go("Keep the draft")
    hand.go("Keep this choice")
    hand.go("Ask for review")
    referral = Referral.objects.get()
    assert referral.state == "pending_review"
    return referral


def _approves(hand: Hand, referral: Referral) -> None:
    """From her first page: the queue is the first thing on it."""
    hand.go(f"{referral.case.code} · {Service(SERVICE).label}")
    expect(hand.page.get_by_text(NEED)).to_be_visible()
    hand.go("Approve")
    referral.refresh_from_db()
    assert referral.state == "approved"


def _sends(hand: Hand, case: Case, referral: Referral) -> None:
    hand.page.goto(reverse("referral", args=[case.code, referral.pk]))
    hand.go("Send to the partner")
    hand.pick("channel", "phone_secure")
    hand.fill("recipient", "night desk")
    hand.go("Send to the partner")
    hand.go("The partner accepted")
    hand.fill("answered_by", "night desk")
    hand.go("The partner accepted")
    referral.refresh_from_db()
    assert referral.state == "accepted"


def _looks(hand: Hand, case: Case) -> None:
    hand.go("Who looked")
    hand.fill("code", case.code)
    hand.press("Enter")
    hand.page.wait_for_url(re.compile(rf"code={case.code}"))
    expect(hand.page.get_by_role("cell", name="approved a referral")).to_be_visible()


# Looking ---------------------------------------------------------------------


@MORE
def test_uncovering_leaves_one_entry_and_ends_with_the_page(
    page_of: PageOf, house: make.House, script: bool
) -> None:
    case = make.opened(house, documents={"identity": {"alias": "Little crane"}})
    hand = Hand(page_of("caseworker", script=script))
    hand.page.goto(f"{reverse('case', args=[case.code])}?for=contact")
    _uncover(hand, script=script)
    expect(hand.page.get_by_text("Little crane")).to_be_visible()
    assert _entries(case) == ["contact"]
    hand.page.goto(reverse("case", args=[case.code]))
    expect(hand.page.get_by_text("Little crane")).to_have_count(0)
    assert _entries(case) == ["contact"]


def _uncover(hand: Hand, *, script: bool) -> None:
    if script:
        hand.press("r")
    else:
        hand.go("Show: to speak with her")


def _entries(case: Case) -> list[str]:
    found = AuditEntry.objects.about(case.code).with_verb("case.revealed")
    return [entry.reason for entry in found]


def test_a_page_goes_on_where_the_focus_was_put(page_of: PageOf, house: make.House) -> None:
    """The first stop of every page leaves it, the second skips to what it is about."""
    page: Page = page_of("caseworker")
    hand = Hand(page)
    for address in ("/", "/cases/", "/tasks/"):
        page.goto(address)
        hand.press("Tab")
        assert hand.focused()[4] == "Leave now", address
        hand.press("Tab")
        assert hand.focused()[4] == "Skip to the page", address
        hand.press("Enter")
        expect(page.locator("#main"), address).to_be_focused()
