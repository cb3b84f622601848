"""The form of a move: with script the facts of the chosen one, without it every fact in a fold."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from casework.pathways.models import Move
from tests import make
from tests.browser.conftest import MORE, PageOf
from tests.pathways.steps import tell


@MORE
def test_a_move_is_told_with_the_facts_it_asks_for(
    page_of: PageOf, house: make.House, script: bool
) -> None:
    case = make.opened(house, situation="FM2")
    page = page_of("caseworker", script=script, width=320)
    page.goto(reverse("situation", args=[case.code]))
    missed, seller = (
        page.locator("[name=fact_missed_windows]"),
        page.locator("[name=fact_seller_role]"),
    )
    page.locator("[name=step]").select_option("M17|UN1")
    if script:
        expect(missed).to_be_visible()
        expect(page.get_by_text("If she was sold or lured")).to_be_hidden()
    else:
        expect(missed).to_be_hidden()
        page.get_by_text("If there is no news, or contact again").click()
    expect(seller).to_be_hidden()
    missed.fill("2")
    page.locator("[name=precision]").select_option("unknown")
    page.locator("[name=source]").select_option("survivor")
    page.locator("[name=reliability]").select_option("likely_reliable")
    page.get_by_role("button", name="Tell it").click()
    expect(page.get_by_text("It is told. The line shows where she is now.")).to_be_visible()
    assert Move.objects.filter(case=case).order_by("number").last().to_state == "UN1"


@pytest.mark.parametrize("width", [768, 1000, 1280])
def test_where_she_is_now_stands_in_view_at_the_end_of_a_long_path(
    page_of: PageOf, house: make.House, width: int
) -> None:
    case = make.opened(house, situation="FM2")
    tell(house, case, *["M17|UN1", "M18|FM2"] * 4)
    page = page_of("caseworker", width=width)
    page.goto(reverse("case", args=[case.code]))
    now, frame = (page.locator(f".drawn {part}").bounding_box() for part in ("circle.now", "svg"))
    box = page.locator(".drawn").bounding_box()
    assert now
    assert frame
    assert box
    assert box["x"] <= now["x"]
    assert now["x"] + now["width"] <= box["x"] + box["width"]
    assert frame["width"] <= box["width"]
