"""A save that a script sends is told where to go; the same form without it is led there."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse

from casework.cases.models import Note
from tests import make
from tests.make import House
from tests.web.signed_in import client_of

SCRIPT = {"Desk-Save": "yes"}


def test_a_script_learns_where_to_go_and_sent_twice_is_kept_once(house: House) -> None:
    case, client = make.opened(house), client_of(house.caseworker)
    address, told = reverse("note_new", args=[case.code]), {"text": "cold", "once": str(uuid4())}
    there = reverse("case", args=[case.code])
    first = client.post(address, told, headers=SCRIPT)
    again = client.post(address, told, headers=SCRIPT)
    plain = client.post(address, told)
    for answer in (first, again):
        assert (answer.status_code, answer.headers["Desk-Next"]) == (204, there)
        assert "Location" not in answer.headers
    assert (plain.status_code, plain.headers["Location"]) == (302, there)
    assert Note.objects.count() == 1


def test_what_cannot_be_kept_is_a_page_for_both(house: House) -> None:
    case, client = make.opened(house), client_of(house.caseworker)
    address = reverse("note_new", args=[case.code])
    for headers in (SCRIPT, {}):
        answer = client.post(address, {"text": ""}, headers=headers)
        assert (answer.status_code, "Desk-Next" in answer.headers) == (200, False)


def test_a_locked_desk_says_so_to_a_script(house: House) -> None:
    case = make.opened(house)
    client = client_of(house.caseworker, locked=True)
    answer = client.post(reverse("note_new", args=[case.code]), {"text": "cold"}, headers=SCRIPT)
    assert answer.status_code == 204
    assert answer.headers["Desk-Next"].startswith(reverse("unlock"))
