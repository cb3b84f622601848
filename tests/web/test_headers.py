"""What every page carries: headers, cookies, a neutral title, nothing inline, no word of hers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from casework.access.sessions import SIGN_IN_COOKIE, UNLOCK_COOKIE
from casework.web.partner.cookies import LINK_COOKIE, PASS_COOKIE
from tests import make
from tests.make import NOW, PASSPHRASE
from tests.security.matrix import KINDS, cells
from tests.security.routes import FORMS, Ground, ground, undone
from tests.web.signed_in import client_of

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
}
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
# Hers and her case's: in no title and in no address.
HERS = ("grey scarf", "blue kettle", "paper boat", "Little crane", "She rang", "A check-up")
# What anybody may have open, and the sheet that she may fold away: neither says whose page it is.
UNDATED = ("neutral", "safety_plan")
# They see what the others see, or less of it.
FEW = ("nobody", "owner", "head", "admin", "locked")
OURS = {
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, UNLOCK_COOKIE, SIGN_IN_COOKIE,
    LINK_COOKIE, PASS_COOKIE,
}  # fmt: skip


@dataclass
class Seen:
    what: str
    answer: Any

    @property
    def is_page(self) -> bool:
        kind = self.answer.headers.get("Content-Type", "")
        return bool(self.answer.content) and kind.startswith("text/html")

    @cached_property
    def page(self) -> _Page:
        """Read once, though a dozen rules look at it."""
        page = _Page()
        page.feed(self.answer.content.decode())
        return page


@dataclass
class Form:
    method: str
    action: str
    names: set[str] = field(default_factory=set)


class _Page(HTMLParser):
    """Every tag with its attributes, the title, and what stands inside scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.forms: list[Form] = []
        self.title, self.inline, self.text = "", "", ""
        self._within = ""
        self._drawings = 0  # whose titles are those of their bars; one may stand in another

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.tags.append((tag, told))
        if tag == "form":
            self.forms.append(Form(told.get("method", "get"), told.get("action", "")))
        elif self.forms and told.get("name"):
            self.forms[-1].names.add(told["name"])
        self._drawings += tag == "svg"
        if tag in {"script", "style"} or (tag == "title" and not self._drawings):
            self._within = tag

    def handle_endtag(self, tag: str) -> None:
        self._drawings -= tag == "svg"
        if tag == self._within:
            self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "title":
            self.title += data
        elif self._within:
            self.inline += data
        else:
            self.text += data

    def addresses(self) -> Iterator[str]:
        for _tag, told in self.tags:
            for name in ("href", "src", "action", "hx-get", "hx-post"):
                if name in told:
                    yield told[name]
            for name in told:
                if name.startswith("data-") and name.endswith(("-url", "-to")):
                    yield told[name]


