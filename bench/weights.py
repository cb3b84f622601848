"""What a page weighs over the wire, and how soon a slow link shows it.

A Chromium before the product's own web server; bytes as the browser counts them, headers included.
Slow 3G as page tests mean it: 400 kbit/s each way and 400 ms for an answer to begin.
"""

from __future__ import annotations

import statistics
from typing import Any, Final, NamedTuple

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from bench import stories
from bench.chromium import chromium, sign_in
from bench.figures import Figure, tell
from bench.ground import new_database
from bench.load import web_server
from casework.cases.queries import PAGE
from tests import make

_SLOW: Final = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
_ROUNDS: Final = 5
_PAINTED: Final = """() => new Promise((done) => new PerformanceObserver((list) => {
  const [first] = list.getEntriesByName('first-contentful-paint');
  if (first) done(first.startTime);
}).observe({ type: 'paint', buffered: true }))"""
_FIRST_BYTE: Final = "() => performance.getEntriesByType('navigation')[0].responseStart"


class Seen(NamedTuple):
    """Of one page: bytes of all it asked for, ms to its first byte and to its first content."""

    weight: float
    first_byte: float
    first_content: float


def measure() -> list[Figure]:
    with new_database(lazy=True):
        house = make.house()
        tell(f"a full case and a list of {PAGE}")
        case = stories.full(house)
        stories.fill(house, "caseworker", PAGE + 4)
        later = {
            "list": "/cases/",
            "case": f"/cases/{case.code}/",
            "intake": f"/cases/{case.code}/intake/identity/",
            "line": f"/line/{case.code}/",
            "tasks": "/tasks/",
        }
        with web_server() as port, chromium() as browser:
            base = f"http://127.0.0.1:{port}"
            door = [_first(browser, base, "/sign-in/") for _ in range(_ROUNDS)]
            home = [_first(browser, base, "/", signed_in=True) for _ in range(_ROUNDS)]
            pages = _later(browser, base, later)
    return [*_of_first(door, home), *_of_later(pages)]


def _of_first(door: list[Seen], home: list[Seen]) -> list[Figure]:
    note = "nothing in the browser's cache; the sign-in page {:.1f}"
    kb = [max(one.weight for one in seen) / 1000 for seen in (home, door)]
    ms = [statistics.median(one.first_content for one in seen) for seen in (home, door)]
    slow = "slow 3G (400 kbit/s, 400 ms), nothing in the cache; the sign-in page {:.0f}"
    return [
        Figure("first_page_kb", kb[0], "kB", f"a caseworker's home, {note.format(kb[1])}"),
        Figure("first_content_ms", ms[0], "ms", f"a caseworker's home, {slow.format(ms[1])}"),
    ]


def _of_later(pages: dict[str, Seen]) -> list[Figure]:
    heaviest = max(pages, key=lambda name: pages[name].weight)
    slowest = max(pages, key=lambda name: pages[name].first_byte)
    each = ", ".join(f"{name} {seen.weight / 1000:.1f}" for name, seen in pages.items())
    times = ", ".join(f"{name} {seen.first_byte:.0f}" for name, seen in pages.items())
    return [
        Figure(
            "later_page_kb", pages[heaviest].weight / 1000, "kB", f"style and script kept; {each}"
        ),
        Figure("first_byte_ms", pages[slowest].first_byte, "ms", f"on the machine itself; {times}"),
    ]


# A browser -------------------------------------------------------------------


def _first(browser: Browser, base: str, path: str, *, signed_in: bool = False) -> Seen:
    """In a browser that was never here; signed in, by the cookies of one that was."""
    context = browser.new_context(base_url=base)
    if signed_in:
        _sign_in(context)
        cookies = context.cookies()
        context.close()
        context = browser.new_context(base_url=base)
        context.add_cookies(cookies)  # type: ignore[arg-type]  # the same shape both ways
    page = context.new_page()
    seen = _open(page, path, slow=True)
    context.close()
    return seen


def _later(browser: Browser, base: str, paths: dict[str, str]) -> dict[str, Seen]:
    context = browser.new_context(base_url=base)
    _sign_in(context)
    page = context.new_page()
    for path in ("/", *paths.values()):
        page.goto(path)  # the sheets and scripts of each kind of page are here then
    found = {name: _open(page, path, slow=False) for name, path in paths.items()}
    context.close()
    return found


def _open(page: Page, path: str, *, slow: bool) -> Seen:
    link: CDPSession = page.context.new_cdp_session(page)
    weights: list[float] = []

    def weigh(event: dict[str, Any]) -> None:
        weights.append(event["encodedDataLength"])

    link.send("Network.enable")
    link.on("Network.loadingFinished", weigh)
    if slow:
        link.send("Network.emulateNetworkConditions", _SLOW)
    page.goto(path, wait_until="load")
    first_byte, painted = page.evaluate(_FIRST_BYTE), page.evaluate(_PAINTED)
    link.detach()
    return Seen(sum(weights), first_byte, painted)


def _sign_in(context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, "caseworker", make.PASSPHRASE)
    page.close()
