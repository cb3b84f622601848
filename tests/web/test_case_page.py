"""The page of a case: what is covered, what is on record, what may be done."""

from __future__ import annotations

import re

import pytest

from casework.cases import consequences
from casework.cases.actions import record, sharing
from casework.cases.closing import ClosingReason
from casework.cases.field import Field, Store
from casework.cases.fields import FIELDS
from casework.cases.models import Case
from casework.web.cases.covered import is_covered
from tests import entries, make
from tests.make import NOW, House
from tests.web.signed_in import client_of
from tests.web.test_lists import queries_of

pytestmark = pytest.mark.usefixtures("standing_clock")

# What may not be in the page before she asks: names, alias, contact, and places never asked for.
CANARIES = {
    "alias": "Little crane",
    "hangul": "김은설",
    "roman": "Kim Un Sol",
    "phone": "+8613912345678",
    "pretext": "the hair salon",
    "place": "behind the old mill",
    "birth_date": "27 March 1994",
}


@pytest.fixture
def case(house: House) -> Case:
    names = [{"kind": "birth", "hangul": "김은설", "hanzi": "", "roman": "Kim Un Sol"}]
    return make.opened(
        house,
        documents={
            "identity": {"alias": "Little crane", "names": names, "birth_date": "1994-03-27"},
            "safe_contact": {
                "may_contact": "yes",
                "method": "phone",
                "phone": "+8613912345678",
                "caller_pretext": "the hair salon",
                "who_else_sees_phone": "nobody",
                "last_verified": "2026-05-30",
            },
            "situation": {"place_detail": "behind the old mill", "province_in_china": "CN-JL"},
        },
    )


def test_the_head_says_code_label_risk_consent_and_situation(house: House, case: Case) -> None:
    page = _page(house, "caseworker", case)
    for told in (case.code, "grey scarf", "Medium risk", "Consent given", "forced marriage"):
        assert told in page


def test_the_title_says_the_code_alone(house: House, case: Case) -> None:
    (title,) = re.findall(r"<title>(.*?)</title>", _page(house, "caseworker", case), re.DOTALL)
    assert title.strip() == f"{case.code} · Desk"


def test_the_record_can_be_read(house: House, case: Case) -> None:
    page = _page(house, "caseworker", case)
    for told in ("Jilin", "27 to 29", "psychosocial support"):
        assert told in page


# Covered ---------------------------------------------------------------------


def test_names_and_contact_are_not_in_the_page(house: House, case: Case) -> None:
    page = _page(house, "caseworker", case)
    assert [told for told in CANARIES.values() if told in page] == []


def test_names_and_contact_are_shown_when_she_says_why(house: House, case: Case) -> None:
    page = _reveal(house, "caseworker", case, "contact")
    assert [told for told in CANARIES.values() if told not in page] == []


def test_a_reveal_is_left_with_the_page(house: House, case: Case) -> None:
    client = client_of(house.caseworker)
    client.post(f"/cases/{case.code}/reveal/", {"reason": "contact"})
    page = client.get(f"/cases/{case.code}/").content.decode()
    assert [told for told in CANARIES.values() if told in page] == []


def test_coming_back_to_the_address_of_a_reveal_covers_it(house: House, case: Case) -> None:
    answer = client_of(house.caseworker).get(f"/cases/{case.code}/reveal/")
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.code}/")


def test_a_reveal_is_one_entry_with_its_reason(house: House, case: Case) -> None:
    before = entries.count()
    _reveal(house, "caseworker", case, "safety")
    (entry,) = entries.sealed()[before:]
    assert (entry.verb, entry.subject_code, entry.reason) == ("case.revealed", case.code, "safety")


@pytest.mark.parametrize("reason", ["", "curiosity", "\x00"])
def test_without_a_reason_nothing_is_shown(reason: str, house: House, case: Case) -> None:
    before = entries.count()
    client = client_of(house.caseworker)
    answer = client.post(f"/cases/{case.code}/reveal/", {"reason": reason}, follow=True)
    page = answer.content.decode()
    assert [told for told in CANARIES.values() if told in page] == []
    assert "Say why you look" in page
    assert [entry.verb for entry in entries.sealed()[before:]] == ["case.read"]


def test_htmx_gets_the_part_alone(house: House, case: Case) -> None:
    answer = client_of(house.caseworker).post(
        f"/cases/{case.code}/reveal/", {"reason": "contact"}, headers={"HX-Request": "true"}
    )
    part = answer.content.decode()
    assert "<html" not in part
    assert "Little crane" in part


@pytest.mark.parametrize(("asked", "offered"), [("review", 1), ("", 5), ("curiosity", 5)])
def test_the_task_she_came_from_brings_the_reason(
    asked: str, offered: int, house: House, case: Case
) -> None:
    page = client_of(house.supervisor).get(f"/cases/{case.code}/", {"for": asked}).content.decode()
    assert len(re.findall(r'name="reason" value="', page)) == offered


