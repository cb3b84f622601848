"""The command box by keys alone, and the same page without script."""

from __future__ import annotations

from playwright.sync_api import expect

from tests import make
from tests.browser.conftest import PageOf
from tests.browser.judging import violations
from tests.make import House


def test_a_key_opens_the_box_and_a_code_and_a_word_lead_there(
    page_of: PageOf, house: House
) -> None:
    case = make.opened(house)
    page = page_of("caseworker")
    page.keyboard.press("/")
    expect(page.locator("[name=to]")).to_be_focused()
    page.keyboard.type("danger")
    expect(
        page.get_by_role("dialog").get_by_role("link", name="She is in danger now")
    ).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[name=to]:focus")).to_have_count(0)  # the browser gives it back, soon
    page.goto(f"/cases/{case.code}/notes/new/")
    page.locator("[name=text]").focus()
    page.keyboard.press("Control+k")  # also while she types
    page.keyboard.type(f"{case.code.lower()} path")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.code}/situation/")


def test_without_script_it_is_a_page(page_of: PageOf, house: House) -> None:
    page = page_of("caseworker", script=False)
    page.get_by_role("link", name="Go to").click()
    page.get_by_role("textbox", name="A code, a page").fill("tasks")
    page.get_by_role("button", name="Go", exact=True).click()
    page.wait_for_url("**/tasks/")
