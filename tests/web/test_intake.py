"""The intake as it is typed: in parts, too late, twice, with odd text, by the wrong person."""

from __future__ import annotations

import unicodedata
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from casework.cases.actions import sharing
from casework.cases.entries import LINE_LIMIT, NARRATIVE_LIMIT
from casework.cases.models import Case, ConsentRecord, Note, Section
from casework.cases.states import Risk
from casework.pathways.models import Move
from casework.vault import letters
from casework.vault.models import Letter
from tests import entries, make
from tests.make import House
from tests.web.signed_in import client_of

GATE = {
    "immediate_danger": "no",
    "speaking_herself": "yes",
    "alone_and_safe_to_talk": "yes",
    "under_18": "no",
    "language": "kor",
    "dialect": "hamgyong",
    "interpreter_needed": "no",
}


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


@pytest.fixture
def client(house: House) -> Client:
    return client_of(house.caseworker)


def begin(client: Client, **typed: Any) -> Any:
    return client.post("/intake/", GATE | typed)


def send(client: Client, case: Case, section: str, **typed: Any) -> Any:
    read_at = {"revision": "1", "sheet_revision": "0"}
    return client.post(f"/cases/{case.code}/intake/{section}/", read_at | typed)


def stored(house: House, case: Case, section: str) -> dict[str, Any]:
    keys = make.keys_for(house.caseworker, case)
    return keys.open_document(Section.objects.get(case=case, kind=section))


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


# Beginning ------------------------------------------------------------------


def test_the_gate_begins_a_case_and_consent_comes_next(client: Client, house: House) -> None:
    answer = begin(client, sheet="she whispers")
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.code}/consent/")
    assert (case.owner, case.desk, case.state) == (house.caseworker.user, house.desk, "draft")
    assert GATE.items() <= stored(house, case, "gate").items()
    assert stored(house, case, "sheet") == {"text": "she whispers"}


def test_nothing_told_is_a_beginning_too(client: Client) -> None:
    assert client.post("/intake/", {}).status_code == 302
    assert Case.objects.count() == 1


def test_a_beginning_sent_twice_is_one_case(client: Client) -> None:
    once = str(uuid4())
    first, second = begin(client, case_id=once), begin(client, case_id=once)
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1
    assert Section.objects.get().revision == 1


def test_other_words_under_the_same_beginning_wait_in_its_first_section(
    client: Client, house: House
) -> None:
    once = str(uuid4())
    begin(client, case_id=once)
    answer = begin(client, case_id=once, under_18="yes")
    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.code}/intake/gate/"
    page = words(client.get(answer["Location"]))
    assert "Somebody saved this section before you" in page
    assert stored(house, case, "gate")["under_18"] == "no"


@pytest.mark.parametrize("once", ["", "x", "\x00", "1" * 400])
def test_a_broken_name_of_the_form_loses_nothing(once: str, client: Client) -> None:
    assert begin(client, case_id=once).status_code == 302
    assert Case.objects.count() == 1


def test_nobody_takes_over_the_case_of_another_by_its_name(
    client: Client, house: House, case: Case
) -> None:
    answer = client_of(house.caseworker2).post("/intake/", GATE | {"case_id": str(case.pk)})
    assert answer.status_code == 403
    assert Case.objects.get().owner == house.caseworker.user


def test_no_case_begins_on_the_desk_of_others(client: Client, house: House) -> None:
    answer = begin(client, desk=str(house.other_desk.pk), sheet="still here")
    assert answer.status_code == 200
    assert "Select a valid choice" in words(answer)
    assert "still here" in words(answer)
    assert not Case.objects.exists()


@pytest.mark.parametrize("who", ["supervisor", "administrator"])
@pytest.mark.parametrize("url", ["/intake/", "/intake/now/"])
def test_who_is_no_caseworker_begins_no_intake(url: str, who: str, house: House) -> None:
    client = client_of(house.staff[who])
    assert client.get(url).status_code == 403
    assert client.post(url, GATE).status_code == 403
    assert not Case.objects.exists()
    assert entries.sealed()[-1].outcome == "refused"


# Saving parts ---------------------------------------------------------------


def test_a_section_is_saved_and_the_next_one_opens(
    client: Client, case: Case, house: House
) -> None:
    answer = send(client, case, "identity", alias="Little crane", gender="feminine")
    assert answer["Location"] == f"/cases/{case.code}/intake/dependants/"
    assert stored(house, case, "identity")["alias"] == "Little crane"
    assert Section.objects.get(case=case, kind="identity").revision == 2