def test_a_reader_has_no_cover_to_lift(house: House, case: Case) -> None:
    _share(house, case)
    page = _page(house, "caseworker3", case)
    assert "Names and contact" not in page
    answer = client_of(house.caseworker3).post(f"/cases/{case.code}/reveal/", {"reason": "contact"})
    assert answer.status_code == 403
    assert [told for told in CANARIES.values() if told in page + answer.content.decode()] == []


def test_every_field_that_finds_her_is_covered() -> None:
    lookups = [row.name for row in FIELDS if row.store is Store.LOOKUP]
    assert [name for name in lookups if not is_covered(_row(name))] == []
    assert is_covered(_row("alias"))
    assert not is_covered(_row("age_band"))


# On record, and who gets in --------------------------------------------------


def test_opening_the_page_is_on_record_with_its_sections(house: House, case: Case) -> None:
    before = entries.count()
    _page(house, "caseworker", case)
    (entry,) = entries.sealed()[before:]
    assert (entry.verb, entry.subject_code) == ("case.read", case.code)
    assert (
        entry.reason
        == "close,dependants,gate,health,identity,needs,reference,situation,trafficking"
    )


@pytest.mark.parametrize("name", ["caseworker2", "caseworker3", "supervisor3", "administrator"])
def test_a_stranger_finds_no_page_and_is_on_record(name: str, house: House, case: Case) -> None:
    answer = client_of(house.staff[name]).get(f"/cases/{case.code}/")
    assert answer.status_code == 404
    entry = entries.sealed()[-1]
    assert (entry.by, entry.subject_code, entry.outcome) == (
        str(house.staff[name].user.pk),
        case.code,
        "refused",
    )


@pytest.mark.parametrize("code", ["CW-AAAAAAAAA", "CW-x", "CW-%00AAAAAAAA", "x", "CW-12345678O"])
def test_a_code_that_is_none_is_a_page_that_is_not_there(code: str, house: House) -> None:
    assert client_of(house.caseworker).get(f"/cases/{code}/").status_code == 404


@pytest.mark.parametrize("name", ["caseworker", "supervisor"])
@pytest.mark.parametrize("notes", [1, 3])
def test_a_case_page_costs_at_most_20_queries(
    notes: int, name: str, house: House, case: Case
) -> None:
    for number in range(notes):
        _note(house, case, f"note {number}")
    most = {"caseworker": 17, "supervisor": 18}[name]
    assert queries_of(client_of(house.staff[name]), f"/cases/{case.code}/") == most


# What happened ---------------------------------------------------------------


def test_the_timeline_holds_notes_moves_and_consents(house: House, case: Case) -> None:
    _note(house, case, "She has a new number.")
    items = _items(_page(house, "caseworker", case))
    assert [title for title, _text in items] == [
        "Note 1",
        "forced marriage: with the buyer, locked in or guarded",
        "Consent to be helped by us: yes",
    ]
    assert items[0][1] == "She has a new number."


def test_a_corrected_note_and_its_correction_name_one_another(house: House, case: Case) -> None:
    _note(house, case, "on Monday")
    _note(house, case, "on Tuesday", corrects=1)
    page = _page(house, "caseworker", case)
    assert "Corrects note 1." in page
    assert "Corrected by note 2." in page
    assert "on Monday" in page


def test_a_long_timeline_is_shown_on_demand(house: House, case: Case) -> None:
    for number in range(45):
        _note(house, case, f"told {number} end")
    client = client_of(house.caseworker)
    page = client.get(f"/cases/{case.code}/").content.decode()
    assert "told 44 end" in page
    assert "told 0 end" not in page
    assert f'href="/cases/{case.code}/?whole"' in page
    assert "told 0 end" in client.get(f"/cases/{case.code}/?whole").content.decode()


def test_markup_in_a_note_stays_text(house: House, case: Case) -> None:
    _note(house, case, "<script>alert(1)</script>")
    page = _page(house, "caseworker", case)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


# What may be done now --------------------------------------------------------


def test_an_owner_sees_her_steps(house: House, case: Case) -> None:
    steps = _steps(_page(house, "caseworker", case))
    assert {"She is on the line", "Write a note", "Assess the risk"} <= steps.keys()
    assert steps["Ask to close the case"] == ""


def test_a_supervisor_is_told_who_asks_for_closing(house: House, case: Case) -> None:
    steps = _steps(_page(house, "supervisor", case))
    assert steps["Ask to close the case"] == (
        "not now: Its caseworker asks; a supervisor who does not own it decides."
    )
    assert "Go on with the intake" not in steps


