"""She is on the line: from home to the boxes by keys alone, and the same without script."""

from __future__ import annotations

from playwright.sync_api import expect

from casework.cases.models import Note
from tests import make
from tests.browser.conftest import MORE, PageOf
from tests.browser.judging import violations
from tests.make import House


def test_l_the_code_and_enter_lead_from_home_to_the_boxes(page_of: PageOf, house: House) -> None:
    case = make.opened(house)
    page = page_of("caseworker")
    page.keyboard.press("l")
    page.wait_for_url("**/line/")
    page.keyboard.type(case.code.lower())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/line/{case.code}/")
    expect(page.get_by_label("What she said")).to_be_focused()
    assert violations(page) == []


@MORE
def test_the_word_is_checked_while_what_was_typed_stays(
    script: bool, page_of: PageOf, house: House
) -> None:
    case = make.opened(house)
    page = page_of("caseworker", script=script)
    page.goto(f"/line/{case.code}/")
    page.get_by_label("What she said").fill("she is cold")
    page.get_by_label("The word she said").fill("apple")
    page.get_by_label("The word she said").press("Enter")  # Enter checks, it does not save
    expect(page.locator("#word")).to_contain_text("No word was agreed")
    expect(page.get_by_label("What she said")).to_have_value("she is cold")
    assert not Note.objects.exists()
    page.get_by_role("button", name="Keep it all").click()
    page.wait_for_url(f"**/cases/{case.code}/")
    expect(page.get_by_text("she is cold")).to_be_visible()


@MORE
def test_names_are_uncovered_by_a_reason(script: bool, page_of: PageOf, house: House) -> None:
    case = make.opened(house, documents={"identity": {"alias": "Little crane"}})
    page = page_of("supervisor", script=script)
    page.goto(f"/cases/{case.code}/?for=review")
    expect(page.get_by_text("Little crane")).to_have_count(0)
    if script:
        page.keyboard.press("r")
    else:
        page.get_by_role("button", name="Show: a review").click()
    expect(page.get_by_text("Little crane")).to_be_visible()
    assert script is False or violations(page) == []
    page.emulate_media(media="print")  # by the browser itself: paper has no lock
    expect(page.get_by_text("Little crane")).to_be_hidden()