def test_saving_and_staying_comes_back(client: Client, case: Case) -> None:
    answer = send(client, case, "identity", alias="Crane", stay="yes")
    assert answer["Location"] == f"/cases/{case.code}/intake/identity/"


def test_a_page_left_empty_can_be_saved(client: Client, house: House) -> None:
    case = make.draft(house)
    answer = send(client, case, "needs", revision="0")
    assert answer.status_code == 302
    assert stored(house, case, "needs")["most_urgent"] == ["not_asked"]


@pytest.mark.parametrize("code", ["unknown", "declined"])
def test_not_known_and_not_said_stand_beside_a_box(
    code: str, client: Client, case: Case, house: House
) -> None:
    send(client, case, "identity", alias="", alias_answer=code)
    assert stored(house, case, "identity")["alias_answer"] == code


def test_one_page_reads_and_says_so(client: Client, case: Case) -> None:
    client.get(f"/cases/{case.code}/intake/identity/")
    read = entries.sealed()[-1]
    assert (read.verb, read.reason, read.subject_code) == ("case.read", "identity", case.code)


def test_going_on_opens_the_first_section_with_something_to_ask(
    client: Client, house: House
) -> None:
    begin(client)
    case = Case.objects.get()
    page = words(client.get(f"/cases/{case.code}/intake/"))
    assert "May we contact her" in page
    assert f'action="/cases/{case.code}/intake/safe_contact/"' in page


def test_what_is_missing_is_named_and_counted(client: Client, house: House) -> None:
    begin(client)
    case = Case.objects.get()
    page = words(client.get(f"/cases/{case.code}/intake/identity/"))
    assert '<a href="#id_gender">Gender</a>' in page
    assert 'Who she is <span class="meta">0 of 22 <strong>4 needed</strong></span>' in page


def test_when_nothing_is_missing_the_page_says_so(client: Client, case: Case) -> None:
    page = words(client.get(f"/cases/{case.code}/intake/identity/"))
    assert "Every needed question has its answer." in page


def test_danger_sets_the_level(client: Client, house: House) -> None:
    begin(client, immediate_danger="yes")
    assert Case.objects.get().risk == Risk.CRITICAL


def test_a_level_that_was_lowered_is_not_raised_by_another_section(
    client: Client, house: House
) -> None:
    case = make.opened(house, documents={"gate": {"immediate_danger": "yes"}})
    assert case.risk == Risk.MEDIUM
    send(client, case, "needs", most_urgent=["unknown"])
    send(client, case, "gate", **(GATE | {"immediate_danger": "yes"}))
    assert Case.objects.get().risk == Risk.MEDIUM


def test_a_situation_opens_her_path_with_since_when_and_by_whom(
    client: Client, house: House
) -> None:
    begin(client)
    case = Case.objects.get()
    send(client, case, "situation", revision="0", situation="FM2", since="2024-03")
    case.refresh_from_db()
    assert case.situation == "FM2"
    told = make.keys_for(house.caseworker, case).open_document(Move.objects.get(case=case))
    assert (told["happened"], told["precision"]) == ("2024-03", "unknown_day")
    assert told["source"] == "survivor"


def test_a_situation_of_the_future_is_refused_and_nothing_is_written(
    client: Client, house: House
) -> None:
    case = make.draft(house)
    answer = send(client, case, "situation", revision="0", situation="FM2", since="2099-01")
    assert answer.status_code == 200
    assert "future" in words(answer)
    assert "2099-01" in words(answer)
    assert not Section.objects.filter(case=case).exists()


def test_a_situation_that_has_begun_is_not_typed_over(client: Client, case: Case) -> None:
    assert 'name="situation"' not in words(client.get(f"/cases/{case.code}/intake/situation/"))
    send(client, case, "situation", situation="SX2", province_in_china="unknown")
    case.refresh_from_db()
    assert case.situation == "FM2"


def test_told_by_someone_else_stops_contact_and_says_what_holds(
    client: Client, house: House
) -> None:
    begin(client, speaking_herself="no")
    case = Case.objects.get()
    send(client, case, "safe_contact", revision="0", may_contact="yes")
    case.refresh_from_db()
    assert case.reachability == "no_safe_contact"
    assert stored(house, case, "safe_contact")["may_contact"] == "no"
    page = words(client.get(f"/cases/{case.code}/intake/safe_contact/"))
    assert "Somebody else is telling this" in page


