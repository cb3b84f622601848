"""Somebody comes in: the screen is empty at once, and nothing comes back by the back button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from casework.access import people
from casework.cases.models import Case
from tests import make
from tests.browser.conftest import PageOf
from tests.browser.judging import scrolls_sideways, violations

LABEL = "grey scarf"
TYPED = "She hears steps behind the door."


@pytest.fixture
def case(house: make.House) -> Case:
    return make.opened(house, label=LABEL)


def _at_the_case(page_of: PageOf, case: Case, *, script: bool = True) -> Page:
    page = page_of("caseworker", script=script)
    page.goto(reverse("case", args=[case.code]))
    expect(page.get_by_text(LABEL).first).to_be_visible()
    return page


def _shows_nothing(page: Page, case: Case) -> None:
    """Neither on the screen nor in the page, nor in its title and address."""
    expect(page.get_by_text(LABEL)).to_have_count(0)
    assert LABEL not in page.content()
    assert case.code not in page.title()


def _lock_by_key(page: Page) -> None:
    page.keyboard.press("Alt+Shift+L")
    page.wait_for_url("**/unlock/**")


def _lock_by_button(page: Page) -> None:
    page.get_by_role("button", name="Lock now").click()
    page.wait_for_url("**/unlock/**")


def _leave_by_button(page: Page) -> None:
    page.get_by_role("button", name="Leave now").last.click()
    _is_neutral(page)


def _is_neutral(page: Page) -> None:
    """The address is replaced before anything is sent; the page itself follows."""
    expect(page.locator("table caption")).to_have_text("Calendar")
    assert page.url.endswith("/calendar/")


def _sign_out(page: Page) -> None:
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")


AWAY: dict[str, Callable[[Page], None]] = {
    "lock": _lock_by_button,
    "leave": _leave_by_button,
    "sign out": _sign_out,
}


@pytest.mark.parametrize(
    ("how", "script"),
    [
        *((how, True) for how in AWAY),
        ("leave", False),
        *(pytest.param(how, False, marks=pytest.mark.soak) for how in ("lock", "sign out")),
    ],
)
def test_back_shows_nothing(page_of: PageOf, case: Case, how: str, script: bool) -> None:
    page = _at_the_case(page_of, case, script=script)
    AWAY[how](page)
    _shows_nothing(page, case)
    page.go_back()
    page.wait_for_load_state()
    _shows_nothing(page, case)
    page.goto(reverse("case", args=[case.code]))
    _shows_nothing(page, case)


def test_lock_by_key_leads_back_to_the_page(page_of: PageOf, case: Case) -> None:
    page = _at_the_case(page_of, case)
    _lock_by_key(page)
    _shows_nothing(page, case)
    assert (violations(page), scrolls_sideways(page)) == ([], False)
    page.locator("[name=passphrase]").fill(make.PASSPHRASE)
    page.locator("[name=passphrase]").press("Enter")
    page.wait_for_url(f"**/cases/{case.code}/")
    expect(page.get_by_text(LABEL).first).to_be_visible()


def test_shift_three_times_leaves_and_keeps_what_was_typed(page_of: PageOf, case: Case) -> None:
    page = _at_the_case(page_of, case)
    page.goto(reverse("note_new", args=[case.code]))
    page.locator("[name=text]").fill(TYPED)
    for _press in range(3):
        page.keyboard.press("Shift")
    _is_neutral(page)
    assert TYPED not in page.content()
    page.goto(reverse("note_new", args=[case.code]))
    page.locator("[name=passphrase]").fill(make.PASSPHRASE)
    page.locator("[name=passphrase]").press("Enter")
    expect(page.locator("[name=text]")).to_have_value(TYPED)


@pytest.mark.parametrize("keys", [["Shift", "Shift", "a", "Shift"], ["Shift+A"] * 3])
def test_typing_capitals_does_not_leave(page_of: PageOf, case: Case, keys: list[str]) -> None:
    page = _at_the_case(page_of, case)
    page.goto(reverse("note_new", args=[case.code]))
    page.locator("[name=text]").focus()
    for key in keys:
        page.keyboard.press(key)
    assert page.url.endswith("/notes/new/")
    expect(page.locator("html")).not_to_have_class("covered")


def test_an_input_method_and_time_begin_the_count_again(page_of: PageOf, case: Case) -> None:
    """Hangul is composed with Shift held for double consonants; Esc ends a composition. The page's
    clock stands still, and is put forward between two presses.
    """
    page = page_of("caseworker")
    page.clock.install(time=make.NOW)
    page.clock.pause_at(make.NOW + timedelta(minutes=1))
    page.goto(reverse("note_new", args=[case.code]))
    box = page.locator("[name=text]")
    box.focus()
    method = page.context.new_cdp_session(page)
    for syllable in ("ㅆ", "싸", "쌍"):
        page.keyboard.press("Shift")
        method.send(
            "Input.imeSetComposition", {"text": syllable, "selectionStart": 1, "selectionEnd": 1}
        )
    method.send("Input.insertText", {"text": "쌍"})
    for _press in range(3):
        page.keyboard.press("Escape")
    for _press in range(3):
        page.keyboard.press("Shift")
        page.clock.fast_forward(2600)
    expect(box).to_have_value("쌍")
    expect(page.locator("html")).not_to_have_class("covered")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    _is_neutral(page)


def test_who_switched_the_key_off_stays(page_of: PageOf, house: make.House, case: Case) -> None:
    people.change_settings(house.caseworker.user, at=make.NOW, leave_by_key=False)
    page = _at_the_case(page_of, case)
    for _press in range(3):
        page.keyboard.press("Shift")
    expect(page.locator("html")).not_to_have_class("covered")
    assert page.url.endswith(f"/cases/{case.code}/")


def test_one_tab_takes_the_others_along(page_of: PageOf, case: Case) -> None:
    page = _at_the_case(page_of, case)
    other = page.context.new_page()
    other.goto(reverse("case", args=[case.code]))
    _leave_by_button(page)
    _is_neutral(other)
    _shows_nothing(other, case)


def test_a_desk_left_alone_warns_and_locks_itself(page_of: PageOf, case: Case) -> None:
    """The page's own clock is put forward: nobody waits for a quarter of an hour."""
    page = page_of("caseworker")
    page.clock.install()
    page.goto(reverse("case", args=[case.code]))
    warning = page.locator("[data-idle]")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("13:05")
    expect(warning).to_be_visible()
    assert violations(page) == []
    warning.get_by_role("button").click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward("14:57")
    page.wait_for_url("**/unlock/**")
    _shows_nothing(page, case)


