"""The printed machine is the one in the code, and that is the one agreed with the field."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from casework.referrals import referral_drawing
from casework.referrals.states import LIVE, TRANSITIONS, ReferralState

PAGE = Path(__file__).parents[2] / "docs" / "referral.md"
# Every edge that the field agreed on; and that a referral goes along with its case.
AGREED = {
    "draft": "pending_review cancelled sent",
    "pending_review": "approved returned cancelled",
    "returned": "draft cancelled",
    "approved": "sent pending_review cancelled",
    "sent": "accepted declined no_response recalled",
    "no_response": "accepted declined recalled",
    "accepted": "in_progress not_completed",
    "in_progress": "completed partly_completed not_completed",
    "declined": "closed",
    "recalled": "closed",
    "completed": "closed",
    "partly_completed": "closed",
    "not_completed": "closed",
    "consent_withdrawn": "closed",
    "suspended": "recalled",
    "cancelled": "",
    "closed": "",
    "handed_on": "",
}
SUSPENDABLE = ["pending_review", "approved", "sent", "no_response", "accepted", "in_progress"]
FINAL = {"cancelled", "closed", "handed_on", "consent_withdrawn"}


def agreed() -> set[tuple[str, str]]:
    edges = {(before, after) for before, told in AGREED.items() for after in told.split()}
    edges |= {(one, "suspended") for one in SUSPENDABLE}
    edges |= {("suspended", one) for one in SUSPENDABLE}
    edges |= {(one, "handed_on") for one in SUSPENDABLE}
    return edges | {(one, "consent_withdrawn") for one in set(AGREED) - FINAL}


def test_the_edges_are_those_that_were_agreed() -> None:
    assert set(AGREED) == set(ReferralState)
    passed = {(edge.before.value, edge.after.value) for edge in TRANSITIONS}
    assert {(one, other) for one, other in passed if one != other} == agreed()
    assert {*SUSPENDABLE, "suspended"} == LIVE


def test_the_page_of_a_referral_is_the_one_that_the_code_prints() -> None:
    assert PAGE.read_text() == referral_drawing.page()


def test_states_prints_one_edge_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("states", "referral")
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "draft -> pending_review"
    assert {tuple(line.split(" -> ")) for line in printed} == agreed()
    assert len(printed) == len(agreed())
    call_command("states", "referral", "--diagram")
    drawn = capsys.readouterr().out
    assert '  sent -->|"No answer in time"| no_response' in drawn