def test_after_a_no_every_page_says_to_write_nothing(client: Client, house: House) -> None:
    begin(client)
    case = Case.objects.get()
    client.post(f"/cases/{case.code}/consent/", _consent(state="refused"))
    page = words(client.get(f"/cases/{case.code}/intake/identity/"))
    assert "She said no to our help or to our keeping this." in page


def _consent(**changes: str) -> dict[str, str]:
    return {
        "purpose": "case_services",
        "state": "given",
        "form": "verbal",
        "given_on": "2026-01-01",
        "expires_on": "2026-06-01",
    } | changes


def test_what_nobody_asks_is_folded_away_until_it_is_told(client: Client, case: Case) -> None:
    url = f"/cases/{case.code}/intake/identity/"
    assert '<details class="fold">\n      <summary>Only if she raises it' in words(client.get(url))
    send(client, case, "identity", home_unit="County, unit 3")
    page = words(client.get(url))
    assert '<details class="fold" open>\n      <summary>Only if she raises it' in page


# Questions that hang on another ---------------------------------------------


def draw(client: Client, url: str, *, script: bool = True, **typed: Any) -> Any:
    headers = {"HX-Request": "true"} if script else {}
    return client.post(url, typed | {"draw": "yes"}, headers=headers)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_answer_draws_what_hangs_on_it_and_saves_nothing(
    client: Client, case: Case, *, script: bool
) -> None:
    before, url = entries.count(), f"/cases/{case.code}/intake/dependants/"
    answer = draw(client, url, script=script, children="1", pregnant="yes", weeks_pregnant="x")
    page = words(answer)
    assert answer.status_code == 200
    assert ("<html" in page) is not script
    assert 'id="ask-children_under_18" hx' not in page
    assert 'id="ask-children_under_18">' in page
    assert 'value="x"' in page
    assert "from 1 to 45" not in page
    assert entries.count() == before
    assert not Letter.objects.filter(kind="draft").exists()


def test_what_makes_no_sense_any_more_is_put_aside_and_kept(
    client: Client, case: Case, house: House
) -> None:
    send(client, case, "dependants", children="1", children_under_18="1")
    send(client, case, "dependants", children="0", children_under_18="1", revision="2")
    page = words(client.get(f"/cases/{case.code}/intake/dependants/"))
    assert 'id="ask-children_under_18" hidden' in page
    assert stored(house, case, "dependants")["children_under_18"] == "1"
    assert "Children under 18" not in words(client.get(f"/cases/{case.code}/"))


def test_the_gate_says_at_once_that_somebody_else_tells_it(client: Client) -> None:
    page = words(draw(client, "/intake/", speaking_herself="no", under_18="unknown"))
    assert 'id="note-told-by-other" role="status">' in page
    assert "Is she younger than 18, as far as you know?" in page
    assert "May I ask whether you are younger than 18?" not in page
    assert "never the man she was given to" in page
    assert not Case.objects.exists()


def test_of_what_somebody_else_tells_nothing_is_asked_at_the_end(client: Client) -> None:
    begin(client, speaking_herself="no")
    case = Case.objects.get()
    page = words(client.get(f"/cases/{case.code}/intake/close/"))
    assert 'id="ask-told_her" hidden' in page
    assert "tell that person nothing back" in page


def test_what_is_missing_to_open_leads_to_the_very_field(client: Client) -> None:
    begin(client)
    case = Case.objects.get()
    page = words(client.get(f"/cases/{case.code}/intake/needs/"))
    there = f"/cases/{case.code}/intake"
    assert f'<a href="{there}/health/#id_urgent_care">Her health: Needs care now</a>' in page
    assert 'id="id_urgent_care"' in words(client.get(f"{there}/health/"))


def test_what_is_missing_to_open_names_the_focal_point_for_a_girl(client: Client) -> None:
    begin(client, under_18="yes")
    case = Case.objects.get()
    page = words(client.get(f"/cases/{case.code}/intake/identity/"))
    assert f'href="/cases/{case.code}/intake/gate/#id_under_18"' in page
    assert "this desk has no focal point for children" in page


