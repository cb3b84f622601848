"""Asked at the moment of acting: what a case's records allow today, and what became of each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from casework.access.errors import WrongState
from casework.cases import consents
from casework.cases.consent_states import TRANSITIONS, ConsentStage, edge
from tests import make

TODAY = make.NOW.date()
HELP = make.consent()


def later(days: int) -> date:
    return TODAY + timedelta(days=days)


def told(purpose: str = "case_services", **changes: Any) -> dict[str, Any]:
    return make.consent(purpose, **changes)


SHARE = told("share", service="legal_advice", partner="willow")


def ask(documents: list[dict[str, Any]], on: date = TODAY, **scope: str) -> str:
    named = {"service": "legal_advice", "partner": "willow"} | scope
    return consents.consent_covers(documents, "share", on=on, **named)


def test_a_yes_covers_this_service_by_this_partner() -> None:
    assert ask([HELP, SHARE]) == ""


@pytest.mark.proves("cases.consent_covers")
@pytest.mark.parametrize("scope", [{"service": "cash_assistance"}, {"partner": "any"},
                                   {"partner": ""}])  # fmt: skip
def test_a_yes_covers_nothing_beside_it(scope: dict[str, str]) -> None:
    assert "never asked whether she agrees to sharing" in ask([HELP, SHARE], **scope)


@pytest.mark.proves("cases.consent_covers")
@pytest.mark.parametrize("state", ["refused", "deferred", "withdrawn", "requested"])
def test_her_newest_answer_counts(state: str) -> None:
    newest = told("share", service="legal_advice", partner="willow", state=state)
    assert "her answer is" in ask([HELP, SHARE, newest])
    assert ask([HELP, newest, SHARE]) == ""


@pytest.mark.proves("cases.consent_covers")
@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_a_no_to_our_help_stands_above_every_yes(state: str) -> None:
    assert "She said no to our help" in ask([HELP, SHARE, told(state=state)])


@pytest.mark.proves("cases.consent_covers")
@pytest.mark.parametrize("state", ["given", "cannot_ask"])
def test_help_that_has_run_out_stops_what_is_new(state: str) -> None:
    old = told(state=state) | {"expires_on": later(10).isoformat()}
    assert ask([old, SHARE], on=later(10)) == ""
    assert "has run out" in ask([old, SHARE], on=later(11))


def test_a_yes_to_a_transfer_names_the_receiver() -> None:
    assert (
        consents.covers_transfer([HELP, told("transfer", partner="maple")], "maple", on=TODAY) == ""
    )


@pytest.mark.proves("cases.covers_transfer")
def test_a_transfer_to_somebody_else_is_not_covered() -> None:
    yes = told("transfer", partner="maple")
    assert consents.covers_transfer([HELP, yes], "willow", on=TODAY) != ""
    assert consents.covers_transfer([HELP], "", on=TODAY) != ""


@pytest.mark.proves("cases.covers_transfer")
def test_a_no_to_everyone_ends_an_older_yes_to_one() -> None:
    yes, no = told("transfer", partner="maple"), told("transfer", state="refused")
    refusal = consents.covers_transfer([HELP, yes, no], "maple", on=TODAY)
    assert refusal == "She said no to another organisation taking over."
    assert consents.covers_transfer([HELP, no, yes], "maple", on=TODAY) == ""


@pytest.mark.proves("cases.contact_allowed")
@pytest.mark.parametrize(
    ("method", "purpose"),
    [
        ("phone", "contact_by_phone"),
        ("call_once", "contact_by_phone"),
        ("messenger_wechat", "contact_by_messenger"),
        ("messenger_kakao", "contact_by_messenger"),
    ],
)
def test_a_way_that_she_refused_is_no_way(method: str, purpose: str) -> None:
    for state in ("refused", "withdrawn"):
        documents = [told(purpose), told(purpose, state=state)]
        assert "She said no to being" in consents.contact_allowed(documents, method, on=TODAY)


@pytest.mark.parametrize("method", ["phone", "in_person", "none", "no-such", ""])
def test_a_way_that_she_was_never_asked_about_is_a_warning_at_most(method: str) -> None:
    assert consents.contact_allowed([HELP], method, on=TODAY) == ""
    hint = consents.contact_hint([HELP], method, on=TODAY)
    assert ("never asked" in hint) is (method == "phone")


@pytest.mark.proves("cases.names_may_be_kept")
@pytest.mark.parametrize("kept", [{"names": [{"roman": "Magpie"}]}, {"birth_date": "1990-03-01"}])
def test_after_her_no_to_keeping_what_identifies_her_no_name_is_kept(kept: dict[str, Any]) -> None:
    purpose = "store_identifying_data"
    for state in ("refused", "withdrawn"):
        no = [told(purpose), told(purpose, state=state)]
        assert "She said no to our keeping" in consents.names_may_be_kept(no, kept)
    for said in ([], [told(purpose)], [told(purpose, state="deferred")]):
        assert consents.names_may_be_kept(said, kept) == ""
    assert consents.names_may_be_kept(no, {"names": [], "alias": "Magpie"}) == ""


def test_a_way_whose_yes_ran_out_is_a_warning() -> None:
    yes = told("contact_by_phone")
    assert consents.contact_hint([yes], "phone", on=TODAY) == ""
    assert "has run out" in consents.contact_hint([yes], "phone", on=later(181))


@pytest.mark.proves("cases.consent_covers")
def test_only_a_yes_in_force_lets_her_be_counted() -> None:
    yes = told("research_aggregate")
    assert consents.counts_in_reports([HELP, yes], TODAY)
    assert not consents.counts_in_reports([HELP, yes], later(181))
    assert not consents.counts_in_reports([HELP], TODAY)


def test_history_says_what_became_of_each() -> None:
    back = told(state="withdrawn") | {"given_on": later(1).isoformat()}
    short = told() | {"expires_on": later(30).isoformat()}
    again = told() | {"given_on": later(40).isoformat(), "expires_on": later(90).isoformat()}
    rows = [told(state="requested"), told(), back, told(state="deferred"), short, again]
    became = [past.became.value for past in consents.history(rows, on=later(60))]
    assert became == ["given", "withdrawn", "withdrawn", "superseded", "expired", "given"]
    assert consents.history(rows, on=later(91))[-1].became is ConsentStage.EXPIRED


def test_what_may_become_of_an_answer_is_the_table() -> None:
    edges = {(row.before.value, row.after.value) for row in TRANSITIONS}
    assert edges == {
        ("requested", "given"), ("requested", "refused"), ("requested", "deferred"),
        ("requested", "cannot_ask"), ("given", "withdrawn"), ("given", "expired"),
        ("given", "superseded"), ("cannot_ask", "expired"), ("cannot_ask", "superseded"),
        ("refused", "superseded"), ("deferred", "superseded"),
    }  # fmt: skip


def test_an_edge_that_is_not_there_says_what_is() -> None:
    with pytest.raises(WrongState, match=r"It can become: “replaced by a later answer”\."):
        edge("refused", "given")
    with pytest.raises(WrongState, match="nothing more"):
        edge("withdrawn", "given")
