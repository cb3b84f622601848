"""The folder of the running house, the people's table and the search for a browser."""

from pathlib import Path

import pytest

from config.serve import chromium
from config.serve.environment import keep_mode
from config.serve.halt import Halt
from config.serve.people import table
from config.serve.place import AlreadyRunning, Place, fits


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "var")
    made.make()
    return made


def test_folders_are_closed_to_others(place: Place) -> None:
    for folder in (place.root, place.logs, place.run, place.mail):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_secret_is_made_once_and_kept_closed(place: Place) -> None:
    secret = place.kept("secret")
    assert place.kept("secret") == secret
    assert len(secret) >= 50
    assert (place.root / "secret").stat().st_mode & 0o777 == 0o600


def test_lock_lets_one_in(place: Place) -> None:
    with place.locked(), pytest.raises(AlreadyRunning), place.locked():
        pytest.fail("Two copies hold the lock.")
    with place.locked():
        pass


@pytest.mark.parametrize("part", ["x" * 90, "a folder", "a,b", "사례"])
def test_sockets_move_when_the_path_cannot_hold_them(tmp_path: Path, part: str) -> None:
    place = Place(tmp_path / part)
    place.make()
    with place.sockets() as sockets:
        assert fits(sockets)
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert not sockets.is_relative_to(place.root)
    assert not sockets.exists()


def test_sockets_of_a_killed_start_are_removed_by_the_next(tmp_path: Path) -> None:
    place = Place(tmp_path / ("x" * 90))
    place.make()
    left = tmp_path / "left"
    left.mkdir()
    (place.root / "sockets").symlink_to(left)
    with place.sockets():
        assert not left.exists()


def test_demo_never_becomes_a_production(place: Place) -> None:
    keep_mode(place, "demo")
    keep_mode(place, "demo")
    with pytest.raises(Halt, match="was founded as demo"):
        keep_mode(place, "production")


def test_a_mode_that_is_none_leaves_the_folder_as_it_was(place: Place) -> None:
    with pytest.raises(Halt, match="must be one of: demo, production"):
        keep_mode(place, "prod")
    keep_mode(place, "production")


def test_people_stand_in_columns(tmp_path: Path) -> None:
    file = tmp_path / "people"
    file.write_text("caseworker  four plain words here  caseworker\nlee  short  supervisor\n")
    assert table(file).splitlines() == [
        "username    passphrase             role",
        "caseworker  four plain words here  caseworker",
        "lee         short                  supervisor",
    ]


def test_browser_on_the_path_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("google-chrome", "chromium"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert chromium.chromium() == str(tmp_path / "chromium")


def test_no_browser_to_be_had_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(chromium, "_from_playwright", lambda: None)
    with pytest.raises(Halt, match="apt install chromium"):
        chromium.chromium()
