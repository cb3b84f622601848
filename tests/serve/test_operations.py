"""docs/operations.md: what it tells somebody to type can be typed. That a dump and its restore do
what it says is in test_composed.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from django.core.management import get_commands, load_command_class

from config import alone
from config.serve import secrets
from config.serve.place import CLONE
from tests.serve.composed import SERVICES

PAGE = (CLONE / "docs" / "operations.md").read_text(encoding="utf-8").replace("\\\n", " ")
ARGUMENTS = {"--rm", "--no-deps", "-T", "--detach", "--wait", "--force-recreate"}


def test_every_command_of_the_page_has_the_arguments_that_it_needs() -> None:
    found = re.findall(r"manage\.py ([^`\n<>|#]+)", PAGE)
    assert len(found) > 10
    for line in found:
        name, *words = shlex.split(line)
        if not alone.is_wanted(["manage.py", name, *words]):
            command = load_command_class(get_commands()[name], name)  # type: ignore[arg-type]
            command.create_parser("manage.py", name).parse_args(words)


def test_every_service_of_the_page_is_there() -> None:
    asked = re.findall(r"docker compose (?:exec|run|stop|restart|up|logs) ([^`\n<>;]*)", PAGE)
    for words in map(str.split, asked):
        named = [word for word in words if word not in ARGUMENTS]
        assert not named or named[0] in SERVICES or named[0].startswith("--"), words
    assert "docker-compose " not in PAGE


def test_a_dump_is_its_owners_and_lies_outside_the_clone() -> None:
    dumps = re.findall(r"[^|\n]*pg_dump[^|\n]*", PAGE)
    assert len(dumps) == 2
    for line in dumps:
        assert re.search(
            r"\(umask 077; docker compose exec -T db .* > \.\./backups/\w+\.dump\)", line
        )


def test_the_page_names_each_secret_that_the_house_has_to_fill_in(tmp_path: Path) -> None:
    secrets.write(tmp_path / "made")
    made = (tmp_path / "made").iterdir()
    empty = {path.name for path in made if not path.read_text(encoding="ascii").strip()}
    assert empty == {"smtp_password", "vapid_key"}
    assert all(f"`secrets/{name}`" in PAGE for name in empty)
