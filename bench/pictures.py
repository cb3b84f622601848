"""`make pictures`: the main pages as they are seen, into `docs/pictures`.

Founds a demonstration in a folder of its own, starts all of it, signs in as its people and takes
each picture: light and dark, at a desk and on a phone, in three languages. Then all of it is gone.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser

from bench.chromium import chromium, sign_in
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
    with _demonstration() as (base, people), chromium() as browser:
        for picture in chosen:
            tell(picture.name)
            _take(browser, base, people[picture.who], picture)
    weight = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    tell(f"{weight / 1e6:.2f} MB in {FOLDER.relative_to(ROOT)}")
    return 0


def _take(browser: Browser, base: str, passphrase: str, picture: Picture) -> None:
    width, height = picture.size
    context = browser.new_context(
        base_url=base,
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
        locale=picture.language,
    )
    page = context.new_page()
    sign_in(page, picture.who, passphrase)
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


@contextmanager
def _demonstration() -> Iterator[tuple[str, dict[str, str]]]:
    """Its address, and the passphrase of each of its people by user name."""
    with tempfile.TemporaryDirectory(prefix="casework-pictures-") as folder:
        port = _free_port()
        child = subprocess.Popen(
            [sys.executable, "-m", "config.serve"],
            env={**os.environ, "VAR_FOLDER": folder, "PORT": str(port)},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield f"http://127.0.0.1:{port}", _people(child)
        finally:
            child.terminate()
            child.wait(timeout=30)


def _people(child: subprocess.Popen[str]) -> dict[str, str]:
    """As the start prints them when all of it is ready: user name, passphrase, role."""
    assert child.stdout is not None
    found: dict[str, str] = {}
    for line in child.stdout:
        cells = [cell.strip() for cell in line.split("  ") if cell.strip()]
        if len(cells) == 3:
            found[cells[0]] = cells[1]
        if "administrator2" in found:
            return found
    raise RuntimeError("The demonstration did not start.")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
