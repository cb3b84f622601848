"""Two windows with one form: neither writes over the other, also at a locked desk."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from casework.cases.models import Case, Note, Section
from casework.vault import letters
from casework.vault.models import Letter
from tests import make
from tests.make import House
from tests.web.signed_in import client_of

FORM = "intake-identity"


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


@pytest.fixture
def client(house: House) -> Client:
    return client_of(house.caseworker)


class Window:
    """One page with the form, with the marks it was drawn with."""

    def __init__(self, client: Client, case: Case, query: str = "") -> None:
        self.client, self.case = client, case
        self.url = f"/cases/{case.code}/intake/identity/"
        self.page = unescape(client.get(self.url + query).content.decode())
        names = ("draft_id", "draft_base", "revision", "sheet_revision")
        self.marks = {name: self._hidden(name) for name in names}

    def _hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        assert found
        return found[1]

    def type(self, client: Client | None = None, **typed: str) -> Any:
        url = f"/cases/{self.case.code}/drafts/{FORM}/"
        return (client or self.client).post(url, self.marks | typed)

    def save(self, client: Client | None = None, **typed: str) -> Any:
        return (client or self.client).post(self.url, self.marks | typed)


def texts(house: House, case: Case) -> list[str]:
    drafts = letters.read_drafts(house.caseworker.keys, FORM, case_id=case.pk)
    return sorted(re.findall(r'"alias": \["([^"]*)"\]', " ".join(one.text for one in drafts)))


def stored(house: House, case: Case) -> Any:
    keys = make.keys_for(house.caseworker, case)
    return keys.open_document(Section.objects.get(case=case, kind="identity"))["alias"]


def test_two_windows_keep_two_drafts_and_the_second_is_told(
    client: Client, house: House, case: Case
) -> None:
    first, second = Window(client, case), Window(client, case)
    assert "Draft-Beside" not in first.type(alias="one")
    assert second.type(alias="two")["Draft-Beside"] == "yes"
    first.type(alias="one more")
    second.type(alias="two more")
    assert texts(house, case) == ["one more", "two more"]


def test_a_draft_that_its_save_overtook_is_not_kept(
    client: Client, house: House, case: Case
) -> None:
    window = Window(client, case)
    assert window.save(alias="whole", draft_turn="2").status_code == 302
    for late in ("1", "2", "", "two"):
        assert window.type(alias="half", draft_turn=late).status_code == 204
    assert (texts(house, case), stored(house, case)) == ([], "whole")
    window.type(alias="written while the answer to the save was lost", draft_turn="3")
    assert len(texts(house, case)) == 1


def test_a_page_that_comes_back_counts_on(client: Client, case: Case) -> None:
    window = Window(client, case)
    page = window.save(birth_year="none", draft_turn="7").content.decode()
    assert 'name="draft_turn" value="7"' in page
    assert 'name="draft_turn" value="0"' in window.page


def test_a_window_goes_on_from_the_draft_that_it_shows(
    client: Client, house: House, case: Case
) -> None:
    Window(client, case).type(alias="half")
    later = Window(client, case)
    assert 'value="half"' in later.page
    later.type(alias="half a name")
    assert texts(house, case) == ["half a name"]


def test_a_draft_that_changed_since_it_was_shown_is_not_written_over(
    client: Client, house: House, case: Case
) -> None:
    first = Window(client, case)
    first.type(alias="half")
    second = Window(client, case)
    first.type(alias="half and more")
    second.type(alias="other")
    assert texts(house, case) == ["half and more", "other"]


def test_opening_the_form_shows_both_texts_and_the_choice(client: Client, case: Case) -> None:
    Window(client, case).type(alias="은하", gender="feminine")
    second = Window(client, case)
    second.marks["draft_base"] = ""  # drawn before the first was kept
    second.type(alias="미리", gender="masculine")
    page = Window(client, case).page
    assert "You typed into this form in another window too" in page
    assert 'value="미리"' in page
    facts = page.partition('<dl class="facts">')[2].partition("</dl>")[0]
    assert "은하" in facts
    assert "woman or girl" in facts
    query = re.search(r'href="(\?draft=[^"]+)"', page)
    assert query
    assert 'value="은하"' in Window(client, case, query[1]).page


def test_throwing_one_text_away_leaves_the_other(client: Client, house: House, case: Case) -> None:
    first, second = Window(client, case), Window(client, case)
    first.type(alias="one")
    second.type(alias="two")
    page = Window(client, case).page
    found = re.search(r'href="([^"]+discard/\?draft=[^"]+)"', page)
    assert found
    there, _query, named = found[1].partition("?draft=")
    asked = client.get(found[1]).content.decode()
    assert named.partition("&")[0] in asked
    client.post(there, {"draft": named.partition("&")[0], "next": "/"})
    assert texts(house, case) == ["two"]


def test_saving_one_window_keeps_the_draft_of_the_other(
    client: Client, house: House, case: Case
) -> None:
    first, second = Window(client, case), Window(client, case)
    first.type(alias="one")
    second.type(alias="two")
    assert first.save(alias="one").status_code == 302
    assert texts(house, case) == ["two"]
    page = Window(client, case).page
    assert "Somebody saved this section before you" in page
    assert 'value="two"' in page
    answer = second.save(alias="two")
    assert answer.status_code == 409
    assert stored(house, case) == "one"


def test_drafts_of_two_windows_are_kept_apart_while_the_desk_is_locked(
    client: Client, house: House, case: Case
) -> None:
    first, second = Window(client, case), Window(client, case)
    locked = client_of(house.caseworker, locked=True)
    assert first.type(locked, alias="one").status_code == 204
    assert second.type(locked, alias="two")["Draft-Beside"] == "yes"
    assert texts(house, case) == ["one", "two"]


def test_two_forms_sent_after_the_lock_both_wait_and_show_both_texts(
    client: Client, house: House, case: Case
) -> None:
    first, second = Window(client, case), Window(client, case)
    client.post("/lock/")
    for window, alias in ((first, "one"), (second, "two"), (second, "two")):
        assert window.save(alias=alias)["Location"].startswith("/unlock/")
    client.post("/unlock/", {"passphrase": make.PASSPHRASE, "next": "/"})
    waiting = re.findall(r'name="save" value="([^"]+)"', client.get("/kept/").content.decode())
    assert len(waiting) == 2
    assert client.post("/kept/", {"save": waiting[0]})["Location"] == "/kept/"
    assert stored(house, case) == "one"
    both = client.post("/kept/", {"save": waiting[1]})
    assert both.status_code == 409
    assert all(text in both.content.decode() for text in ("one", 'value="two"'))
    assert stored(house, case) == "one"


def test_one_of_two_waiting_forms_is_thrown_away(client: Client, house: House, case: Case) -> None:
    notes = f"/cases/{case.code}/notes/new/"
    client.post("/lock/")
    for text in ("first words", "second words"):
        client.post(notes, {"text": text, "once": str(uuid4()), "draft_id": str(uuid4())})
    client.post("/unlock/", {"passphrase": make.PASSPHRASE, "next": "/"})
    waiting = re.findall(r'name="drop" value="([^"]+)"', client.get("/kept/").content.decode())
    assert client.post("/kept/", {"drop": waiting[0]})["Location"] == "/kept/"
    client.post("/kept/", {"save": waiting[1]})
    assert Note.objects.count() == 1
    assert not Letter.objects.filter(kind="draft").exists()


def test_more_windows_than_are_kept_apart_are_refused(client: Client, case: Case) -> None:
    url = f"/cases/{case.code}/drafts/{FORM}/"
    for number in range(letters.MOST):
        kept = client.post(url, {"alias": str(number), "draft_id": str(uuid4())})
        assert kept.status_code == 204
    refused = client.post(url, {"alias": "x", "draft_id": str(uuid4())})
    assert refused.status_code == 409
    assert Letter.objects.filter(kind="draft").count() == letters.MOST


@pytest.mark.parametrize("broken", ["", "x", "\x00", "1" * 400])
def test_a_broken_mark_keeps_the_draft_all_the_same(
    broken: str, client: Client, house: House, case: Case
) -> None:
    window = Window(client, case)
    window.marks |= {"draft_id": broken, "draft_base": broken}
    assert window.type(alias="one").status_code == 204
    assert texts(house, case) == ["one"]


def test_the_name_of_anothers_window_opens_and_writes_nothing_of_hers(
    client: Client, house: House, case: Case
) -> None:
    window = Window(client, case)
    window.type(alias="hers")
    other = client_of(house.supervisor)
    assert window.type(other, alias="theirs").status_code == 204
    assert texts(house, case) == ["hers"]
    assert Letter.objects.filter(kind="draft").count() == 2