def test_what_stands_in_the_way_of_closing_is_said(
    house: House, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consequences, "obstacles", [])
    consequences.obstacles.append(lambda case: "A referral still lives.")
    monkeypatch.setattr("casework.web.cases.steps.obstacles", consequences.obstacles)
    steps = _steps(_page(house, "caseworker", case))
    assert steps["Ask to close the case"] == "not now: A referral still lives."


def test_a_draft_says_what_is_missing(house: House) -> None:
    steps = _steps(_page(house, "caseworker", make.draft(house)))
    assert re.fullmatch(
        r"not now: Ask her whether we may help .* \d+ more are missing\.",
        steps["Ask a supervisor to open it"],
    )


def test_a_reader_may_do_nothing(house: House, case: Case) -> None:
    _share(house, case)
    assert _steps(_page(house, "caseworker3", case)).keys() == {"Shared with you to read"}


def test_a_closed_case_can_be_reopened_and_nothing_else(house: House, case: Case) -> None:
    make.close(house, case, ClosingReason.SURVIVOR_REQUEST)
    steps = _steps(_page(house, "caseworker", case))
    hers = {"She asks for a copy", "She asks for it to be erased"}
    reopens = {"Reopen the case", "She is on the line"}  # which reopens it too
    assert steps.keys() == hers | reopens


def test_who_can_open_it_is_named(house: House, case: Case) -> None:
    _share(house, case)
    page = re.sub(r"\s+", " ", _page(house, "caseworker", case))
    for told in (
        'Caseworker</span> <span class="meta">caseworker of this case',
        'Supervisor One</span> <span class="meta">supervisor of the desk',
        'Caseworker3</span> <span class="meta">shared with her',
    ):
        assert told in page


# Who opened it ---------------------------------------------------------------


def test_who_opened_it_is_for_its_owner_and_supervisors(house: House, case: Case) -> None:
    _share(house, case)
    url = f"/cases/{case.code}/readers/"
    allowed = {
        name: client_of(house.staff[name]).get(url).status_code
        for name in ("caseworker", "supervisor", "caseworker2", "caseworker3", "administrator")
    }
    assert allowed == {
        "caseworker": 200,
        "supervisor": 200,
        "caseworker2": 404,
        "caseworker3": 403,
        "administrator": 404,
    }


def test_who_opened_it_says_who_and_why(house: House, case: Case) -> None:
    _reveal(house, "supervisor2", case, "safety")
    entries.sealed()  # as COMMIT does
    page = client_of(house.caseworker).get(f"/cases/{case.code}/readers/").content.decode()
    assert "Supervisor2" in page
    assert "her safety" in page
    assert [told for told in CANARIES.values() if told in page] == []


@pytest.mark.parametrize("below", ["", "x", "\x00", "-1", "9" * 30, "0"])
def test_a_broken_place_in_that_list_is_no_error(below: str, house: House, case: Case) -> None:
    client = client_of(house.caseworker)
    assert client.get(f"/cases/{case.code}/readers/", {"below": below}).status_code == 200


def _page(house: House, name: str, case: Case) -> str:
    answer = client_of(house.staff[name]).get(f"/cases/{case.code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def _reveal(house: House, name: str, case: Case, reason: str) -> str:
    client = client_of(house.staff[name])
    answer = client.post(f"/cases/{case.code}/reveal/", {"reason": reason})
    assert answer.status_code == 200
    return answer.content.decode()


def _share(house: House, case: Case) -> None:
    owner = house.caseworker
    keys = make.keys_for(owner, case)
    sharing.share(case, to=house.caseworker3.user, by=owner.user, at=NOW, keys=keys)


def _note(house: House, case: Case, text: str, corrects: int | None = None) -> None:
    owner = house.caseworker
    keys = make.keys_for(owner, case)
    record.add_note(case, text, by=owner.user, at=NOW, keys=keys, corrects=corrects)


def _items(page: str) -> list[tuple[str, str]]:
    """Title and text of each item of the timeline."""
    (line,) = re.findall(r'<ol class="timeline">(.*?)</ol>', page, re.DOTALL)
    found = []
    for item in line.split("<li")[1:]:
        (title,) = re.findall(r"<h3>(.*?)</h3>", item)
        text = re.findall(r'<p class="text"[^>]*>(.*?)</p>', item, re.DOTALL)
        found.append((title, text[0] if text else ""))
    return found


def _steps(page: str) -> dict[str, str]:
    """Each step with the reason beside it."""
    found = {}
    for step in re.findall(r'<li class="choice">(.*?)</li>', page, re.DOTALL):
        (label,) = re.findall(r"(?:<span>|<button[^>]*>|<a [^>]*>)([^<]+)<", step)[:1]
        why = re.findall(r'<span class="why">(.*)</span>', step, re.DOTALL)
        found[label] = re.sub(r"<[^>]*>", "", why[0]) if why else ""
    return found


def _row(name: str) -> Field:
    return next(row for row in FIELDS if row.name == name)
