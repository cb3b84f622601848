"""Drafts: what was typed and not saved is kept for its author alone, and ends with the save."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from redis import Redis

from casework.cases.models import Case
from casework.vault import letters
from casework.vault.models import Letter
from casework.web.drafts import keeping
from casework.web.signin.locking import AFTER_LOCK
from tests import entries, make
from tests.make import House
from tests.web.signed_in import client_of

NAME = "김은설"


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


@pytest.fixture
def client(house: House) -> Client:
    return client_of(house.caseworker)


def keep(client: Client, url: str, **typed: Any) -> Any:
    return client.post(url, {"csrfmiddlewaretoken": "t0ken"} | typed)


def kept(house: House, form: str, case: Case | None = None) -> dict[str, list[str]] | None:
    keys = house.caseworker.keys
    text = letters.read_draft(keys, form, case_id=case.pk if case else None)
    return json.loads(text) if text else None


# Keeping --------------------------------------------------------------------


def test_a_draft_is_sealed_to_its_author_without_the_token(client: Client, house: House) -> None:
    assert keep(client, "/drafts/intake/", sheet=NAME).status_code == 204
    assert kept(house, "intake") == {"sheet": [NAME]}
    letter = Letter.objects.filter(kind="draft").get()
    assert letter.to.person_id == house.caseworker.user.pk
    assert NAME.encode() not in bytes(letter.body)


def test_a_draft_is_no_act(client: Client, case: Case) -> None:
    before = entries.count()
    keep(client, f"/cases/{case.code}/drafts/note/", text="half a sent")
    assert entries.count() == before


def test_a_newer_draft_takes_the_place_of_the_older(
    client: Client, house: House, case: Case
) -> None:
    url = f"/cases/{case.code}/drafts/note/"
    for text in ("one", "one two"):
        keep(client, url, text=text)
    assert kept(house, "note", case) == {"text": ["one two"]}
    assert Letter.objects.filter(kind="draft").get().revision == 2


def test_each_person_case_and_form_has_a_draft_of_its_own(
    client: Client, house: House, case: Case
) -> None:
    other = make.draft(house, label="other")
    keep(client, f"/cases/{case.code}/drafts/note/", text="a")
    keep(client, f"/cases/{case.code}/drafts/intake-gate/", text="b")
    keep(client, f"/cases/{other.code}/drafts/note/", text="c")
    keep(client_of(house.supervisor), f"/cases/{case.code}/drafts/note/", text="d")
    assert Letter.objects.filter(kind="draft").count() == 4
    assert kept(house, "note", case) == {"text": ["a"]}


def test_several_answers_of_one_field_are_kept(client: Client, house: House) -> None:
    keep(client, "/drafts/intake/", nationality=["PRK", "CHN"])
    assert kept(house, "intake") == {"nationality": ["PRK", "CHN"]}


@pytest.mark.parametrize(
    "text", ["nul \x00", "a\u0301\u1112\u1161\u11ab", "💛", "\u202ertl", "\ud800"]
)
def test_whatever_a_browser_sends_comes_back_as_it_was(
    text: str, client: Client, house: House
) -> None:
    body = json.dumps({"text": [text]})
    letters.keep_draft(house.caseworker.user, "note", body, at=make.NOW)
    assert kept(house, "note") == {"text": [text]}


def test_a_draft_is_kept_while_the_desk_is_locked(house: House, case: Case) -> None:
    locked = client_of(house.caseworker, locked=True)
    answer = keep(locked, f"/cases/{case.code}/drafts/note/", text="after the lock")
    assert answer.status_code == 204
    assert kept(house, "note", case) == {"text": ["after the lock"]}


def test_nobody_keeps_drafts_without_signing_in(db: None) -> None:
    answer = keep(Client(), "/drafts/intake/", sheet="x")
    assert (answer.status_code, answer["Location"][:9]) == (302, "/sign-in/")
    assert not Letter.objects.filter(kind="draft").exists()


def test_a_draft_is_posted(client: Client) -> None:
    assert client.get("/drafts/intake/").status_code == 405


# What is refused ------------------------------------------------------------


def test_more_than_a_form_can_hold_is_refused(client: Client) -> None:
    keep(client, "/drafts/intake/", sheet="before")
    assert keep(client, "/drafts/intake/", sheet="x" * keeping.LARGEST).status_code == 413
    assert Letter.objects.filter(kind="draft").get().revision == 1


def test_more_than_the_server_reads_is_refused(client: Client) -> None:
    huge = "x=" + "y" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    form = "application/x-www-form-urlencoded"
    assert client.post("/drafts/intake/", huge, content_type=form).status_code == 413
    assert not Letter.objects.filter(kind="draft").exists()


@pytest.mark.parametrize("form", [AFTER_LOCK, "x" * 41])
def test_a_name_that_is_no_form_is_refused(form: str, client: Client) -> None:
    assert keep(client, f"/drafts/{form}/", sheet="x").status_code == 404
    assert not Letter.objects.filter(kind="draft").exists()


def test_a_stranger_keeps_no_draft_and_is_on_record(house: House, case: Case) -> None:
    stranger = client_of(house.caseworker3)
    assert keep(stranger, f"/cases/{case.code}/drafts/note/", text="x").status_code == 404
    assert not Letter.objects.filter(kind="draft").exists()
    refused = entries.last("case.open")
    assert (refused.outcome, refused.subject_code) == ("refused", case.code)


def test_a_case_that_is_not_there_leaves_no_trace(client: Client) -> None:
    assert keep(client, "/cases/CW-000000000/drafts/note/", text="x").status_code == 404
    assert not Letter.objects.filter(kind="draft").exists()


def test_a_changed_draft_is_not_shown_and_is_on_record(client: Client) -> None:
    keep(client, "/drafts/intake/", sheet=NAME)
    letter = Letter.objects.filter(kind="draft").get()
    letter.body = bytes(letter.body)[:-1] + b"x"
    letter.save(update_fields=["body"])
    page = client.get("/intake/")
    assert page.status_code == 200
    assert NAME not in page.content.decode()
    assert "A draft of yours was changed by somebody" in page.content.decode()
    assert entries.last("draft.refused").outcome == "refused"


def test_a_changed_draft_does_not_stop_the_next_one(client: Client, house: House) -> None:
    keep(client, "/drafts/intake/", sheet="old")
    Letter.objects.filter(kind="draft").update(mac=b"x" * 32)
    assert keep(client, "/drafts/intake/", sheet="new").status_code == 204
    assert kept(house, "intake") == {"sheet": ["new"]}


# The idle lock --------------------------------------------------------------


def test_only_a_change_keeps_the_desk_awake(client: Client) -> None:
    assert _is_put_off(client, sheet="a")
    assert not _is_put_off(client, sheet="a")
    assert _is_put_off(client, sheet="ab")


def _is_put_off(client: Client, **typed: str) -> bool:
    cache = settings.CACHES["default"]
    with Redis.from_url(cache["LOCATION"]) as store:
        [box] = store.scan_iter(match=f"{cache['KEY_PREFIX']}:*unlock/*", count=1000)
        store.expire(box, 60)
        assert keep(client, "/drafts/intake/", **typed).status_code == 204
        left: int = store.ttl(box)
    return left > 60


# Going on with one ----------------------------------------------------------


def test_a_draft_opens_with_its_form_and_says_so(client: Client) -> None:
    keep(client, "/drafts/intake/", immediate_danger="yes", sheet=NAME)
    page = client.get("/intake/").content.decode()
    assert "This is what you typed before" in page
    assert NAME in page
    assert _is_checked(page, "immediate_danger", "yes")


def _is_checked(page: str, name: str, value: str) -> bool:
    return any(
        f'name="{name}"' in tag and f'value="{value}"' in tag and "checked" in tag
        for tag in page.split("<input")
    )


def test_what_is_wrong_in_a_draft_is_said_when_it_is_saved(client: Client, case: Case) -> None:
    keep(client, f"/cases/{case.code}/drafts/intake-identity/", birth_year="19x", revision="1")
    page = client.get(f"/cases/{case.code}/intake/identity/").content.decode()
    assert "19x" in page
    assert "Not saved yet" not in page


def test_saving_ends_the_draft(client: Client, case: Case) -> None:
    url = f"/cases/{case.code}/intake/needs/"
    keep(client, f"/cases/{case.code}/drafts/intake-needs/", goals="rest", revision="1")
    client.post(url, {"goals": "rest", "most_urgent": ["unknown"], "revision": "1"})
    assert not Letter.objects.filter(kind="draft").exists()
    assert "This is what you typed before" not in client.get(url).content.decode()


def test_throwing_a_draft_away_asks_first(client: Client) -> None:
    keep(client, "/drafts/intake/", sheet=NAME)
    page = client.get("/drafts/intake/discard/?next=/intake/").content.decode()
    assert "Throw away what you typed" in page
    assert Letter.objects.filter(kind="draft").exists()
    answer = client.post("/drafts/intake/discard/", {"next": "/intake/"})
    assert (answer.status_code, answer["Location"]) == (302, "/intake/")
    assert not Letter.objects.filter(kind="draft").exists()


@pytest.mark.parametrize("there", ["https://elsewhere.example/", "//elsewhere.example/", "\x00"])
def test_throwing_away_leads_to_no_other_house(there: str, client: Client) -> None:
    answer = client.post("/drafts/intake/discard/", {"next": there})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_nobody_throws_a_draft_away_while_the_desk_is_locked(house: House) -> None:
    locked = client_of(house.caseworker, locked=True)
    keep(locked, "/drafts/intake/", sheet=NAME)
    locked.post("/drafts/intake/discard/", {"next": "/"})
    assert kept(house, "intake") == {"sheet": [NAME]}


def test_nobody_throws_away_the_draft_of_another(client: Client, house: House, case: Case) -> None:
    keep(client, f"/cases/{case.code}/drafts/note/", text="mine")
    client_of(house.supervisor).post(f"/cases/{case.code}/drafts/note/discard/", {"next": "/"})
    assert kept(house, "note", case) == {"text": ["mine"]}
