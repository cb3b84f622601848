"""The woman's record by keys alone: from a call in danger to a case that is closed and reopened."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from casework.cases.closing import Checklist
from casework.cases.models import Case
from casework.referrals.models import Partner
from tests import make
from tests.browser.conftest import PageOf
from tests.browser.hand import Hand
from tests.browser.questions import (
    explains,
    tells_from_place_to_health,
    tells_from_trafficking_to_the_end,
)
from tests.browser.test_intake import TWELVE, stops_before_save
from tests.referrals.conftest import active_partner

ARREST = {"province": "unknown", "authority": "unknown", "company": "unknown"}
# Sold, taken, arrested, sent back by force, held there, escaped, across the river again.
MOVES = (
    ("M01|FM2", {"seller_role": "unknown"}, {"acts": "unknown", "means": "unknown"}, "reachable"),
    ("inside|FM9", {}, {}, "in_custody"),
    ("M06|CU1", ARREST, {}, "in_custody"),
    ("M08|CU3", {"corridor": "tumen_onsong"}, {}, "returned"),
    ("inside|CU4", {}, {}, "returned"),
    ("inside|CU13", {}, {}, "returned"),
    ("M11|HD1", {}, {}, "no_safe_contact"),
)


@pytest.mark.soak  # a first call and every main step are walked by keys in every run
def test_her_record_by_keys_alone(page_of: PageOf, house: make.House) -> None:
    partner = active_partner(house, services=["legal_advice"])
    worker, supervisor = Hand(page_of("caseworker")), Hand(page_of("supervisor"))
    case = _is_in_danger(worker)
    _tells_the_rest(worker, case)
    _answers(worker, case, partner)
    _goes_through_it_all(worker, case)
    _is_in_less_danger(worker, supervisor, case)
    _ends(worker, supervisor, case)
    _goes_on(worker, supervisor, case)


def _is_in_danger(hand: Hand) -> Case:
    """The twelve questions and no other, and her case is open."""
    hand.go("She is in danger now")
    assert stops_before_save(hand) == TWELVE
    hand.page.reload()
    hand.pick("immediate_danger", "yes")
    hand.pick("speaking_herself", "yes")
    hand.pick("alone_and_safe_to_talk", "yes")
    hand.pick("under_18", "no")
    hand.pick("language_need", "kor")
    hand.pick("help_and_keep", "given")
    hand.pick("may_contact", "only_if_she_calls")
    hand.fill("alias", "은하")
    hand.pick("situation", "HD1")
    hand.pick("most_urgent", "repatriation_prevention")
    hand.go("Save")
    case = Case.objects.get()
    assert (case.state, case.risk, case.consent) == ("open", "critical", "given")
    return case


def _tells_the_rest(hand: Hand, case: Case) -> None:
    """Her short form is the beginning of the whole one."""
    hand.go("Go on with the intake")
    hand.pick("dialect", "hamgyong")
    hand.pick("interpreter_needed", "no")
    hand.go("Save and go on")
    hand.go("Next section")  # how she may be reached is told
    hand.fill("names-0-hangul", "김은하")
    hand.pick("gender", "feminine")
    hand.pick("age_band", "27--29")
    hand.tick("nationality", "PRK")
    hand.pick("stateless", "unknown")
    hand.go("Save and go on")
    hand.pick("children", "0")
    hand.go("Save and go on")
    tells_from_place_to_health(hand)
    for _section in range(3):  # what she needs is told; nothing else has to be
        hand.go("Next section")
    tells_from_trafficking_to_the_end(hand)
    hand.page.goto(reverse("intake_section", args=[case.code, "reference"]))
    expect(hand.page.get_by_text("Every needed question has its answer.")).to_be_visible()


def _answers(hand: Hand, case: Case, partner: Partner) -> None:
    """Yes, for one service and one partner, within limits; then she takes it back."""
    hand.page.goto(f"{reverse('consent', args=[case.code])}?purpose=share")
    hand.pick("state", "given")
    hand.pick("service", "legal_advice")
    hand.pick("partner", str(partner.pk))
    explains(hand)
    hand.fill("limits", "Not my sister's name.")
    hand.go("Keep her answer")
    given = case.consents.order_by("number").last()
    assert given
    hand.page.goto(reverse("consent_withdraw", args=[case.code, given.pk]))
    hand.pick("how", "said")
    hand.go("It ends now")
    assert case.consents.count() == given.number + 1
    answers = hand.page.locator("table.ledger")
    expect(answers.get_by_text("taken back")).to_be_visible()
    expect(answers.get_by_text("Not my sister's name.")).to_be_visible()


def _goes_through_it_all(hand: Hand, case: Case) -> None:
    hand.page.goto(reverse("case", args=[case.code]))
    hand.go("Tell of a move")
    for step, picks, ticks, reachability in MOVES:
        hand.pick("step", step)
        hand.fill("happened", "2026-05")
        hand.pick("source", "survivor")
        hand.pick("reliability", "likely_reliable")
        for name, answer in ticks.items():
            hand.tick(f"fact_{name}", answer)
        for name, answer in picks.items():
            hand.pick(f"fact_{name}", answer)
        hand.go("Tell it")
        case.refresh_from_db()
        assert (case.situation, case.reachability) == (step.partition("|")[2], reachability)


def _is_in_less_danger(worker: Hand, supervisor: Hand, case: Case) -> None:
    """Critical was set at once; a lower level waits for the supervisor."""
    worker.page.goto(reverse("risk_set", args=[case.code]))
    worker.pick("risk", "medium")
    worker.pick("reason", "left_danger")
    worker.go("Set it")
    case.refresh_from_db()
    assert case.risk == "critical"
    _decides(supervisor, case, "to lower the risk level", "Say yes")
    assert case.risk == "medium"


def _ends(worker: Hand, supervisor: Hand, case: Case) -> None:
    worker.page.goto(reverse("case", args=[case.code]))
    worker.go("Ask to close the case")
    worker.pick("reason", "goals_met")
    for line in Checklist.values:
        worker.pick(line, "yes")
    worker.go("Ask for it")
    _decides(supervisor, case, "to close the case", "Say yes")
    assert case.state == "closed"


def _goes_on(worker: Hand, supervisor: Hand, case: Case) -> None:
    """Open at once; confirmed once her consent and her risk were asked anew."""
    worker.page.reload()
    worker.go("Reopen the case")
    worker.pick("reason", "returned")
    worker.go("Reopen it")
    worker.page.goto(f"{reverse('consent', args=[case.code])}?purpose=case_services")
    worker.pick("state", "given")
    explains(worker)
    worker.go("Keep her answer")
    worker.page.goto(reverse("risk_assess", args=[case.code]))
    worker.go("Keep the assessment")
    _decides(supervisor, case, "reopened", "Confirm it")
    assert (case.state, case.submitted_at) == ("open", None)


def _decides(hand: Hand, case: Case, what: str, answer: str) -> None:
    """From her first page: the queue is the first thing on it."""
    hand.page.goto("/")
    hand.go(f"{case.code} · {what}")
    hand.go(answer)
    case.refresh_from_db()
