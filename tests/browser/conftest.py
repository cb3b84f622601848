"""A real Chromium before the live server, in which people are signed in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
import time_machine
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests import make
from tests.browser.answering import Answering
from tests.web.signed_in import client_of

# What a page may not do without somebody hearing of it; a refused save is no such thing.
_HEARD = ("Content Security Policy", "Refused to")
# A slow machine is waited for; only a test that fails takes as long.
_PATIENCE_MS = 20_000
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
# Without script a long way is that of its forms alone, which other tests send too.
MORE = pytest.mark.parametrize(
    "script", [True, pytest.param(False, marks=pytest.mark.soak)], ids=["script", "no script"]
)
_SERVER = Answering()
# The two pages that wait behind the address bar of each window take as long as a test's own. The
# last such list counts alone: what follows is Playwright's, which it would otherwise replace.
_WITHOUT = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades",
    "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints",
    "PaintHolding", "PreconnectToSearch", "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
)  # fmt: skip


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Nothing is taken from a closed page until the tables are empty, after all fixtures."""
    yield
    _SERVER.forget()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Its loop runs in this thread, and Django would take every query of a test for one inside it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as running:
        yield running
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests: CHROMIUM, or the one on the PATH; of these the bare one that lies
    beside it, which draws the same pages with a fifth less work, and lacks only notifications.
    """
    whole = chromium()
    bare = whole.with_name("chromium-headless-shell")
    with launched(playwright, bare if bare.exists() else whole) as running:
        yield running


def chromium() -> Path:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "Set CHROMIUM to the program, or run `make test`, which looks for it."
    return Path(path)


@contextmanager
def launched(playwright: Playwright, path: Path) -> Iterator[Browser]:
    without = f"--disable-features={','.join(_WITHOUT)}"
    running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", without])
    yield running
    running.close()


@pytest.fixture(scope="session", autouse=True)
def _files_are_kept() -> Iterator[None]:
    """By the browser for good, as in the product, where their names carry their hashes. A page asks
    for eight of them, and without this anew each time.
    """
    serve = StaticFilesHandler.serve

    def serve_for_good(server: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        answer = serve(server, request)
        answer.headers["Cache-Control"] = "max-age=315360000, public, immutable"
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve_for_good)
        yield


@pytest.fixture(autouse=True)
def _her_day() -> Iterator[None]:
    """The day that `make` builds for, on which no consent and no agreement has run out."""
    with time_machine.travel(make.NOW):
        yield


@pytest.fixture
def house(live_server: Any) -> make.House:
    """The house of `tests.make`, in the database that the live server reads."""
    return make.house()


class PageOf(Protocol):
    def __call__(
        self, username: str = ..., *, script: bool = ..., width: int = ..., dark: bool = ...
    ) -> Page: ...


@pytest.fixture
def page_of(browser: Browser, live_server: Any, house: make.House) -> Iterator[PageOf]:
    """Opens a browser of her own for somebody, signed in and unlocked, on her first page.

    She brings her session with her; the steps of a sign-in are walked where they are the subject.
    `script=False` switches JavaScript off; "" is nobody. What the browser refused to run, or what a
    script threw, fails the test.
    """
    opened: list[BrowserContext] = []
    heard: list[str] = []

    def page_of(
        username: str = "", *, script: bool = True, width: int = 1280, dark: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(_PATIENCE_MS)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on(
            "console",
            lambda said: heard.append(said.text) if _is_heard(said.text) else None,
        )
        if username:
            context.add_cookies(_signed_in(house.staff[username], live_server.url))
            page.goto("/")
        return page

    _SERVER.watch()
    yield page_of
    for context in opened:
        context.close()
    _SERVER.end()
    assert heard == []


def _signed_in(who: make.Staff, url: str) -> Any:
    cookies = client_of(who.reload()).cookies
    return [{"name": one.key, "value": one.value, "url": url} for one in cookies.values()]


def _is_heard(text: str) -> bool:
    return any(words in text for words in _HEARD)
