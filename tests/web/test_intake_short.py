"""The short intake: whatever was told in danger is a case at once, and nothing is saved twice."""

from __future__ import annotations

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from casework.access import people
from casework.accounts.models import Role
from casework.cases.actions import record
from casework.cases.actions.consent import consent_documents
from casework.cases.models import Case, ConsentRecord, Note, Section
from casework.cases.states import Risk
from casework.reminders.models import Due
from casework.vault import letters
from casework.vault.models import Letter
from casework.web.intake.record import open_record
from tests import entries, make
from tests.make import House
from tests.web.signed_in import client_of

TWELVE = {
    "immediate_danger": "yes",
    "speaking_herself": "yes",
    "alone_and_safe_to_talk": "yes",
    "under_18": "no",
    "language_need": "kor_interpreter",
    "help_and_keep": "given",
    "may_contact": "only_if_she_calls",
    "how_and_when": "저녁 아홉 시 이후",
    "alias": "은하",
    "situation": "FM2",
    "most_urgent": ["shelter_emergency", "medical_urgent"],
    "anything_else": "He comes back at six.",
}


@pytest.fixture
def client(house: House) -> Client:
    return client_of(house.caseworker)


def send(client: Client, **typed: Any) -> Any:
    return client.post("/intake/now/", TWELVE | typed)


def stored(house: House, case: Case, section: str) -> dict[str, Any]:
    keys = make.keys_for(house.caseworker, case)
    return keys.open_document(Section.objects.get(case=case, kind=section))


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_twelve_answers_are_an_open_case(client: Client, house: House) -> None:
    answer = send(client)
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.code}/")
    assert (case.state, case.risk, case.consent) == ("open", Risk.CRITICAL, "given")
    assert (case.situation, case.owner) == ("FM2", house.caseworker.user)
    assert case.submitted_at is not None  # a supervisor confirms it
    assert stored(house, case, "identity")["alias"] == "은하"
    assert stored(house, case, "gate")["interpreter_needed"] == "yes"
    assert stored(house, case, "needs")["most_urgent"] == TWELVE["most_urgent"]
    assert stored(house, case, "needs")["goals"] == ""
    assert stored(house, case, "reference")["channel"] == "not_asked"


@pytest.mark.parametrize("under_18", ["yes", "unknown", "declined"])
def test_in_danger_a_girls_assent_is_enough(under_18: str, client: Client, house: House) -> None:
    """So it is for her who does not say how old she is."""
    send(client, under_18=under_18)
    case = Case.objects.get()
    assert (case.state, case.consent) == ("open", "given")
    told = consent_documents(case, make.keys_for(house.caseworker, case))
    assert {one["child_basis"] for one in told} == {"assent_and_vital_interests"}


def test_yes_is_a_consent_to_help_and_one_to_keeping(client: Client, house: House) -> None:
    send(client)
    keys = make.keys_for(house.caseworker, Case.objects.get())
    told = [keys.open_document(row) for row in ConsentRecord.objects.order_by("number")]
    assert [answer["purpose"] for answer in told] == ["case_services", "store_identifying_data"]
    assert {answer["state"] for answer in told} == {"given"}


def test_what_else_was_said_is_a_note(client: Client, house: House) -> None:
    send(client)
    keys = make.keys_for(house.caseworker, Case.objects.get())
    assert keys.open(Note.objects.get(), "body") == "He comes back at six."


def test_nothing_asked_yet_is_a_draft_and_says_so(client: Client, house: House) -> None:
    answer = client.post("/intake/now/", {})
    case = Case.objects.get()
    assert answer.status_code == 302
    assert (case.state, case.risk, case.consent) == ("draft", "", "not_asked")
    assert stored(house, case, "gate")["immediate_danger"] == "not_asked"


def test_without_danger_it_waits_as_a_draft(client: Client) -> None:
    send(client, immediate_danger="no")
    assert Case.objects.get().state == "draft"


def test_a_no_to_keeping_keeps_the_gate_and_her_no(client: Client, house: House) -> None:
    send(client, help_and_keep="refused")
    case = Case.objects.get()
    assert (case.state, case.consent, case.situation) == ("draft", "refused", "")
    assert [row.kind for row in Section.objects.filter(case=case)] == ["gate"]
    assert not Note.objects.exists()
    page = words(client.get(f"/cases/{case.code}/"))
    assert "She said no" in page
    assert "은하" not in page


