"""Notes as they are typed: odd text, twice sent, corrected, kept over a lock."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.cases.entries import NARRATIVE_LIMIT
from casework.cases.models import Case, Note
from tests import entries, make
from tests.make import House
from tests.web.signed_in import client_of


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


@pytest.fixture
def client(house: House) -> Client:
    return client_of(house.caseworker)


def test_a_note_is_kept_and_shown(client: Client, case: Case) -> None:
    answer = _send(client, case, "She has a new number.\nAsk on Sunday. 💛")
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.code}/")
    page = client.get(f"/cases/{case.code}/").content.decode()
    assert "She has a new number.\nAsk on Sunday. 💛" in page
    assert "The note is kept." in page


def test_a_note_sent_twice_is_kept_once(client: Client, case: Case) -> None:
    once = str(uuid4())
    for _twice in range(2):
        assert _send(client, case, "only once", once).status_code == 302
    assert Note.objects.count() == 1


@pytest.mark.parametrize("once", ["", "x", "\x00", "1" * 400])
def test_a_broken_name_of_the_form_loses_no_text(once: str, client: Client, case: Case) -> None:
    assert _send(client, case, "still here", once).status_code == 302
    assert Note.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This still needs an answer."),
        ("   \n ", "This still needs an answer."),
        ("hidden \x00 here", "A hidden control character"),
        ("bell \x07 here", "A hidden control character"),
        ("x" * (NARRATIVE_LIMIT + 1), "This is too long"),
    ],
)
def test_odd_text_gets_a_sentence_and_stays_in_the_box(
    text: str, sentence: str, client: Client, case: Case
) -> None:
    answer = _send(client, case, text)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert text.strip()[:6] in page
    assert not Note.objects.exists()


def test_a_note_that_comes_after_the_closing_is_given_back(
    client: Client, case: Case, house: House
) -> None:
    make.close(house, case)
    before = Note.objects.count()
    told = {"text": "She called again.", "once": str(uuid4())}
    path = f"/cases/{case.code}/notes/new/"
    answer = client.post(path, told, headers={"origin": "http://testserver"})
    page = answer.content.decode()
    assert (answer.status_code, Note.objects.filter(number__gt=before).exists()) == (403, False)
    for said in ("Nothing more is written here", "She called again.", f"/cases/{case.code}/"):
        assert said in page


def test_the_longest_note_fits(client: Client, case: Case) -> None:
    assert _send(client, case, "가" * NARRATIVE_LIMIT).status_code == 302


def test_a_correction_begins_with_the_old_text(client: Client, case: Case) -> None:
    _send(client, case, "on Monday")
    page = client.get(f"/cases/{case.code}/notes/1/correct/").content.decode()
    assert "on Monday" in page
    answer = client.post(f"/cases/{case.code}/notes/1/correct/", {"text": "on Tuesday"})
    assert answer.status_code == 302
    assert Note.objects.count() == 2


@pytest.mark.parametrize("number", ["2", "0", "99999999999999999999"])
def test_a_note_that_is_not_there_cannot_be_corrected(
    number: str, client: Client, case: Case
) -> None:
    _send(client, case, "on Monday")
    url = f"/cases/{case.code}/notes/{number}/correct/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"text": "x"}).status_code == 404
    assert Note.objects.count() == 1


def test_another_cases_note_is_not_reached(house: House, client: Client, case: Case) -> None:
    other = make.opened(house, label="blue cup")
    _send(client, other, "theirs")
    assert client.get(f"/cases/{case.code}/notes/1/correct/").status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [("supervisor", 302), ("caseworker2", 404), ("supervisor3", 404), ("administrator", 404)],
)
def test_who_may_write_a_note(name: str, status: int, house: House, case: Case) -> None:
    assert _send(client_of(house.staff[name]), case, "text").status_code == status


def test_opening_an_old_note_to_correct_it_is_on_record(client: Client, case: Case) -> None:
    _send(client, case, "on Monday")
    before = entries.count()
    client.get(f"/cases/{case.code}/notes/1/correct/")
    assert [entry.verb for entry in entries.sealed()[before:]] == ["case.read"]


def test_the_log_does_not_say_what_kind_of_note_it_was(client: Client, case: Case) -> None:
    """When she was spoken with is hers: beside a phone company's list it would find her."""
    _send(client, case, "text")
    assert (entries.last("note.added").reason, entries.last("note.added").sealed) == ("", b"")


def test_a_note_sent_while_the_desk_is_locked_is_kept_as_a_draft(house: House, case: Case) -> None:
    answer = _send(client_of(house.caseworker, locked=True), case, "typed while it locked")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/unlock/")
    assert not Note.objects.exists()


def test_a_draft_is_on_the_sheet_again(client: Client, case: Case) -> None:
    url = f"/cases/{case.code}/drafts/note/"
    assert client.post(url, {"text": "half a sent"}).status_code == 204
    page = client.get(f"/cases/{case.code}/notes/new/").content.decode()
    assert "half a sent" in page
    _send(client, case, "a whole sentence")
    assert "half a sent" not in client.get(f"/cases/{case.code}/notes/new/").content.decode()


@pytest.mark.parametrize("notes", [0, 2])
@pytest.mark.parametrize(("name", "most"), [("caseworker", 13), ("supervisor", 14)])
def test_a_saved_note_costs_at_most_15_queries(
    notes: int, name: str, most: int, house: House, case: Case
) -> None:
    client = client_of(house.staff[name])
    for number in range(notes):
        _send(client, case, f"before {number}")
    with CaptureQueriesContext(connection) as captured:
        assert _send(client, case, "text").status_code == 302
    own = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    made = [one["sql"] for one in captured.captured_queries if not one["sql"].startswith(own)]
    assert len(made) == most


def _send(client: Client, case: Case, text: str, once: str | None = None) -> Any:
    told = {"text": text, "once": str(uuid4()) if once is None else once}
    return client.post(f"/cases/{case.code}/notes/new/", told)
