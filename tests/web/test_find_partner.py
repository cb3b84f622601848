"""Finding a partner while a referral is written: nothing is kept, and nothing typed is lost."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.referrals import scores
from casework.referrals.models import Partner, Referral
from tests import entries, make
from tests.make import House
from tests.referrals.conftest import Scene, active_partner, agreed
from tests.web.signed_in import client_of

pytestmark = pytest.mark.usefixtures("standing_clock")


@pytest.fixture
def scene(house: House) -> Scene:
    made = agreed(house)
    active_partner(house, "alder-1", country="KOR")
    return made


@pytest.fixture
def client(scene: Scene) -> Client:
    return client_of(scene.house.caseworker)


def sent(scene: Scene, **more: str) -> dict[str, str]:
    written = scene.written(need="A check-up, soon.", partner="")
    return written | {"urgency": "high", "find-country": "CHN"} | more


def look(client: Client, scene: Scene, **more: str) -> str:
    page = client.post(reverse("referral_new", args=[scene.case.code]), sent(scene, **more))
    assert page.status_code == 200
    return unescape(page.content.decode())


def test_those_that_fit_stand_first_and_the_others_say_why(client: Client, scene: Scene) -> None:
    page = look(client, scene, find="yes")
    assert page.index("willow-3") < page.index("It works elsewhere.")
    assert '<optgroup label="They fit">' in page
    assert "A check-up, soon." in page
    assert "Not saved yet" not in page
    assert not Referral.objects.exists()


def test_what_could_not_be_sent_there_is_not_to_be_taken(client: Client, scene: Scene) -> None:
    active_partner(scene.house, "birch-4", services=["legal_advice"])
    active_partner(scene.house, "poplar-2", capacity="closed")
    page = look(client, scene, find="yes")
    taken = re.findall(r'name="pick" value="([0-9a-f-]+)"', page)
    assert {str(row.pk) for row in Partner.objects.filter(alias__in=("willow-3", "alder-1"))} == {
        *taken
    }
    for sentence in ("This partner does not offer this service.", "This partner takes nobody now."):
        assert sentence in page


def test_one_is_taken_from_the_list(client: Client, scene: Scene) -> None:
    page = look(client, scene, pick=str(scene.partner.pk))
    assert f'<option value="{scene.partner.pk}" selected>' in page
    assert "Take this one" not in page
    assert not Referral.objects.exists()


@pytest.mark.parametrize("typed", ["many", "99", "-1"])
def test_what_cannot_be_looked_for_gets_a_sentence(
    client: Client, scene: Scene, typed: str
) -> None:
    page = look(client, scene, find="yes", **{"find-child": typed})
    assert any(words in page for words in ("Write a number", "less than", "greater than"))
    assert "A check-up, soon." in page


def test_a_draft_is_looked_for_too(client: Client, scene: Scene) -> None:
    referral = scene.draft()
    seen = str(Referral.objects.get().revision)
    edit = reverse("referral_edit", args=[scene.case.code, referral.pk])
    page = client.post(edit, sent(scene, find="yes", revision=seen)).content.decode()
    assert "A check-up, soon." in page
    assert f'name="revision" value="{seen}"' in page
    assert str(Referral.objects.get().revision) == seen


@pytest.mark.parametrize("more", [{}, {"find": "yes"}])
def test_the_directory_is_read_once(client: Client, scene: Scene, more: dict[str, str]) -> None:
    counts = []
    for alias in ("birch-4", "poplar-2"):
        active_partner(scene.house, alias)
        with CaptureQueriesContext(connection) as asked:
            look(client, scene, **(more or {"need": ""}))
        counts.append(len(asked))
        read = [one for one in asked if f'FROM "{Partner._meta.db_table}"' in one["sql"]]
        assert len(read) == 1
    assert counts[0] == counts[1]


def test_only_who_may_refer_her_looks(scene: Scene) -> None:
    url = reverse("referral_new", args=[scene.case.code])
    told: dict[str, Any] = sent(scene, find="yes")
    assert client_of(scene.house.caseworker3).post(url, told).status_code == 404


def test_that_nobody_fits_is_noted_without_her_case(client: Client, scene: Scene) -> None:
    assert 'name="nobody"' not in look(client, scene, find="yes")
    none = {"find-language": "other"}
    assert 'name="nobody"' in look(client, scene, find="yes", **none)
    page = look(client, scene, nobody="yes", **none)
    assert ("It is noted" in page, "A check-up, soon." in page) == (True, True)
    look(client, scene, nobody="yes", service="no such", **none)
    assert not Referral.objects.exists()
    said = [one for one in entries.sealed() if one.verb == "tally.counted"]
    assert [one.subject_code for one in said] == ["missing/north"]
    queue = client_of(scene.house.supervisor).get(reverse("referral_queue"))
    page = unescape(queue.content.decode())
    assert "No partner fitted" in page
    elsewhere = client_of(scene.house.supervisor3).get(reverse("referral_queue"))
    assert "Nothing was noted." in unescape(elsewhere.content.decode())


def test_what_women_say_of_a_partner_stands_beside_it(client: Client, scene: Scene) -> None:
    document = {"partner": str(scene.partner.pk)}
    after = document | {"feedback": {"respected": "y", "safe": "n", "useful": "na", "again": "y"}}
    page = reverse("partner", args=[scene.partner.pk])
    head = client_of(scene.house.supervisor)
    assert "once five women have answered" in unescape(head.get(page).content.decode())
    for _n in range(5):
        scores.count(document, after, by=scene.house.caseworker.user, at=make.NOW)
    assert "felt safe to her: 0 of 5 said yes" in look(client, scene, find="yes")
    assert "5 of 5 said yes" in unescape(head.get(page).content.decode())