def test_told_by_someone_else_needs_no_consent_and_allows_no_contact(
    client: Client, house: House
) -> None:
    send(client, speaking_herself="no", may_contact="yes")
    case = Case.objects.get()
    assert (case.state, case.consent) == ("open", "cannot_ask")
    assert case.reachability == "no_safe_contact"
    keys = make.keys_for(house.caseworker, case)
    told = keys.open_document(ConsentRecord.objects.get())
    assert (told["basis"], told["cannot_ask_reason"]) == ("vital_interests", "told_by_someone_else")


# Question 3 -----------------------------------------------------------------


def asked(page: str) -> set[str]:
    """What is asked, and what travels along out of sight."""
    rows = page.partition('class="fields"')[2].partition("saw_shrunk")[0].split("<div data-asked=")
    shown = [row for row in rows[1:] if "hidden" not in row.partition(">")[0]]
    return {name for row in shown for name in [row.partition(' name="')[2].partition('"')[0]]}


def test_the_second_button_shrinks_the_page_and_saves_nothing(client: Client) -> None:
    page = words(send(client, shrink="yes", alone_and_safe_to_talk="unknown"))
    assert asked(page) == {
        "immediate_danger",
        "speaking_herself",
        "alone_and_safe_to_talk",
        "under_18",
        "help_and_keep",
        "may_contact",
        "come_back_when",
    }
    assert 'value="은하"' in page
    assert '<option value="medical_urgent" selected>' in page
    assert "Not saved yet" not in page
    assert not Case.objects.exists()


def test_the_page_grows_again_with_all_that_was_typed(client: Client) -> None:
    page = words(send(client, grow="yes", alone_and_safe_to_talk="no", come_back_when="at dawn"))
    assert asked(page) == set(TWELVE)
    assert 'value="은하"' in page
    assert 'value="at dawn"' in page


def test_a_mistake_is_never_out_of_sight(client: Client) -> None:
    page = words(send(client, alone_and_safe_to_talk="no", alias="\x00"))
    assert "alias" in asked(page)
    assert "situation" not in asked(page)


def test_what_travelled_along_is_saved_too(client: Client, house: House) -> None:
    answer = send(client, alone_and_safe_to_talk="no", come_back_when="at dawn", saw_shrunk="yes")
    case = Case.objects.get()
    assert stored(house, case, "identity")["alias"] == "은하"
    assert stored(house, case, "gate")["come_back_when"] == "at dawn"
    assert answer["Location"] == f"/cases/{case.code}/"


def test_a_no_that_was_saved_at_once_is_asked_when_to_come_back(client: Client) -> None:
    answer = send(client, alone_and_safe_to_talk="no")
    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.code}/intake/gate/"
    page = words(client.get(answer["Location"]))
    assert "When to try again" in page
    assert 'id="ask-dialect" hidden' in page


# The desk -------------------------------------------------------------------


def test_on_one_desk_nobody_is_asked_which(client: Client) -> None:
    assert '<select name="desk"' not in words(client.get("/intake/now/"))


def test_on_two_desks_the_choice_stands_after_save(house: House) -> None:
    user, keys = people.make_admitted(
        "both",
        name="Both",
        places=[(Role.CASEWORKER, house.desk), (Role.CASEWORKER, house.other_desk)],
        passphrase=make.PASSPHRASE,
        invited_by=house.administrator.user,
        admitted_by=house.supervisor.user,
        keys=house.supervisor.keys,
        at=make.NOW,
    )
    client = client_of(make.Staff(user, keys))
    before, _save, after = words(client.get("/intake/now/")).partition(">Save</button>")
    assert '<select name="desk"' not in before
    assert '<select name="desk"' in after
    send(client, desk=str(house.other_desk.pk))
    assert Case.objects.get().desk == house.other_desk


# Twice ----------------------------------------------------------------------


def test_sent_twice_is_one_case(client: Client) -> None:
    once = str(uuid4())
    first, second = send(client, case_id=once), send(client, case_id=once)
    assert first["Location"] == second["Location"]
    assert (Case.objects.count(), Note.objects.count()) == (1, 1)
    assert set(Section.objects.values_list("revision", flat=True)) == {1}


