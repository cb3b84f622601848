"""Every command of docker-compose.yml runs as it stands, and those of docs/operations.md that make
a dump and put it back, against a real PostgreSQL and a real Valkey."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from config.env import cache_url
from config.serve.place import CLONE
from tests.serve.composed import House, house

PAGE = (CLONE / "docs" / "operations.md").read_text(encoding="utf-8")
FOUND = "python manage.py found --desk north --name N --administrator mina --supervisor sora"
NEWER = "CREATE TABLE newer (person uuid REFERENCES accounts_user)"


@pytest.fixture(scope="module")
def composed() -> Iterator[House]:
    with house() as made:
        done = made.prepare()
        assert done.returncode == 0, done.stderr
        yield made


def test_every_command_runs_as_it_is_written(composed: House) -> None:
    with ExitStack() as running:
        for name in ("web", "worker", "beat"):
            running.enter_context(composed.started(name))
        for name in ("web", "worker", "beat"):
            composed.until_healthy(name)


def test_the_network_needs_a_password_and_the_socket_is_its_owners(composed: House) -> None:
    for name in ("OWNER_DATABASE_URL", "DATABASE_URL"):
        url = _url(composed, name)
        word = str(psycopg.conninfo.conninfo_to_dict(url)["password"])
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url.replace(word, "guess"))
    with psycopg.connect(_url(composed, "DATABASE_URL")) as app:
        assert _one(app, "SELECT current_user") == "casework_app"
        assert _one(app, "SHOW unix_socket_permissions") == "0700"
    with redis.Redis.from_url(cache_url(_url(composed, "BROKER_URL"))) as broker:
        assert broker.ping()
    stranger = redis.Redis(port=int(composed.ports["broker"]))
    with pytest.raises(redis.AuthenticationError):
        stranger.ping()
    stranger.close()


def test_a_dump_is_put_back_as_the_page_says(composed: House, tmp_path: Path) -> None:
    assert composed.run(FOUND).returncode == 0
    made, put_back = _commands("pg_dump"), _commands("pg_restore")
    assert len(made) == len(put_back) == 1
    dump = tmp_path / "house.dump"
    with dump.open("wb") as file:
        subprocess.run(made.pop(), shell=True, env=composed.inside_db, stdout=file, check=True)
    before = _rights(composed)
    assert composed.run(_declare()).returncode == 0  # one more entry, which the dump has not
    with psycopg.connect(_url(composed, "OWNER_DATABASE_URL")) as owner:
        owner.execute(NEWER)
    with dump.open("rb") as file:
        subprocess.run(put_back.pop(), shell=True, env=composed.inside_db, stdin=file, check=True)
    refused = composed.prepare()
    assert refused.returncode == 1
    assert "declare_restore" in refused.stderr
    assert composed.run(_declare()).returncode == 0
    assert composed.prepare().returncode == 0
    assert composed.run("python manage.py verify_audit").returncode == 0
    assert _rights(composed) == before
    with psycopg.connect(_url(composed, "DATABASE_URL")) as app:
        assert _one(app, "SELECT to_regclass('newer')") is None
        assert _one(app, "SELECT count(*) FROM accounts_user") == 2
        last = "SELECT reason, count FROM audit_entry ORDER BY number DESC LIMIT 1"
        assert app.execute(last).fetchone() == ("upgrade-undone", 1)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM audit_entry")


def _commands(program: str) -> set[str]:
    """The page's own words, after what brings them into the container."""
    return set(re.findall(rf"docker compose exec -T db ({program} [^<>`]+?) [<>]", PAGE))


def _declare() -> str:
    found = re.search(r"(python manage\.py declare_restore --reason upgrade-\w+)", PAGE)
    assert found
    return found[1]


def _rights(composed: House) -> list[tuple[Any, ...]]:
    """Who owns each table, and what the app may do with it and with the database."""
    asked = (
        "SELECT relname, relowner::regrole::text, relacl::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace UNION ALL"
        " SELECT datname, datdba::regrole::text, datacl::text FROM pg_database"
        " WHERE datname = 'casework' ORDER BY 1"
    )
    with psycopg.connect(_url(composed, "OWNER_DATABASE_URL")) as owner:
        return owner.execute(asked).fetchall()


def _url(composed: House, name: str) -> str:
    path = composed.folder / "secrets" / name.lower()
    return path.read_text(encoding="ascii").strip()


def _one(connection: psycopg.Connection[tuple[object, ...]], question: str) -> object:
    row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]
