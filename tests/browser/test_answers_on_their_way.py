"""On a slow link an answer is still on its way when the next one, or the save, is sent."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from casework.vault.models import Letter
from tests.browser.conftest import PageOf

DRAW = "**/intake/?draw=yes"


def test_no_draft_comes_after_its_save(page_of: PageOf) -> None:
    """The questions are drawn anew after she pressed Save, and the save takes long."""
    page = page_of("caseworker")
    page.clock.install()
    page.goto("/intake/")
    drawing: list[Route] = []
    saving: list[Route] = []

    def draw_then_save(route: Route) -> None:
        saving.append(route)
        drawing[0].continue_()

    page.route(DRAW, lambda route: drawing.append(route))
    page.route("**/intake/", draw_then_save)
    page.get_by_role("group", name="Alone and safe").get_by_text("yes", exact=True).click()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.clock.fast_forward(11_000)  # the button of any other form comes back after ten seconds
    saving[0].continue_()
    page.wait_for_url("**/consent/")
    page.unroute_all()
    page.goto("/intake/")
    expect(page.get_by_text("This is what you typed before")).to_have_count(0)
    assert not Letter.objects.filter(kind=Letter.Kind.DRAFT).exists()


def test_an_answer_that_comes_late_brings_nothing_back(page_of: PageOf) -> None:
    """Two answers decide about one question, and what the first one draws would come last."""
    page = page_of("caseworker")
    page.goto("/intake/")
    drawing: list[Route] = []

    def draw_the_second(route: Route) -> None:
        drawing.append(route)
        if len(drawing) == 2:
            route.continue_()

    page.route(DRAW, draw_the_second)
    page.get_by_role("group", name="Alone and safe").get_by_text("yes", exact=True).click()
    page.locator("[name=language][value=zho]").check(force=True)
    expect(page.locator("#ask-dialect")).to_be_hidden()
    drawing[0].continue_()
    expect(page.locator(".htmx-request")).to_have_count(0)
    expect(page.locator("#ask-dialect")).to_be_hidden()
