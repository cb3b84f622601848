"""What every page must stand: axe, a narrow screen, the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()
# What passed is not listed in full: that takes longer than the looking.
_OPTIONS = {"resultTypes": ["violations"]}
_CONTRASTS = _OPTIONS | {"runOnly": ["color-contrast"]}
_TARGETS = _OPTIONS | {"runOnly": ["target-size"]}


def violations(page: Page) -> list[str]:
    """What axe finds wrong, all its rules on: `rule: what, where`. Empty when nothing."""
    return _found(page, _OPTIONS)


def contrasts(page: Page) -> list[str]:
    """Of these alone, which are looked for anew in the dark."""
    return _found(page, _CONTRASTS)


def small_targets(page: Page) -> list[str]:
    """What is smaller than 24 px, or too near to its neighbour: axe asks that only when told to."""
    return _found(page, _TARGETS)


def _found(page: Page, options: dict[str, Any]) -> list[str]:
    page.wait_for_load_state()  # with its style sheets: words are found before these have come
    found: dict[str, Any] = _AXE.run(page, options=options).response
    # A page of words alone has no target that could be small.
    assert found["passes"] or found["inapplicable"], "axe did not look at the page"
    return [
        f"{rule['id']}: {rule['help']}, {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window (an element that scrolls by itself may be)."""
    page.wait_for_load_state()
    wider: bool = page.evaluate(
        "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
    )
    return wider


@contextmanager
def twice_the_letters(page: Page) -> Iterator[None]:
    """As a browser is set by who sees little: its own size of text, and what hangs on it."""
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 32}})
    yield
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 16}})
    browser.detach()