def test_every_section_is_one_step_away_and_its_neighbours_one_key(
    client: Client, case: Case
) -> None:
    page = words(client.get(f"/cases/{case.code}/intake/health/"))
    there = f"/cases/{case.code}"
    assert f'<a href="{there}/risk/">Risk' in page
    assert f'<a href="{there}/intake/situation/" data-key="[" rel="prev">' in page
    assert f'<a href="{there}/intake/close/">Before the talk ends' in page


# The sheet ------------------------------------------------------------------


def test_the_sheet_is_seen_on_every_page(client: Client, house: House) -> None:
    begin(client, sheet="eldest sister, 다리 밑")
    case = Case.objects.get()
    page = words(client.get(f"/cases/{case.code}/intake/needs/"))
    assert "eldest sister, 다리 밑" in page


def test_a_sheet_that_did_not_change_is_not_written_anew(client: Client, house: House) -> None:
    begin(client, sheet="one line")
    case = Case.objects.get()
    send(client, case, "needs", revision="0", sheet="one line", sheet_revision="1")
    assert Section.objects.get(case=case, kind="sheet").revision == 1


def test_what_is_left_on_the_sheet_becomes_a_note_at_the_end(client: Client, house: House) -> None:
    begin(client, sheet="not sorted")
    case = Case.objects.get()
    typed = {"revision": "0", "sheet": "not sorted", "sheet_revision": "1"}
    answer = send(client, case, "close", **typed)
    again = send(client, case, "close", **typed)
    assert answer["Location"] == again["Location"] == f"/cases/{case.code}/"
    note = Note.objects.get(case=case)
    keys = make.keys_for(house.caseworker, case)
    assert keys.open(note, "body") == "not sorted"
    assert keys.open_document(note)["kind"] == "sheet"
    assert stored(house, case, "sheet") == {"text": ""}


def test_saving_the_last_section_and_staying_leaves_the_sheet(client: Client, house: House) -> None:
    case = make.draft(house)
    send(client, case, "close", revision="0", sheet="goes on", stay="yes")
    assert stored(house, case, "sheet") == {"text": "goes on"}
    assert not Note.objects.exists()


# Too late, and twice --------------------------------------------------------


def test_a_form_that_comes_too_late_shows_both_texts(
    client: Client, case: Case, house: House
) -> None:
    send(client, case, "identity", alias="Theirs", gender="feminine", sheet="their line")
    answer = send(client, case, "identity", alias="Mine", gender="feminine", sheet="my line")
    page = words(answer)
    assert answer.status_code == 409
    assert "Somebody saved this section before you" in page
    assert all(text in page for text in ("Theirs", "Mine", "their line", "my line"))
    assert stored(house, case, "identity")["alias"] == "Theirs"
    assert stored(house, case, "sheet") == {"text": "their line"}


def test_only_what_differs_is_shown_beside(client: Client, case: Case) -> None:
    send(client, case, "identity", alias="Theirs", education="primary")
    answer = send(client, case, "identity", alias="Mine", education="primary")
    facts = words(answer).partition('<dl class="facts">')[2].partition("</dl>")[0]
    assert "What to call her" in facts
    assert "School" not in facts


def test_after_both_were_shown_her_text_can_be_saved(
    client: Client, case: Case, house: House
) -> None:
    send(client, case, "identity", alias="Theirs")
    page = words(send(client, case, "identity", alias="Mine"))
    assert 'name="revision" value="2"' in page
    assert send(client, case, "identity", alias="Mine", revision="2").status_code == 302
    assert stored(house, case, "identity")["alias"] == "Mine"


def test_a_form_sent_twice_is_saved_once(client: Client, case: Case) -> None:
    for _twice in range(2):
        answer = send(client, case, "identity", alias="Crane", sheet="a line")
        assert answer.status_code == 302
    assert Section.objects.get(case=case, kind="identity").revision == 2
    assert Section.objects.get(case=case, kind="sheet").revision == 1


def test_code_words_sent_twice_are_saved_once(client: Client, case: Case) -> None:
    for _twice in range(2):
        answer = send(client, case, "safe_contact", may_contact="yes", code_word="두루미")
        assert answer.status_code == 302