class _Tongues(HTMLParser):
    """Each text with hangul or hanzi in it, and the language of the nearest tag that says one."""

    _ALONE = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[tuple[str, str]] = []
        self._around = [("", "")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._ALONE:
            self._around.append((tag, dict(attrs).get("lang") or self._around[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in {name for name, _tongue in self._around}:
            while self._around.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if re.search("[\u3400-\u9fff\uac00-\ud7a3]", data):
            self.texts.append((self._around[-1][1], data.strip()))


@pytest.fixture(scope="module", params=["few", pytest.param("each", marks=pytest.mark.soak)])
def seen(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> list[Seen]:
    """Every route as a few kinds of people get it, or each kind; a third of the refusals and of the
    forms with their errors, or all; and what went wrong.
    """
    kinds, every = (FEW, 3) if request.param == "few" else (KINDS, 1)
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), undone():
        there = ground()
        return [*_opened(there, kinds, every), *_with_errors(there, every), *_went_wrong(there)]


def _opened(there: Ground, kinds: tuple[str, ...], every: int) -> Iterator[Seen]:
    for turn, cell in enumerate(cells()):
        if cell.kind not in kinds or (cell.answer in {"403", "404"} and turn % every):
            continue
        if cell.method == "GET" and (cell.answer != "--" or cell.kind == "owner"):
            client = _client(there, cell.kind)
            with undone():
                answer = client.get(there.address(cell.route))
            yield Seen(str(cell), answer)


def _with_errors(there: Ground, every: int) -> Iterator[Seen]:
    for route in [*list(FORMS)[::every], "account_login", "recover"]:
        who = there.sender(route)
        client = client_of(who) if who else Client()
        with undone():
            answer = client.post(there.address(route), {"nothing": "that is asked for"})
        yield Seen(f"POST {route} with nothing", answer)
        with undone():
            answer = client.post(there.address(route), there.form(route))
        yield Seen(f"POST {route}", answer)


def _went_wrong(there: Ground) -> Iterator[Seen]:
    owner = client_of(there.staff("owner"))
    owner.raise_request_exception = False
    yield Seen("signing out", client_of(there.staff("head")).post(there.address("sign_out")))
    yield Seen("no such address", owner.get("/nothing/"))
    yield Seen("no such address, nobody", Client().get("/nothing/"))
    too_many = "a=1&" * 2_100
    form = "application/x-www-form-urlencoded"
    yield Seen("too much", owner.generic("POST", there.address("note_new"), too_many, form))
    with patch("casework.cases.actions.reading.opened", side_effect=RuntimeError):
        yield Seen("a fault of ours", owner.get(there.address("case")))
    owner.handler.enforce_csrf_checks = True
    yield Seen("a form too old", owner.post(there.address("note_new"), {"text": "words"}))


def _client(there: Ground, kind: str) -> Client:
    if kind == "nobody":
        return Client()
    return client_of(there.staff(kind), locked=kind == "locked")


def _pages(seen: list[Seen]) -> list[Seen]:
    return [one for one in seen if one.is_page]


# Headers and cookies ---------------------------------------------------------


def test_enough_was_seen_to_prove_anything(seen: list[Seen]) -> None:
    statuses = {one.answer.status_code for one in seen}
    assert statuses >= {200, 204, 302, 400, 403, 404, 405, 500}
    assert len(_pages(seen)) > 300


def test_every_answer_carries_the_policy(seen: list[Seen]) -> None:
    found = {one.what: _policy(one) for one in seen}
    assert {what: policy for what, policy in found.items() if policy != POLICY} == {}


def _policy(one: Seen) -> set[str]:
    said = one.answer.headers.get("Content-Security-Policy", "")
    return {part.strip() for part in said.split(";")}


@pytest.mark.parametrize("header", HEADERS)
def test_every_answer_carries(seen: list[Seen], header: str) -> None:
    wrong = [one.what for one in seen if one.answer.headers.get(header) != HEADERS[header]]
    assert wrong == []


def test_no_answer_tells_what_it_runs_on(seen: list[Seen]) -> None:
    for one in seen:
        assert not {"Server", "X-Powered-By"} & set(one.answer.headers)


def test_every_cookie_is_ours_alone(seen: list[Seen]) -> None:
    """Out of reach of scripts, for this host only, gone with the browser."""
    for one in seen:
        for name, cookie in one.answer.cookies.items():
            assert name in OURS, (one.what, name)
            assert cookie["httponly"] or not cookie.value, (one.what, name)
            assert cookie["path"] == "/"
            assert cookie["domain"] == ""
            is_strict = name in {UNLOCK_COOKIE, SIGN_IN_COOKIE, LINK_COOKIE, PASS_COOKIE}
            assert cookie["samesite"] == ("Strict" if is_strict else "Lax"), (one.what, name)


@pytest.mark.django_db
def test_only_the_step_of_a_sign_in_outlives_the_browser_by_minutes() -> None:
    with time_machine.travel(NOW, tick=False):
        client, house = Client(), make.house()
        client.get(reverse("account_login"))
        answer = client.post(
            reverse("account_login"),
            {"login": house.caseworker.user.username, "password": PASSPHRASE},
        )
    assert answer.status_code == 302
    for name, cookie in answer.cookies.items():
        assert name == settings.CSRF_COOKIE_NAME or not _lives(cookie), name


def _lives(cookie: Any) -> bool:
    return bool(cookie["max-age"]) and cookie["max-age"] != 0


def test_who_signs_out_leaves_nothing_in_the_browser(seen: list[Seen]) -> None:
    (answer,) = [one.answer for one in seen if one.what == "signing out"]
    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


# What stands in a page -------------------------------------------------------


def test_nothing_is_inline(seen: list[Seen]) -> None:
    wrong = set()
    for one in _pages(seen):
        page = one.page
        if page.inline.strip():
            wrong.add(f"{one.what}: a script or style in the page")
        for tag, told in page.tags:
            if tag == "style" or "style" in told or any(name.startswith("on") for name in told):
                wrong.add(f"{one.what}: <{tag} {' '.join(told)}>")
            if tag == "script" and "src" not in told:
                wrong.add(f"{one.what}: a script without address")
            if {"hx-on", "hx-vals", "hx-headers", "hx-vars"} & set(told):
                wrong.add(f"{one.what}: {tag} carries code")
    assert wrong == set()


def test_nothing_comes_from_elsewhere(seen: list[Seen]) -> None:
    """No other host, no address that runs, and no link into nothing."""
    wrong = set()
    for one in _pages(seen):
        for address in one.page.addresses():
            if not _is_own(address):
                wrong.add(f"{one.what}: {address}")
    assert wrong == set()


def _is_own(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return False
    if not parts.path or parts.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
        return True
    try:
        resolve(unquote(parts.path))
    except Resolver404:
        return False
    return True


def test_every_title_is_neutral(seen: list[Seen]) -> None:
    """A code or a plain word, then Desk; never the product's name, never hers."""
    for one in _pages(seen):
        title = " ".join(one.page.title.split())
        if one.what.partition(" by ")[0] == "GET neutral":
            assert title == "June 2026"  # what is left on the screen is not even a desk
            continue
        assert re.fullmatch(r"([^·]+ · ){0,2}Desk", title), (one.what, title)
        assert "casework" not in title.lower(), (one.what, title)
        assert not any(word in title for word in HERS), (one.what, title)


def test_no_page_names_the_product(seen: list[Seen]) -> None:
    for one in _pages(seen):
        assert not re.search(r"casework(?!er)", one.page.text, re.IGNORECASE), one.what


def test_no_address_tells_anything_of_hers(seen: list[Seen]) -> None:
    for one in seen:
        page = one.page if one.is_page else _Page()
        addresses = [*page.addresses(), one.answer.headers.get("Location", "")]
        told = unquote(" ".join(addresses)).replace("+", " ")
        assert not any(word in told for word in HERS), one.what


def test_every_form_names_its_page_and_carries_its_token(seen: list[Seen]) -> None:
    wrong = set()
    for one in _pages(seen):
        for form in one.page.forms:
            if form.method != "post":
                continue
            if not form.action.startswith("/"):
                wrong.add(f"{one.what}: a form without address")
            if "csrfmiddlewaretoken" not in form.names:
                wrong.add(f"{one.what}: {form.action} without token")
    assert wrong == set()


def test_every_page_says_its_language_and_is_kept_out_of_searches(seen: list[Seen]) -> None:
    for one in _pages(seen):
        tags = one.page.tags
        assert [told.get("lang") for tag, told in tags if tag == "html"] in (["en"], ["ko"])
        named = {told.get("name", ""): told.get("content", "") for tag, told in tags}
        assert named["robots"] == "noindex, nofollow"
        assert named["viewport"] == "width=device-width, initial-scale=1"


def test_every_page_says_when_it_was_drawn(seen: list[Seen]) -> None:
    """One line, with the day, the hour and the zone: what she reads may be hours old."""
    line = re.compile(r"<p>Page drawn 1 June 2026, .*\b[A-Z+][\w+:]*</p>")
    whole = [one for one in _pages(seen) if b"</main>" in one.answer.content]
    whole = [one for one in whole if one.what.split()[1] not in UNDATED]
    assert len(whole) > 300
    found = {one.what: len(line.findall(one.answer.content.decode())) for one in whole}
    assert {what: number for what, number in found.items() if number != 1} == {}


def test_hangul_and_hanzi_on_an_english_page_say_their_language(seen: list[Seen]) -> None:
    """A voice reads them, and a font is chosen, by the nearest `lang` around them."""
    found = {one.what: _unmarked(one) for one in _pages(seen)}
    assert {what: texts for what, texts in found.items() if texts} == {}


def _unmarked(one: Seen) -> list[str]:
    tongues = _Tongues()
    tongues.feed(one.answer.content.decode())
    return [text for tongue, text in tongues.texts if not tongue.startswith(("ko", "zh"))]


def test_a_page_that_broke_shows_no_trace(seen: list[Seen]) -> None:
    (fault,) = [one for one in seen if one.what == "a fault of ours"]
    assert fault.answer.status_code == 500
    for word in ("Traceback", "RuntimeError", "casework/", "grey scarf"):
        assert word not in fault.answer.content.decode()


def test_in_production_cookies_are_bound_to_the_host_and_to_https() -> None:
    """In a process of its own: the settings are read once, from the environment."""
    names = (
        "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE"
        " SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS DEBUG"
    )
    asked = (
        "import json; from config import settings;"
        f"print(json.dumps([getattr(settings, name) for name in '{names}'.split()]))"
    )
    production = {
        "CASEWORK_MODE": "production",
        "SECRET_KEY": "p" * 60,
        "ALLOWED_HOSTS": "desk.example",
        "PATH": os.environ["PATH"],
    } | {name: os.environ[name] for name in ("DATABASE_URL", "BROKER_URL", "PROVIDER_FILE")}
    production["HIGH_WATER_FILE"] = os.environ["HIGH_WATER_FILE"]
    said = subprocess.run(
        [sys.executable, "-c", asked],
        env=production,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(said.stdout) == [
        "__Host-session", "__Host-csrf", True, True, True, 31_536_000, False
    ]  # fmt: skip


def test_no_page_of_an_administrator_holds_a_word_of_hers(seen: list[Seen]) -> None:
    """Every page she gets, refusals included: codes, and nothing that was told."""
    hers = [one for one in _pages(seen) if one.what.endswith("by admin")]
    assert len(hers) > 30
    for one in hers:
        page = one.answer.content.decode()
        assert not any(word in page for word in HERS), one.what
