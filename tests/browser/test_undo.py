"""A slip is undone by one key, in a real browser and with what is really written."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from playwright.sync_api import expect

from tests import entries, make
from tests.browser.conftest import PageOf


def test_a_tick_is_undone_by_a_key(page_of: PageOf, house: make.House) -> None:
    case = make.opened(house)
    with time_machine.travel(make.NOW + timedelta(days=30)):
        page = page_of("caseworker", width=320)
        task = page.locator(".task", has_text=case.code).filter(has=page.locator("button")).first
        words = task.locator("a").first.text_content() or ""
        task.locator("button").click()
        expect(page.locator("#messages")).to_contain_text("Done")
        page.wait_for_load_state()  # the words stand before the script that hears the key
        page.keyboard.press("z")
        expect(page.locator("#messages")).to_contain_text("the task waits for you as before")
        expect(page.locator(".task", has_text=words).first).to_be_visible()
    assert [entries.last(verb).outcome for verb in ("reminder.done", "reminder.undone")] == [
        "done",
        "done",
    ]