def test_a_draft_keeps_the_revision_it_was_typed_against(client: Client, case: Case) -> None:
    client.post(f"/cases/{case.code}/drafts/intake-identity/", {"alias": "Mine", "revision": "1"})
    send(client, case, "needs", most_urgent=["unknown"])
    assert "Somebody saved" not in words(client.get(f"/cases/{case.code}/intake/identity/"))
    Letter.objects.filter(kind="draft").all()
    _saved_by_another_tab(client, case, alias="Theirs")
    page = words(client.get(f"/cases/{case.code}/intake/identity/"))
    assert "Somebody saved this section before you" in page
    assert "Theirs" in page
    assert 'value="Mine"' in page


def _saved_by_another_tab(client: Client, case: Case, **typed: Any) -> None:
    draft = Letter.objects.filter(kind="draft").get()
    assert send(client, case, "identity", **typed).status_code == 302
    draft.save(force_insert=True)  # the last keystroke of the first tab, a moment later


@pytest.mark.parametrize("revision", ["", "x", "-1", "\x00", "9" * 400, "0"])
def test_a_broken_revision_counts_as_too_late(revision: str, client: Client, case: Case) -> None:
    answer = send(client, case, "identity", alias="Mine", revision=revision)
    assert answer.status_code == 409
    assert 'value="Mine"' in words(answer)


# Odd text -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"alias": "nul \x00"}, "A hidden control character"),
        ({"alias": "bell \x07"}, "A hidden control character"),
        ({"alias": "x" * (LINE_LIMIT + 1)}, "This is too long"),
        ({"family_in_dprk": "x" * (NARRATIVE_LIMIT + 1)}, "This is too long"),
        ({"birth_year": "19x"}, "Write the year with four digits"),
        ({"birth_date": "2019-02-30"}, "Write the date"),
        ({"nationality": ["PRK", "unknown"]}, "stand alone"),
        ({"names-0-hangul": "金"}, "hangul only"),
        ({"names-0-roman": "Kim 김"}, "Two scripts are mixed"),
        ({"sheet": "x" * (NARRATIVE_LIMIT + 1)}, "This is too long"),
    ],
)
def test_odd_text_gets_a_sentence_and_stays_where_it_is(
    typed: dict[str, Any], sentence: str, house: House, client: Client, case: Case
) -> None:
    before = Section.objects.get(case=case, kind="identity").revision
    answer = send(client, case, "identity", **({"occupation": "farmer"} | typed))
    page = words(answer)
    assert answer.status_code == 200
    assert sentence in page
    value = next(iter(typed.values()))
    assert (value if isinstance(value, str) else value[0])[:40].strip("\x00\x07") in page
    assert Section.objects.get(case=case, kind="identity").revision == before
    assert letters.read_draft(house.caseworker.keys, "intake-identity", case_id=case.pk)


@pytest.mark.parametrize("code", ["queen", "not_asked", "\x00", "feminine' OR 1=1"])
def test_a_code_that_is_not_in_the_list_gets_a_sentence(
    code: str, client: Client, case: Case
) -> None:
    answer = send(client, case, "identity", alias="Crane", gender=code)
    assert answer.status_code == 200
    assert "Pick one of the answers in the list." in words(answer)
    assert 'value="Crane"' in words(answer)


def test_text_with_errors_is_kept_as_a_draft_without_script(client: Client, case: Case) -> None:
    send(client, case, "identity", alias="Crane", birth_year="19x")
    page = words(client.get(f"/cases/{case.code}/intake/identity/"))
    assert 'value="Crane"' in page
    assert "This is what you typed before" in page


@pytest.mark.parametrize("name", ["김은설 💛", "金銀雪", "ألف", "e\u0301"])
def test_every_script_comes_back_as_it_was_typed(
    name: str, client: Client, case: Case, house: House
) -> None:
    send(client, case, "identity", alias=name)
    assert stored(house, case, "identity")["alias"] == unicodedata.normalize("NFC", name)


def test_hangul_in_pieces_is_stored_whole(client: Client, case: Case, house: House) -> None:
    apart = unicodedata.normalize("NFD", "김은설")
    send(client, case, "identity", alias=apart, **{"names-0-hangul": apart})
    told = stored(house, case, "identity")
    assert told["alias"] == "김은설"
    assert told["names"][0]["hangul"] == "김은설"


def test_more_than_the_server_reads_is_a_page_and_no_error(client: Client, case: Case) -> None:
    huge = "goals=" + "y" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    form = "application/x-www-form-urlencoded"
    answer = client.post(f"/cases/{case.code}/intake/needs/", huge, content_type=form)
    assert answer.status_code == 413


