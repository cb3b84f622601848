"""The page of components: in the demonstration all of them, in a real house none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.urls import reverse

from tests.make import House
from tests.web.signed_in import client_of

ROOT = Path(__file__).parents[2] / "templates"
# Part of every page, or drawn by a tag that is on the page.
_BY_ITSELF = {
    "autosave", "buttons", "chart_box", "chart_lanes", "chart_strokes", "chart_table", "chart_word",
    "command", "form", "idle", "languages", "messages", "nav", "resend", "shortcuts", "typed",
    "case_table", "chips", "field", "chart", "path_line",
}  # fmt: skip


def test_every_part_is_shown(house: House) -> None:
    source = (ROOT / "showcase" / "components.html").read_text(encoding="utf-8")
    parts = {one.stem for one in (ROOT / "_components").glob("[!_]*.html")}
    shown = {part for part in parts if f"_components/{part}.html" in source}
    assert parts - shown - _BY_ITSELF == set()
    assert client_of(house.caseworker).get(reverse("components")).status_code == 200


def test_a_real_house_has_no_such_page(house: House, settings: Any) -> None:
    settings.DEMO = False
    assert client_of(house.caseworker).get(reverse("components")).status_code == 404
