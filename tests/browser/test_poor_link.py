"""The link is slow, or is cut in the middle of a save: it is said, tried again, and kept once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from casework.cases.models import Note
from tests import make
from tests.browser.conftest import PageOf
from tests.browser.judging import violations
from tests.make import House

TYPED = "She hears steps behind the door."


def _at_a_note(page_of: PageOf, house: House) -> tuple[Page, str]:
    case = make.opened(house)
    page, address = page_of("caseworker"), f"/cases/{case.code}/notes/new/"
    page.goto(address)
    page.locator("[name=text]").fill(TYPED)
    return page, address


def _is_kept_once(page: Page) -> None:
    page.wait_for_url("**/cases/CW-*/")
    expect(page.get_by_text(TYPED)).to_be_visible()
    assert Note.objects.count() == 1


def test_a_cut_link_is_said_and_the_save_is_tried_again(page_of: PageOf, house: House) -> None:
    page, address = _at_a_note(page_of, house)
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep").last.click()
    expect(page.get_by_text("No connection, so it is not saved yet.")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value(TYPED)
    assert page.url.endswith(address)
    assert violations(page) == []
    page.context.set_offline(False)
    _is_kept_once(page)


def test_a_name_that_does_not_come_is_said_beside_its_button(page_of: PageOf, house: House) -> None:
    case = make.opened(house, documents={"identity": {"alias": "Little crane"}})
    page, words = page_of("caseworker"), "No connection. Try again"
    page.goto(f"/cases/{case.code}/?for=contact")
    page.context.set_offline(True)
    page.keyboard.press("r")
    expect(page.locator("[data-cover]").get_by_text(words)).to_be_visible()
    page.context.set_offline(False)
    page.keyboard.press("r")
    expect(page.get_by_text("Little crane")).to_be_visible()
    expect(page.get_by_text(words)).to_have_count(0)


def test_an_answer_that_is_lost_doubles_nothing(page_of: PageOf, house: House) -> None:
    """The server keeps the note, its answer goes astray, and the same form arrives again."""
    page, address = _at_a_note(page_of, house)
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.fallback()
        lost.append(route.fetch(max_redirects=0).status)
        return route.abort("connectionreset")

    page.route(f"**{address}", lose_the_first)
    page.get_by_role("button", name="Keep").last.click()
    _is_kept_once(page)
    assert lost == [204]


def test_that_a_draft_is_kept_is_said_to_who_does_not_see_it(page_of: PageOf, house: House) -> None:
    page, _address = _at_a_note(page_of, house)
    expect(page.get_by_role("status").filter(has_text="Draft kept at")).to_be_visible()


@pytest.mark.soak
def test_a_slow_link_is_said_while_it_lasts(page_of: PageOf, house: House) -> None:
    page, _address = _at_a_note(page_of, house)
    link = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 5000, "downloadThroughput": -1, "uploadThroughput": -1}
    link.send("Network.emulateNetworkConditions", slow)
    page.get_by_role("button", name="Keep").last.click()
    expect(page.get_by_text("Saving takes longer than usual.")).to_be_visible()
    page.wait_for_url("**/cases/CW-*/", timeout=30_000)
    assert Note.objects.count() == 1


def test_what_cannot_be_kept_comes_back_as_without_script(page_of: PageOf, house: House) -> None:
    page, _address = _at_a_note(page_of, house)
    page.locator("[name=text]").fill("")
    page.locator("form[data-autosave]").evaluate("form => { form.noValidate = true; }")
    page.get_by_role("button", name="Keep").last.click()
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    assert not Note.objects.exists()
