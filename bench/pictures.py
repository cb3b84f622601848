"""`make pictures`: the main pages as they are seen, into `docs/pictures`.

Founds a demonstration in a folder of its own, starts all of it, signs in as its people and takes
each picture: light and dark, at a desk and on a phone, in three languages. Then all of it is gone.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser

from bench.chromium import chromium, sign_in
from bench.demonstration import Demonstration, running
from bench.figures import tell

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "docs" / "pictures"
DESK, PHONE = (1180, 760), (320, 640)


class Picture(NamedTuple):
    """`at`: a path, or the words of a link that leads there from home; "" is home itself."""

    name: str
    who: str
    at: str = ""
    language: str = "en"
    dark: bool = False
    size: tuple[int, int] = DESK


PICTURES: Final = (
    Picture("home-caseworker", "caseworker"),
    Picture("home-caseworker-phone", "caseworker", size=PHONE),
    Picture("home-caseworker-korean", "caseworker", language="ko"),
    Picture("home-caseworker-chinese-phone", "caseworker", language="zh-hans", size=PHONE),
    Picture("home-supervisor", "supervisor"),
    Picture("home-supervisor-phone-dark", "supervisor", dark=True, size=PHONE),
    Picture("home-administrator", "administrator"),
    Picture("case", "caseworker", "case"),
    Picture("case-dark", "caseworker", "case", dark=True),
    Picture("case-chinese-phone", "caseworker", "case", language="zh-hans", size=PHONE),
    Picture("danger-now", "caseworker", "/intake/now/"),
    Picture("danger-now-korean-phone", "caseworker", "/intake/now/", language="ko", size=PHONE),
    Picture("figures", "supervisor", "/figures/"),
    Picture("figures-phone-dark", "supervisor", "/figures/", dark=True, size=PHONE),
    Picture("log", "administrator", "/audit/"),
    Picture("first-steps", "caseworker", "/first-steps/"),
)


def main(wanted: list[str]) -> int:
    FOLDER.mkdir(exist_ok=True)
    chosen = [one for one in PICTURES if not wanted or one.name in wanted]
    with _demonstration() as house, chromium() as browser:
        for picture in chosen:
            tell(picture.name)
            _take(browser, house, picture)
    weight = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    tell(f"{weight / 1e6:.2f} MB in {FOLDER.relative_to(ROOT)}")
    return 0


@contextmanager
def _demonstration() -> Iterator[Demonstration]:
    with tempfile.TemporaryDirectory(prefix="casework-pictures-") as var:
        command = [sys.executable, "-m", "config.serve"]
        own = os.environ | {"VAR_FOLDER": var}
        with running(command, folder=ROOT, var=Path(var), environment=own) as house:
            yield house


def _take(browser: Browser, house: Demonstration, picture: Picture) -> None:
    width, height = picture.size
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{house.port}",
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
        locale=picture.language,
    )
    page = context.new_page()
    sign_in(page, picture.who, house.people[picture.who])
    page.locator(f"button[name=language][value={picture.language}]").last.click()
    if picture.at == "case":
        page.goto("/cases/")
        page.locator("table.cases a.code").first.click()
        page.wait_for_url("**/cases/CW-*/")
    elif picture.at:
        page.goto(picture.at)
    page.wait_for_load_state()
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