def test_a_form_too_old_gives_her_words_back(page_of: PageOf, case: Case) -> None:
    page = _at_the_case(page_of, case)
    page.goto(reverse("note_new", args=[case.code]))
    page.locator("[name=text]").fill(TYPED)
    page.context.clear_cookies(name="csrf")
    page.get_by_role("button", name="Keep").last.click()
    expect(page.locator("h1")).to_have_text("This form was too old")
    expect(page.locator("textarea")).to_have_value(TYPED)
    assert (violations(page), scrolls_sideways(page)) == ([], False)


def _leave_by_key(page: Page) -> None:
    for _press in range(3):
        page.keyboard.press("Shift")
    expect(page.locator("html")).to_have_class("covered")


def _press_lock_key(page: Page) -> None:
    page.keyboard.press("Alt+Shift+L")


def test_a_desk_left_while_the_link_is_cut_locks_as_soon_as_it_is_back(
    page_of: PageOf, case: Case
) -> None:
    page = _at_the_case(page_of, case)
    page.context.set_offline(True)
    _leave_by_key(page)
    assert (page.url.endswith("/calendar/"), page.title()) == (True, "Desk")
    page.context.set_offline(False)
    _is_neutral(page)
    _is_locked(page, case)


def test_a_page_closed_before_the_server_heard_is_left_by_the_next(
    page_of: PageOf, case: Case
) -> None:
    page = _at_the_case(page_of, case)
    context = page.context
    context.route("**/leave/", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        _leave_by_key(page)
    page.close()
    context.unroute_all()
    page = context.new_page()
    page.goto(reverse("case", args=[case.code]))
    _is_neutral(page)
    _is_locked(page, case)


def _is_locked(page: Page, case: Case) -> None:
    page.goto(reverse("case", args=[case.code]))
    page.wait_for_url("**/unlock/**")
    _shows_nothing(page, case)


AT_LOCK_AND_LEAVE = pytest.mark.parametrize(
    ("where", "go"),
    [
        ("leave", _leave_by_key),
        pytest.param("lock", _press_lock_key, marks=pytest.mark.soak),  # by the same script
    ],
)


@AT_LOCK_AND_LEAVE
def test_an_error_of_a_machine_between_is_not_taken_for_heard(
    page_of: PageOf, case: Case, where: str, go: Callable[[Page], None]
) -> None:
    page, failed = _at_the_case(page_of, case), list[str]()

    def fail_once(route: Route) -> None:
        if failed:
            return route.fallback()
        failed.append(route.request.url)
        return route.fulfill(status=502, body="Bad gateway")

    page.route(f"**/{where}/", fail_once)
    go(page)
    _is_neutral(page) if where == "leave" else page.wait_for_url("**/unlock/**")
    _is_locked(page, case)
    assert len(failed) == 1


@AT_LOCK_AND_LEAVE
def test_with_a_token_too_old_the_desk_is_locked_all_the_same(
    page_of: PageOf, case: Case, where: str, go: Callable[[Page], None]
) -> None:
    page = _at_the_case(page_of, case)
    page.context.clear_cookies(name="csrf")
    go(page)
    _is_neutral(page) if where == "leave" else page.wait_for_url("**/unlock/**")
    _is_locked(page, case)


def test_what_is_refused_even_so_is_said_and_not_tried_on(page_of: PageOf, case: Case) -> None:
    """The page that says so does not begin to leave by itself again."""
    page, refused = _at_the_case(page_of, case), list[str]()

    def refuse(route: Route) -> None:
        refused.append(route.request.resource_type)
        route.fulfill(status=403, content_type="text/html", body="<h1>This form was too old</h1>")

    page.route("**/leave/", refuse)
    _leave_by_key(page)
    expect(page.locator("h1")).to_have_text("This form was too old")
    assert refused == ["fetch", "fetch", "document"]
    page.goto(reverse("case", args=[case.code]))
    expect(page.get_by_text(LABEL).first).to_be_visible()


def test_the_screen_is_empty_before_a_slow_server_answers(page_of: PageOf, case: Case) -> None:
    page, held = _at_the_case(page_of, case), list[Route]()
    page.route("**/leave/", lambda route: held.append(route))
    _leave_by_key(page)
    assert page.url.endswith("/calendar/")
    assert page.locator("body > :visible").count() == 0
    held[0].continue_()
    _is_neutral(page)


def test_on_a_machine_that_others_use_the_warning_comes_after_three_minutes(
    page_of: PageOf, case: Case
) -> None:
    page = page_of("caseworker")
    page.set_extra_http_headers({"User-Agent": "Mozilla/5.0 (Android 10) Mobile Safari/537.36"})
    page.clock.install()
    page.goto(reverse("case", args=[case.code]))
    page.clock.fast_forward("02:55")
    expect(page.locator("[data-idle]")).to_be_hidden()
    page.clock.fast_forward("00:10")
    expect(page.locator("[data-idle]")).to_be_visible()
    page.clock.fast_forward("01:52")
    page.wait_for_url("**/unlock/**")