def test_more_fields_than_a_form_has_is_a_page_and_no_error(client: Client, case: Case) -> None:
    answer = send(client, case, "needs", **{f"x{number}": "1" for number in range(2_100)})
    assert answer.status_code == 400


def test_fields_that_no_form_has_are_not_stored(client: Client, case: Case, house: House) -> None:
    send(client, case, "needs", most_urgent=["unknown"], religion="x", risk="low")
    assert "religion" not in stored(house, case, "needs")
    case.refresh_from_db()
    assert case.risk == Risk.MEDIUM


@pytest.mark.parametrize("section", ["consent", "sheet", "label", "religion", "GATE"])
def test_what_is_no_section_is_not_there(section: str, client: Client, case: Case) -> None:
    assert client.get(f"/cases/{case.code}/intake/{section}/").status_code == 404
    assert send(client, case, section).status_code == 404


# Who may --------------------------------------------------------------------


@pytest.mark.parametrize("who", ["caseworker3", "caseworker2", "supervisor3", "administrator"])
@pytest.mark.parametrize("page", ["intake/", "intake/gate/", "consent/"])
def test_a_stranger_finds_nothing_and_is_on_record(
    page: str, who: str, house: House, case: Case
) -> None:
    client = client_of(house.staff[who])
    for answer in (client.get(f"/cases/{case.code}/{page}"), _post(client, case, page)):
        assert answer.status_code in {404, 405}
    refused = entries.last("case.open")
    assert (refused.outcome, refused.subject_code) == ("refused", case.code)
    assert Section.objects.get(case=case, kind="gate").revision == 1


def _post(client: Client, case: Case, page: str) -> Any:
    return client.post(f"/cases/{case.code}/{page}", GATE | {"revision": "1"})


def _share(house: House, case: Case) -> None:
    keys = make.keys_for(house.caseworker, case)
    to, by = house.caseworker2.user, house.caseworker.user
    sharing.share(case, to=to, by=by, at=make.NOW, keys=keys)


@pytest.mark.parametrize("who", ["caseworker2", "supervisor"])
def test_a_reader_may_not_write_and_is_on_record(who: str, house: House, case: Case) -> None:
    if who == "caseworker2":
        _share(house, case)
    client = client_of(house.staff[who])
    for answer in (
        client.get(f"/cases/{case.code}/intake/gate/"),
        send(client, case, "gate", **GATE),
    ):
        assert answer.status_code == 403
    refused = entries.sealed()[-1]
    assert (refused.verb, refused.outcome) == ("intake_section", "refused")
    assert Section.objects.get(case=case, kind="gate").revision == 1


def test_a_closed_case_is_read_only(client: Client, house: House, case: Case) -> None:
    make.close(house, case)
    assert send(client, case, "gate", **GATE).status_code == 403


def test_nobody_without_signing_in(case: Case) -> None:
    answer = Client().get(f"/cases/{case.code}/intake/gate/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


# The lock -------------------------------------------------------------------


def test_a_form_that_comes_after_the_lock_is_kept_and_saved_after_unlocking(
    client: Client, house: House, case: Case
) -> None:
    client.post("/lock/")
    answer = send(client, case, "identity", alias="Still here")
    assert answer["Location"].startswith("/unlock/")
    assert stored(house, case, "identity")["alias"] == "Little crane"
    typed = {"passphrase": make.PASSPHRASE, "next": "/"}
    assert client.post("/unlock/", typed)["Location"] == "/kept/"
    answer = client.post("/kept/", {"save": "yes"})
    assert answer["Location"] == f"/cases/{case.code}/intake/dependants/"
    assert stored(house, case, "identity")["alias"] == "Still here"


def test_a_broken_log_undoes_the_intake(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: Any, **_more: Any) -> None:
        raise OSError("no disk")

    monkeypatch.setattr("casework.cases.actions.files.record", fails)
    with pytest.raises(OSError, match="no disk"):
        begin(client)
    assert not Case.objects.exists()
    assert not ConsentRecord.objects.exists()


def test_after_her_health_comes_her_risk_and_then_the_rest(client: Client) -> None:
    begin(client)
    code = Case.objects.get().code
    told = {"revision": "0", "sheet_revision": "0", "urgent_care": "no"}
    answer = client.post(f"/cases/{code}/intake/health/", told)
    assert answer["Location"] == f"/cases/{code}/risk/"
    assert f'href="/cases/{code}/intake/"' in words(client.get(answer["Location"]))
