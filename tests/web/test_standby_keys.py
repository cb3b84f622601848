"""A supervisor finds that standby keys are missing, and gives them."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from casework.access import desks
from casework.cases.actions import standing_by
from tests import make
from tests.make import NOW, House
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
PAGE = "/desks/north/standby/"


@pytest.fixture
def house() -> Iterator[House]:
    """Three cases of the north desk are older than the yes to the south desk."""
    made = make.house()
    for label in ("grey scarf", "stone bridge", "tin drum"):
        make.draft(made, label=label)
    desks.propose_deputy(made.desk, made.other_desk, by=made.administrator.user, at=NOW)
    return made


def _yes(house: House) -> Any:
    told = {"deputy": "south", "answer": "yes"}
    return client_of(house.supervisor).post(reverse("deputy_answer", args=["north"]), told)


def _words(page: Any) -> str:
    return " ".join(unescape(page.content.decode()).split())


def test_after_her_yes_she_is_led_to_the_older_cases(house: House) -> None:
    assert _yes(house)["Location"] == PAGE
    head = client_of(house.supervisor)
    assert "0 of 3" in _words(head.get(PAGE))
    assert "3 cases that are worked on were made before it stood by" in _words(head.get("/"))
    assert PAGE not in _words(client_of(house.supervisor3).get("/"))
    said = _words(head.post(PAGE, follow=True))
    assert ("3 of 3" in said, "Every case has its standby key." in said) == (True, True)
    assert PAGE not in _words(head.get("/"))


def test_with_script_one_share_follows_the_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing_by, "SECONDS", -1.0)  # so a share is one case
    _yes(house)
    head = client_of(house.supervisor)
    shares = [head.post(PAGE, headers={"HX-Request": "true"}) for _share in range(3)]
    assert [f"{number} of 3" in _words(one) for number, one in enumerate(shares, 1)] == [True] * 3
    assert ['hx-trigger="load' in _words(one) for one in shares] == [True, True, False]
    assert "<html" not in _words(shares[0])


def test_a_desk_for_which_nobody_stands_by_says_so(house: House) -> None:
    head = client_of(house.supervisor)
    assert "No desk stands by." in _words(head.get(PAGE))
    assert "No desk stands by for North desk." in _words(head.post(PAGE, follow=True))
