"""Every page in Korean and in Chinese: no English is left on it, whoever reads it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate

from casework.web.background import facts
from tests import make
from tests.referrals import conftest as partners
from tests.security import routes as where
from tests.security.matrix import cells
from tests.security.routes import Ground, ground
from tests.web.signed_in import client_of

pytestmark = pytest.mark.django_db
ROLES = ("owner", "head", "admin", "nobody")
# For developers, in the demonstration alone; and what the house calls a code, in each language.
NOT_TRANSLATED = {"components", "coded_list"}
# Three words of Latin letters in a row: a sentence, or a label of some length.
_RUN = re.compile(r"[A-Za-z’']+(?: [A-Za-z’']+){2,}")
_SAID = re.compile(r'(?:aria-label|title|placeholder|alt|data-(?!must|may)[a-z-]+)="([^"]*)"')
# What the tests typed themselves; and books and houses that have no other name.
_TYPED = "".join(Path(str(one.__file__)).read_text() for one in (make, where, partners))
_NAMES = (
    *map(str, facts.SOURCES),
    "Database Center for North Korean Human Rights",
    "Korea Institute for National Unification",
)


@pytest.fixture
def there() -> Ground:
    return ground()


def _english(page: str) -> list[str]:
    bare = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", "", page, flags=re.DOTALL)
    shown = [*re.split(r"<[^>]*>", bare), *_SAID.findall(bare)]
    runs = [run for text in shown for run in _RUN.findall(unescape(text))]
    return [run for run in runs if not any(run in told for told in (_TYPED, *_NAMES))]


def _client(there: Ground, role: str, language: str) -> Client:
    client = Client() if role == "nobody" else client_of(there.staff(role))
    client.post(reverse("set_language"), {"language": language})
    return client


@pytest.mark.parametrize(
    "whole", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["part", "whole"]
)
@pytest.mark.parametrize("language", ["ko", "zh-hans"])
def test_no_page_is_left_in_english(there: Ground, language: str, whole: bool) -> None:
    """In the long run every page for each who sees it; in every run some of them."""
    left = {}
    for number, role in enumerate(ROLES):
        client = _client(there, role, language)
        here = [cell.route for cell in cells() if cell[1:] == ("GET", role, "200")]
        seen = [route for route in here if route not in NOT_TRANSLATED]
        for route in seen if whole else seen[number + (language == "ko") :: 4]:
            answer = client.get(there.address(route))
            assert answer.headers.get("Content-Language", language) == language, route
            if found := _english(answer.content.decode()):
                left[route, role] = found
    assert left == {}


def test_the_look_for_english_finds_it() -> None:
    assert _english('<p title="Nothing is due now">오늘</p>') == ["Nothing is due now"]
    assert _english("<p>Your task is late</p>") == ["Your task is late"]
    assert _english("<script>let it be here</script><p>CW-7K3M9Q2XA: Shift Esc</p>") == []


def test_a_stranger_reads_the_door_in_her_browsers_language_or_the_one_she_picks() -> None:
    client, door = Client(headers={"accept-language": "zh-CN,en;q=0.5"}), reverse("account_login")
    assert "登录" in client.get(door).content.decode()
    client.post(reverse("set_language"), {"language": "ko", "next": door})
    assert "로그인" in client.get(door).content.decode()


@pytest.mark.parametrize(("language", "month"), [("ko", "{0}년 {1}월"), ("zh-CN", "{0}年{1}月")])
def test_the_calendar_names_its_month_as_the_language_does(language: str, month: str) -> None:
    page = Client(headers={"accept-language": language}).get(reverse("neutral"))
    today = localdate()
    assert f"<h1>{month.format(today.year, today.month)}</h1>" in page.content.decode()


def test_the_language_picked_at_the_door_goes_along(there: Ground) -> None:
    client, door = Client(), reverse("account_login")
    client.post(reverse("set_language"), {"language": "zh-hans"})
    client.post(door, {"login": "caseworker", "password": make.PASSPHRASE})
    assert "今天" in client.get(reverse("home")).content.decode()


@pytest.mark.parametrize(("language", "said"), [("ko", "필수"), ("zh-hans", "必填")])
def test_djangos_own_sentences_come_along(language: str, said: str) -> None:
    with translation.override(language):
        assert said in translation.gettext("This field is required.")
