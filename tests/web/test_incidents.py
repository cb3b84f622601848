"""An incident as it is typed: in parts, drawn anew, twice, too late, by the wrong person."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.cases.actions.incidents import add_incident
from casework.cases.models import Case, Digest, Sheet
from casework.vault.models import Letter
from tests import entries, make
from tests.make import NOW, House
from tests.web.signed_in import client_of


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


@pytest.fixture
def client(house: House) -> Client:
    return client_of(house.caseworker)


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


def new(client: Client, case: Case, **typed: Any) -> Any:
    url = f"/cases/{case.code}/incidents/new/"
    return client.post(url, {"once": str(uuid4()), "told_on": "2026-06-01"} | typed)


def stored(house: House, case: Case, pk: UUID) -> Any:
    return make.keys_for(house.caseworker, case).open_document(Sheet.objects.get(pk=pk))


def test_an_empty_incident_can_be_saved(client: Client, case: Case) -> None:
    answer = new(client, case)
    assert answer["Location"] == f"/cases/{case.code}/intake/incidents/"
    assert "Type not picked yet" in words(client.get(answer["Location"]))


def test_an_incident_is_listed_and_written_on(client: Client, case: Case, house: House) -> None:
    new(client, case, incident_type="rape", happened_on="2026-05-01")
    page = words(client.get(f"/cases/{case.code}/intake/incidents/"))
    sheet = Sheet.objects.get()
    assert f'<a href="/cases/{case.code}/incidents/{sheet.pk}/">rape</a>' in page
    url = f"/cases/{case.code}/incidents/{sheet.pk}/"
    assert client.post(url, {"incident_type": "denied", "revision": "1"}).status_code == 200
    typed = {"incident_type": "physical_assault", "revision": "1"}
    for _twice in range(2):
        assert client.post(url, typed).status_code == 302
    assert stored(house, case, sheet.pk)["incident_type"] == "physical_assault"
    assert Sheet.objects.get().revision == 2


def test_the_first_yes_suggests_the_type_and_asks_no_further(client: Client, case: Case) -> None:
    url, typed = f"/cases/{case.code}/incidents/new/", {"penetration": "no", "draw": "yes"}
    typed |= {"unwanted_contact": "yes", "incident_type": "rape", "abduction": "trafficked"}
    page = words(client.post(url, typed, headers={"HX-Request": "true"}))
    assert "The first yes suggests: sexual assault." in page
    assert re.search('id="ask-physical_violence" hidden', page)
    assert "It counts as: possible sexual slavery." in page
    assert not Sheet.objects.exists()
    assert not Letter.objects.filter(kind="draft").exists()


def test_an_incident_sent_twice_is_one(client: Client, case: Case) -> None:
    once = str(uuid4())
    for _twice in range(2):
        assert new(client, case, once=once).status_code == 302
    assert Sheet.objects.count() == 1


def test_an_incident_that_comes_too_late_shows_both(
    client: Client, case: Case, house: House
) -> None:
    new(client, case, incident_type="rape")
    sheet = Sheet.objects.get()
    url = f"/cases/{case.code}/incidents/{sheet.pk}/"
    client.post(url, {"incident_type": "physical_assault", "revision": "1"})
    answer = client.post(url, {"incident_account": "her words", "revision": "1"})
    page = words(answer)
    assert answer.status_code == 409
    assert "Somebody saved this incident before you" in page
    assert all(text in page for text in ("physical assault", "her words", 'value="2"'))
    assert stored(house, case, sheet.pk)["incident_type"] == "physical_assault"


def test_what_is_wrong_gets_a_sentence_and_is_kept(client: Client, case: Case) -> None:
    answer = new(client, case, happened_on="last spring", incident_account="her words")
    page = words(answer)
    assert answer.status_code == 200
    assert "last spring" in page
    assert "her words" in page
    assert Letter.objects.filter(kind="draft").count() == 1
    assert not Sheet.objects.exists()


def test_an_incident_of_another_case_is_not_there(client: Client, case: Case, house: House) -> None:
    new(client, case)
    other = make.draft(house, label="other")
    url = f"/cases/{other.code}/incidents/{Sheet.objects.get().pk}/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"revision": "1"}).status_code == 404


def test_a_supervisor_writes_no_incident_and_is_on_record(house: House, case: Case) -> None:
    client = client_of(house.supervisor)
    assert new(client, case).status_code == 403
    assert not Sheet.objects.exists()
    assert (entries.sealed()[-1].verb, entries.sealed()[-1].outcome) == ("incident_new", "refused")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_with_more_incidents(
    rows: int, client: Client, case: Case, house: House
) -> None:
    who, keys = house.caseworker, make.keys_for(house.caseworker, case)
    for _row in range(rows):
        add_incident(case, {}, pk=uuid4(), by=who.user, at=NOW, keys=keys)
    client.get(f"/cases/{case.code}/intake/incidents/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(f"/cases/{case.code}/intake/incidents/")
    assert len(queries) == 11


def test_one_entered_by_mistake_is_struck_out_and_brought_back(
    client: Client, case: Case, house: House
) -> None:
    """What was told stays; it is counted only while it is not struck out."""
    new(client, case, incident_type="rape", happened_on="2026-05-01")
    sheet = Sheet.objects.get()
    url = f"/cases/{case.code}/incidents/{sheet.pk}/"
    assert _counted(house, case) != {}
    client.post(f"{url}strike/", {"strike": "yes", "revision": "1"})
    assert "struck out" in words(client.get(f"/cases/{case.code}/intake/incidents/"))
    assert stored(house, case, sheet.pk)["incident_type"] == "rape"
    assert _counted(house, case) == {}
    client.post(url, {"incident_type": "physical_assault", "revision": "2"})
    assert _counted(house, case) == {}
    client.post(f"{url}strike/", {"strike": "no", "revision": "3"})
    assert _counted(house, case) != {}
    assert "struck out" not in words(client.get(f"/cases/{case.code}/intake/incidents/"))


def test_what_somebody_wrote_on_meanwhile_is_not_struck_out(client: Client, case: Case) -> None:
    new(client, case, incident_type="rape")
    sheet = Sheet.objects.get()
    url = f"/cases/{case.code}/incidents/{sheet.pk}/"
    client.post(url, {"incident_type": "physical_assault", "revision": "1"})
    answer = client.post(f"{url}strike/", {"strike": "yes", "revision": "1"}, follow=True)
    assert "Somebody wrote on it meanwhile" in words(answer)
    assert Sheet.objects.get().revision == 2


def _counted(house: House, case: Case) -> Any:
    digest = make.keys_for(house.caseworker, case).open_document(Digest.objects.get(case=case))
    return digest["facts"].get("incident", {})
