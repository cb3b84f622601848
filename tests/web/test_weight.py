"""What a page weighs compressed: the first at most 60 kB with all it asks for, later ones 20."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests import make
from tests.make import House
from tests.web.signed_in import client_of

FIRST, LATER = 60_000, 20_000
ASKED_FOR = re.compile(r'(?:src|href)="/static/([^"]+)"')


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def files_of(page: bytes) -> set[str]:
    return set(ASKED_FOR.findall(page.decode()))


def of_files(names: set[str]) -> int:
    found = {name: finders.find(name) for name in names}
    assert all(found.values()), found
    return sum(weight(Path(str(path)).read_bytes()) for path in found.values())


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "administrator"])
def test_the_first_page_is_light(house: House, who: str) -> None:
    make.opened(house)
    page = client_of(house.staff[who]).get(reverse("home")).content
    names = files_of(page)
    assert {"web/casework.css", "web/leave.js"} <= names
    assert weight(page) + of_files(names) <= FIRST


def test_later_pages_are_lighter(house: House) -> None:
    case, client = make.opened(house), client_of(house.caseworker)
    home = files_of(client.get(reverse("home")).content)
    for name, args in (
        ("case", [case.code]),
        ("intake_section", [case.code, "trafficking"]),
        ("case_list", []),
        ("line_case", [case.code]),
        ("situation", [case.code]),
        ("referral_new", [case.code]),
        ("short_intake", []),
        ("glossary", []),
    ):
        page = client.get(reverse(name, args=args)).content
        assert weight(page) + of_files(files_of(page) - home) <= LATER, name
