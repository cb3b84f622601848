"""What is decided about a case: each page asks first, and says why when it cannot be done."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from casework.access.models import UserGrant
from casework.cases.actions import assessment, record
from casework.cases.models import Case, Label
from casework.cases.states import CaseState, Risk
from casework.vault.models import CaseKey
from tests import entries, make
from tests.make import NOW, House
from tests.web.signed_in import client_of


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


def test_each_page_asks_before_it_acts(house: House, case: Case) -> None:
    before = entries.count()
    for name, act in (
        ("caseworker", "label"),
        ("caseworker", "risk/level"),
        ("caseworker", "share"),
        ("caseworker", "hand-over"),
        ("caseworker", "close"),
        ("supervisor", "reopen"),
    ):
        client = client_of(house.staff[name])
        page = client.get(f"/cases/{case.code}/{act}/").content.decode()
        assert f'action="/cases/{case.code}/{act}/"' in page
    assert entries.count() == before
    assert Case.objects.get().revision == case.revision


@pytest.mark.parametrize("act", ["submit"])
def test_a_link_never_acts(act: str, house: House, case: Case) -> None:
    assert client_of(house.supervisor).get(f"/cases/{case.code}/{act}/").status_code == 405


@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        ("label", {"caseworker"}),
        ("risk/level", {"caseworker", "supervisor"}),
        ("give-back", {"supervisor"}),
        ("close", {"caseworker"}),
        ("hold", {"caseworker", "supervisor"}),
        ("decide", {"supervisor"}),
        ("reopen", {"caseworker", "supervisor"}),
        ("share", {"caseworker", "supervisor"}),
        ("hand-over", {"caseworker", "supervisor"}),
    ],
)
def test_who_is_asked_at_all(act: str, allowed: set[str], house: House, case: Case) -> None:
    _send(house, "caseworker", case, "share", person=house.caseworker3.user.pk)
    status = {
        name: client_of(house.staff[name]).get(f"/cases/{case.code}/{act}/").status_code
        for name in ("caseworker", "supervisor", "caseworker3", "caseworker2", "administrator")
    }
    assert {name for name, code in status.items() if code == 200} == allowed
    assert status["caseworker3"] == 403  # she reads
    assert status["caseworker2"] == status["administrator"] == 404


def test_a_refused_act_is_on_record(house: House, case: Case) -> None:
    client_of(house.caseworker).post(f"/cases/{case.code}/decide/", {"kind": "closing"})
    entry = entries.sealed()[-1]
    assert (entry.verb, entry.subject_code, entry.outcome) == ("decide", case.code, "refused")
    assert Case.objects.get().state == CaseState.OPEN


# Label -------------------------------------------------------------------------


def test_the_label_is_changed(house: House, case: Case) -> None:
    page = _send(house, "caseworker", case, "label", text="tin drum", revision=1)
    assert "tin drum" in page
    assert "The label is changed." in page


def test_a_stale_label_shows_both(house: House, case: Case) -> None:
    _rename(house, case, "blue cup")
    page = _send(house, "caseworker", case, "label", text="tin drum", revision=1)
    assert "Somebody else saved first" in page
    assert "blue cup" in page
    assert 'value="tin drum"' in page
    (revision,) = re.findall(r'name="revision" value="(\d+)"', page)
    assert "tin drum" in _send(
        house, "caseworker", case, "label", text="tin drum", revision=revision
    )
    assert Label.objects.get().revision == 3


@pytest.mark.parametrize("text", ["", "\x00", "x" * 61, "x" * 5000])
def test_an_odd_label_gets_a_sentence(text: str, house: House, case: Case) -> None:
    page = _send(house, "caseworker", case, "label", text=text, revision=1)
    assert "Not saved yet" in page
    assert Label.objects.get().revision == 1


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30])
def test_a_broken_revision_overwrites_nothing(revision: str, house: House, case: Case) -> None:
    page = _send(house, "caseworker", case, "label", text="tin drum", revision=revision)
    assert "Not saved yet" in page or "Somebody else saved first" in page
    assert Label.objects.get().revision == 1


# Risk --------------------------------------------------------------------------------


def test_the_risk_is_raised_with_a_reason(house: House, case: Case) -> None:
    told = {"risk": "critical", "reason": "new_danger", "words": "A search.", "seen": "medium"}
    page = _send(house, "caseworker", case, "risk/level", **told)
    assert "Immediate danger" in page
    assert "something happened, or was threatened" in page
    assert "A search." in page


def test_lowering_the_risk_waits_for_a_second_person(house: House, case: Case) -> None:
    told = {"risk": "low", "reason": "danger_passed", "words": "He has left.", "seen": "medium"}
    page = _send(house, "caseworker", case, "risk/level", **told)
    assert "Asked to lower the risk to “low”: what was feared has passed" in page
    assert ("He has left." in page, Case.objects.get().risk) == (True, Risk.MEDIUM)


@pytest.mark.parametrize(
    ("risk", "reason", "said"),
    [
        ("low", "new_danger", "This is a reason to raise it."),
        ("critical", "danger_passed", "This is a reason to lower it."),
    ],
)
def test_a_reason_goes_with_the_way_the_level_moves(
    risk: str, reason: str, said: str, house: House, case: Case
) -> None:
    told = {"risk": risk, "reason": reason, "words": "A search.", "seen": "medium"}
    page = _send(house, "caseworker", case, "risk/level", **told)
    assert said in page
    assert "A search." in page
    assert Case.objects.get().risk == Risk.MEDIUM


def test_whoever_asks_for_less_reads_that_it_waits(house: House, case: Case) -> None:
    told = {"risk": "low", "reason": "danger_passed", "seen": "medium"}
    page = _send(house, "caseworker", case, "risk/level", **told)
    assert "until a supervisor has agreed" in page


def test_a_stale_risk_shows_both(house: House, case: Case) -> None:
    assessment.set_risk(case, Risk.CRITICAL, by=house.supervisor.user, at=NOW)
    told = {"risk": "high", "reason": "new_danger", "words": "A search.", "seen": "medium"}
    page = _send(house, "caseworker", case, "risk/level", **told)
    assert "Somebody else saved first" in page
    assert "A search." in page
    assert Case.objects.get().risk == Risk.CRITICAL


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"risk": "critical"},
        {"risk": "enormous", "reason": "new_danger", "seen": "medium"},
        {"risk": "high", "reason": "because", "seen": "medium"},
        {"risk": "high", "reason": "new_danger", "seen": "\x00"},
    ],
)
def test_an_odd_risk_gets_a_sentence(told: dict[str, str], house: House, case: Case) -> None:
    assert "Not saved yet" in _send(house, "caseworker", case, "risk/level", **told)
    assert Case.objects.get().risk == Risk.MEDIUM


# Opening ---------------------------------------------------------------------------------


def test_an_unfinished_draft_is_not_submitted(house: House) -> None:
    draft = make.draft(house)
    page = _send(house, "caseworker", draft, "submit")
    assert "Before it can be opened" in page
    assert Case.objects.get().submitted_at is None


def test_a_supervisor_gives_back_with_words(house: House) -> None:
    draft = make.submitted(house)
    told = {"reason": "risk_unclear", "words": "Who is at the door?"}
    page = _send(house, "supervisor", draft, "give-back", **told)
    assert "Given back: the risk level does not fit what is told" in page
    assert "Who is at the door?" in page
    assert Case.objects.get().submitted_at is None


def test_giving_back_what_nobody_submitted_gets_a_sentence(house: House) -> None:
    told = {"reason": "other", "words": "Why?"}
    page = _send(house, "supervisor", make.draft(house), "give-back", **told)
    assert "This was decided already, or nobody has asked for it." in page
    assert "Why?" in page


def test_a_supervisor_confirms_what_was_opened_at_once(house: House) -> None:
    case = make.opened(house, risk=Risk.CRITICAL)
    page = client_of(house.supervisor).get(f"/cases/{case.code}/decide/").content.decode()
    assert "Opened at once, in danger" in page
    assert "grey scarf" in page
    _send(house, "supervisor", case, "decide", kind="opened", answer="yes")
    assert Case.objects.get().submitted_at is None


def test_a_no_without_a_word_gets_a_sentence(house: House) -> None:
    case = make.submitted(house)
    page = _send(house, "supervisor", case, "decide", kind="opening", answer="no")
    assert "Say why, so that her worker knows what to do." in page
    _send(house, "supervisor", case, "decide", kind="opening", answer="no", words="Ask her first.")
    case = Case.objects.get()
    assert (case.submitted_at, case.state) == (None, CaseState.DRAFT)


def test_an_odd_answer_decides_nothing(house: House) -> None:
    case = make.submitted(house)
    for told in ({}, {"kind": "opening"}, {"kind": "x", "answer": "yes"}, {"answer": "maybe"}):
        assert "Not saved yet" in _send(house, "supervisor", case, "decide", **told)
    assert Case.objects.get().submitted_at == case.submitted_at


def test_decisions_stand_in_one_queue_by_due_time(house: House) -> None:
    late = make.submitted(house, label="blue kettle", risk=Risk.LOW)
    soon = make.submitted(house, label="grey scarf", risk=Risk.HIGH)
    page = client_of(house.supervisor).get("/decisions/").content.decode()
    assert page.index(soon.code) < page.index(late.code)
    assert "blue kettle" in page
    assert late.code not in client_of(house.supervisor3).get("/decisions/").content.decode()
    assert client_of(house.caseworker).get("/decisions/").status_code == 403


def test_the_queue_costs_the_same_for_one_row_and_for_three(house: House) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/decisions/")
        return len(queries)

    make.submitted(house, label="first")
    client = client_of(house.supervisor)
    client.get("/decisions/")
    one = cost()
    make.submitted(house, label="second")
    make.submitted(house, label="third")
    assert cost() == one


def test_a_case_is_held_and_gone_on_with(house: House, case: Case) -> None:
    told = {"reason": "detained", "review_on": (localdate() + timedelta(days=9)).isoformat()}
    page = _send(house, "caseworker", case, "hold", words="At her sister.", **told)
    assert "Put on hold: she is held" in page
    page = _send(house, "caseworker", case, "resume", reason="code_word")
    assert "Gone on with: she said the code word" in page
    assert Case.objects.get().state == CaseState.OPEN


def test_a_hold_beyond_30_days_gets_a_sentence(house: House, case: Case) -> None:
    told = {"reason": "detained", "review_on": (localdate() + timedelta(days=31)).isoformat()}
    assert "within the next 30 days" in _send(house, "caseworker", case, "hold", **told)
    assert Case.objects.get().state == CaseState.OPEN


def test_a_draft_begun_in_error_is_ended(house: House) -> None:
    page = _send(house, "caseworker", make.draft(house), "void", reason="twice")
    assert "Begun in error: begun twice" in page
    assert Case.objects.get().state == CaseState.VOID


# Closing and reopening -------------------------------------------------------------------------


def test_a_case_is_closed_by_two_and_reopened(house: House, case: Case) -> None:
    told = make.checklist(reason="survivor_request", words="She is well.")
    page = _send(house, "caseworker", case, "close", **told)
    assert "Closing asked for: she asked to end it" in page
    asked = client_of(house.supervisor).get(f"/cases/{case.code}/decide/").content.decode()
    assert "She is well." in asked
    assert "She was told that she may come back" in asked
    page = _send(house, "supervisor", case, "decide", kind="closing", answer="yes")
    assert "Closed: she asked to end it" in page
    page = _send(house, "caseworker", case, "reopen", reason="returned")
    assert "Reopened: she came back to us" in page
    assert Case.objects.get().state == CaseState.OPEN
    page = _send(house, "supervisor", case, "decide", kind="reopened", answer="no", words="Not her")
    assert Case.objects.get().state == CaseState.CLOSED


def test_closing_at_high_risk_gets_a_sentence_and_keeps_the_words(house: House) -> None:
    case = make.opened(house, risk=Risk.HIGH)
    told = make.checklist(reason="goals_met", words="All reached.")
    page = _send(house, "caseworker", case, "close", **told)
    assert "Her risk is too high" in page
    assert "All reached." in page
    assert Case.objects.get().state == CaseState.OPEN


def test_beside_a_line_that_is_not_met_stands_why(house: House, case: Case) -> None:
    told = make.checklist(reason="survivor_request", words="She is well.", plan_done="no")
    page = _send(house, "caseworker", case, "close", **told)
    assert "Say why it is not so: The plan is done" in page
    assert Case.objects.get().state == CaseState.OPEN
    _send(house, "caseworker", case, "close", **told, why_plan_done="She moved on.")
    asked = client_of(house.supervisor).get(f"/cases/{case.code}/decide/").content.decode()
    assert "no · She moved on." in asked


def test_why_it_was_closed_is_not_in_the_log(house: House, case: Case) -> None:
    make.close(house, case, "deceased")
    assert (entries.last("case.closed").reason, entries.last("case.closed").outcome) == ("", "done")


# Sharing -----------------------------------------------------------------------------------------


def test_only_colleagues_who_cannot_open_it_are_offered(house: House, case: Case) -> None:
    page = client_of(house.caseworker).get(f"/cases/{case.code}/share/").content.decode()
    assert _offered(page) == ["caseworker2", "caseworker3", "supervisor3"]


def test_only_caseworkers_of_the_desk_are_offered_to_own_it(house: House, case: Case) -> None:
    page = client_of(house.supervisor).get(f"/cases/{case.code}/hand-over/").content.decode()
    assert _offered(page) == ["caseworker2"]


def test_a_case_is_shared_and_taken_back(house: House, case: Case) -> None:
    reader = house.caseworker3.user
    page = _send(house, "caseworker", case, "share", person=reader.pk)
    assert f"/cases/{case.code}/share/{reader.pk}/" in page
    assert client_of(house.caseworker3).get(f"/cases/{case.code}/").status_code == 200
    _send(house, "caseworker", case, f"share/{reader.pk}")
    assert client_of(house.caseworker3).get(f"/cases/{case.code}/").status_code == 404


def test_handing_over_takes_the_giver_to_her_list(house: House, case: Case) -> None:
    client = client_of(house.caseworker)
    answer = client.post(f"/cases/{case.code}/hand-over/", {"person": house.caseworker2.user.pk})
    assert (answer.status_code, answer["Location"]) == (302, "/cases/")
    assert client.get(f"/cases/{case.code}/").status_code == 404
    assert client_of(house.caseworker2).get(f"/cases/{case.code}/").status_code == 200


@pytest.mark.parametrize("person", ["", "x", "\x00", "6f1d3a52-7f0e-4f0c-9a44-0a6f3f1f7e11"])
@pytest.mark.parametrize("act", ["share", "hand-over"])
def test_a_colleague_who_is_not_offered_gets_nothing(
    act: str, person: str, house: House, case: Case
) -> None:
    before = UserGrant.objects.count()
    assert "Not saved yet" in _send(house, "caseworker", case, act, person=person)
    assert UserGrant.objects.count() == before


@pytest.mark.parametrize("name", ["caseworker", "caseworker2", "supervisor"])
def test_only_what_was_shared_can_be_taken_back(name: str, house: House, case: Case) -> None:
    url = f"/cases/{case.code}/share/{house.staff[name].user.pk}/"
    assert client_of(house.supervisor).post(url).status_code == 404
    assert UserGrant.objects.filter(user=house.caseworker.user).exists()


def _send(house: House, name: str, case: Case, act: str, **told: object) -> str:
    """The page she ends up on."""
    client: Client = client_of(house.staff[name])
    answer = client.post(f"/cases/{case.code}/{act}/", told, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def _rename(house: House, case: Case, text: str) -> None:
    who = house.caseworker
    keys = make.keys_for(who, case)
    record.change_label(case, text, revision=1, by=who.user, at=NOW, keys=keys)


def _offered(page: str) -> list[str]:
    return sorted(re.findall(r"<option value=\"[^\"]+\">[^<]*\((\w+)\)</option>", page))


def test_a_supervisor_gives_the_case_a_new_key(house: House, case: Case) -> None:
    client = client_of(house.supervisor)
    asked = client.get(f"/cases/{case.code}/rekey/")
    assert "everybody who may open it gets the new key" in asked.content.decode()

    answer = client.post(f"/cases/{case.code}/rekey/", {})

    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.code}/")
    assert list(CaseKey.objects.filter(case_id=case.pk).values_list("version", flat=True)) == [1, 2]
    assert client_of(house.caseworker).get(f"/cases/{case.code}/").status_code == 200
