"""The embedded servers: closed to the network and to everybody but this person."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from config.env import cache_url
from tests.serve.houses import running_services

# As where a container refuses namespaces to root: the same name on the PATH, refusing.
_REFUSING = "#!/bin/sh\nexit 1\n"


@pytest.fixture
def servers() -> Iterator[dict[str, str]]:
    with running_services() as found:
        yield found


def test_servers_listen_on_sockets_alone(servers: dict[str, str]) -> None:
    with psycopg.connect(servers["OWNER_DATABASE_URL"]) as owner:
        assert _one(owner, "SHOW listen_addresses") == ""
        assert _one(owner, "SHOW unix_socket_permissions") == "0700"
    with redis.Redis.from_url(cache_url(servers["BROKER_URL"]), decode_responses=True) as broker:
        assert broker.config_get("port") == {"port": "0"}
        assert broker.config_get("save") == {"save": ""}
        assert broker.config_get("appendonly") == {"appendonly": "no"}


def test_database_asks_for_the_password(servers: dict[str, str]) -> None:
    password = psycopg.conninfo.conninfo_to_dict(servers["DATABASE_URL"])["password"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(servers["DATABASE_URL"].replace(str(password), "guess"))


def test_app_role_has_no_right_but_granted(servers: dict[str, str]) -> None:
    with psycopg.connect(servers["DATABASE_URL"]) as app:
        assert _one(app, "SELECT current_user") == "casework_app"
        roles = "rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
        assert _one(app, f"SELECT {roles} FROM pg_roles WHERE rolname = current_user") is False
        assert (
            _one(
                app,
                "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r"
                " ON r.oid = m.member WHERE r.rolname = current_user",
            )
            == 0
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE public.mine ()")


def test_a_crash_of_the_database_is_told_at_the_end(capfd: pytest.CaptureFixture[str]) -> None:
    with running_services() as servers, psycopg.connect(servers["DATABASE_URL"]) as app:
        os.kill(app.info.backend_pid, signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):
            app.execute("SELECT 1")
    assert "was terminated by signal 9" in capfd.readouterr().err


def _one(connection: psycopg.Connection[tuple[object, ...]], question: str) -> object:
    row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another identity")
def test_root_without_namespaces_runs_the_database_as_nobody(tmp_path: Path) -> None:
    refusing = tmp_path / "unshare"
    refusing.write_text(_REFUSING)
    refusing.chmod(0o755)
    with running_services(PATH=f"{tmp_path}:{os.environ['PATH']}") as found:
        host = Path(str(psycopg.conninfo.conninfo_to_dict(found["DATABASE_URL"])["host"]))
        assert (host.owner(), host.stat().st_mode & 0o777) == ("nobody", 0o700)
        with psycopg.connect(found["DATABASE_URL"]) as app:
            assert _one(app, "SELECT current_user") == "casework_app"
    assert not host.exists()