def test_sent_again_with_other_words_loses_neither(client: Client, house: House) -> None:
    once = str(uuid4())
    send(client, case_id=once)
    answer = send(client, case_id=once, alias="다른 이름")
    page, case = words(answer), Case.objects.get()
    assert f"These answers were saved before, as {case.code}." in page
    assert "다른 이름" in page
    assert once not in page
    assert stored(house, case, "identity")["alias"] == "은하"


# Odd text, and who may ------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"alias": "\x00"}, "A hidden control character"),
        ({"how_and_when": "x" * 201}, "This is too long"),
        ({"situation": "FM7"}, "Pick one of the answers"),
        ({"immediate_danger": "maybe"}, "Pick one of the answers"),
        ({"most_urgent": ["shelter_emergency", "declined"]}, "stand alone"),
        ({"most_urgent": "rocket"}, "Pick from the answers"),
    ],
)
def test_odd_text_gets_a_sentence_and_the_rest_stays(
    typed: dict[str, Any], sentence: str, house: House, client: Client
) -> None:
    answer = send(client, **typed)
    assert answer.status_code == 200
    assert sentence in words(answer)
    assert "He comes back at six." in words(answer)
    assert not Case.objects.exists()
    assert letters.read_draft(house.caseworker.keys, "short-intake")


def test_a_draft_of_it_ends_with_the_save(client: Client) -> None:
    client.post("/drafts/short-intake/", {"alias": "은하"})
    assert "은하" in words(client.get("/intake/now/"))
    send(client)
    assert not Letter.objects.filter(kind=Letter.Kind.DRAFT).exists()


def test_a_draft_that_came_after_the_save_is_not_shown(client: Client) -> None:
    once = str(uuid4())
    send(client, case_id=once)
    client.post("/drafts/short-intake/", {"alias": "은하", "case_id": once})
    assert "은하" not in words(client.get("/intake/now/"))


def test_it_is_kept_over_the_lock(client: Client) -> None:
    client.post("/lock/")
    assert send(client)["Location"].startswith("/unlock/")
    assert not Case.objects.exists()
    client.post("/unlock/", {"passphrase": make.PASSPHRASE, "next": "/"})
    assert client.post("/kept/", {"save": "yes"}).status_code == 302
    assert Case.objects.get().state == "open"


def test_every_act_of_it_is_on_record(client: Client) -> None:
    send(client)
    case = Case.objects.get()
    verbs = [entry.verb for entry in entries.sealed() if entry.subject_code == case.code]
    assert {
        "case.started",
        "record.written",
        "consent.recorded",
        "note.added",
        "risk.set",
        "situation.opened",
        "case.opened_in_danger",
    } <= set(verbs)


def test_what_the_twelve_do_not_ask_becomes_a_task(client: Client, house: House) -> None:
    """It ends by itself with the last needed answer, and not before."""
    send(client)
    case = Case.objects.get()
    _answer_all_but(house, case, "gate")
    gate = {name: TWELVE[name] for name in ("immediate_danger", "speaking_herself", "under_18")}
    gate |= {"alone_and_safe_to_talk": "yes", "language": "kor", "interpreter_needed": "yes"}
    for dialect, state in (("", "pending"), ("unknown", "done")):
        told = gate | {"revision": _revision(case, "gate"), "dialect": dialect}
        answer = client.post(f"/cases/{case.code}/intake/gate/", told | {"sheet_revision": "0"})
        assert answer.status_code == 302
        assert Due.objects.get(case=case, kind="intake_to_finish").state == state


def _answer_all_but(house: House, case: Case, last: str) -> None:
    keys, by = make.keys_for(house.caseworker, case), house.caseworker.user
    opened = open_record(case, keys)
    for section, names in opened.missing().items():
        if names and section != last:
            told = opened.documents.get(section, {}) | dict.fromkeys(names, "unknown")
            revision = opened.revisions.get(section, 0)
            record.save_section(
                case, section, told, revision=revision, by=by, at=make.NOW, keys=keys
            )


def _revision(case: Case, section: str) -> str:
    return str(Section.objects.get(case=case, kind=section).revision)
