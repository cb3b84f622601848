"""The look keeps what docs/interface.md promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "casework" / "web" / "static" / "web"
SHEET = (STATIC / "casework.css").read_text()
DOCS = (ROOT / "docs" / "interface.md").read_text()
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
EDGES = {"edge"}  # the rim of a control: 3 to 1; all else is text: 4.5 to 1


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


def luminance(colour: str) -> float:
    """Relative luminance of sRGB, WCAG 2.2."""
    digits = colour[1:]
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


LIGHT = tokens(SHEET.split("@media", 1)[0])
DARK = LIGHT | tokens(SHEET.split("prefers-color-scheme: dark", 1)[1].split("@media", 1)[0])
PAIRS = re.findall(r"^\| `([\w-]+)` \| `([\w-]+)` \| ([\d.]+) \| ([\d.]+) \|$", DOCS, re.MULTILINE)


def test_the_table_of_colours_is_there() -> None:
    assert len(PAIRS) >= 25


@pytest.mark.parametrize(("ink", "ground", "light", "dark"), PAIRS)
def test_contrast_is_as_documented(ink: str, ground: str, light: str, dark: str) -> None:
    measured = [contrast(theme[ink], theme[ground]) for theme in (LIGHT, DARK)]
    assert [f"{value:.1f}" for value in measured] == [light, dark]
    assert min(measured) >= (3 if ink in EDGES else 4.5)


def test_the_sheet_is_small() -> None:
    assert len(SHEET.encode()) <= 26 * 1024


@pytest.mark.parametrize("script", ["desk.js", "forms.js", "leave.js"])
def test_scripts_are_short(script: str) -> None:
    assert len((STATIC / script).read_text().splitlines()) < 150


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_inline(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|\|safe\b", text)
    assert not re.search(r"<script(?![^>]*\s(src=|type=\"application/json\"))", text)


# Pages of the main menu, and those before the door or beside it; all others say where one is.
WITHOUT_CRUMBS = {
    "400.html", "403.html", "404.html", "413.html", "429.html", "500.html", "stale_form.html",
    "administration/administration.html",
    "audit/audit.html", "cases/line.html", "cases/list.html", "consent/copy.html",
    "ending/copy.html", "ending/list.html", "home/home.html", "mfa/authenticate.html",
    "mfa/reauthenticate.html", "mfa/webauthn/reauthenticate.html", "partner/bare.html",
    "people/desks.html", "people/list.html", "referrals/partners.html", "referrals/queue.html",
    "signin/invitation.html", "signin/kept.html", "signin/no_invitation.html",
    "signin/recover.html", "signin/recovery_code.html", "signin/sheet.html",
    "signin/sign_in.html", "signin/unlock.html", "signin/waiting.html",
}  # fmt: skip


def test_every_page_behind_the_menu_says_where_one_is() -> None:
    pages = [one for one in TEMPLATES if '{% extends "base.html" %}' in one.read_text()]
    without = [one for one in pages if "{% block crumbs %}" not in one.read_text()]
    found = {one.relative_to(ROOT / "templates").as_posix() for one in without}
    assert found == WITHOUT_CRUMBS


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_nothing_moves_and_nothing_leans(sheet: Path) -> None:
    """Who asked for less motion has none even of the browser's own; hangul and hanzi never lean."""
    less = r"@media \(prefers-reduced-motion: reduce\) \{.*?\n\}"
    rules = re.sub(less, "", sheet.read_text(), flags=re.DOTALL)
    assert not re.search(r"transition|animation|@keyframes|italic|oblique", rules)


def test_less_motion_is_none_and_what_would_lean_stands_upright() -> None:
    less = SHEET.split("(prefers-reduced-motion: reduce)", 1)[1].split("\n}", 1)[0]
    for kind in ("animation: none", "transition: none", "scroll-behavior: auto"):
        assert f"{kind} !important" in less
    upright = re.search(r"^(.*)\{ font-style: normal; \}$", SHEET, re.MULTILINE)
    assert upright
    assert {"em", "i", "cite"} <= set(re.findall(r"\w+", upright[1]))


def test_title_and_icon_are_neutral() -> None:
    base = (ROOT / "templates" / "base.html").read_text()
    title = re.search(r"<title>.*</title>", base)
    assert title
    shown = title[0] + (STATIC / "icon.svg").read_text()
    assert not re.search(r"casework|korea", shown, re.IGNORECASE)
