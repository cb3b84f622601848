"""A real browser before the product: CHROMIUM, or the one on the PATH."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright


@contextmanager
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "Set CHROMIUM to the program."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def sign_in(page: Page, username: str, passphrase: str) -> None:
    """By the page itself, without a second factor: somebody of the demo or of `tests.make`."""
    page.goto("/sign-in/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(passphrase)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
