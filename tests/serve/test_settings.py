"""A missing or malformed setting stops the start and names itself."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from config.env import cache_url, own_hosts
from config.serve.broker import require_forgetful
from config.serve.embedded import for_a_command
from config.serve.environment import SERVERS, embedded, names_servers
from config.serve.halt import Halt
from config.serve.launch import _without_owner
from config.serve.place import CLONE, Place
from tests.serve.houses import free_port, plain_environment, running_services


@pytest.fixture
def complete(tmp_path: Path) -> dict[str, str]:
    """All that a start with servers of one's own needs; nothing listens where they are named."""
    nowhere = f"127.0.0.1:{free_port()}"
    return {
        "DATABASE_URL": f"postgresql://casework_app:x@{nowhere}/casework",
        "OWNER_DATABASE_URL": f"postgresql://casework_owner:x@{nowhere}/casework",
        "BROKER_URL": f"redis://{nowhere}/0",
        "CASEWORK_MODE": "demo",
        "SECRET_KEY": "k" * 60,
        "PROVIDER_FILE": str(tmp_path / "provider"),
        "HIGH_WATER_FILE": str(tmp_path / "high-water"),
        "VAR_FOLDER": str(tmp_path / "var"),
        "PORT": str(free_port()),
    }


@pytest.mark.parametrize("name", SERVERS)
def test_servers_are_named_all_or_none(complete: dict[str, str], name: str) -> None:
    del complete[name]
    assert _refused(complete).startswith(f"{name} is not set.")


def test_servers_that_files_name_are_named() -> None:
    """Else a command in a container would start servers of its own beside the house's."""
    files = {f"{name}_FILE": f"/run/secrets/{name.lower()}" for name in SERVERS}
    assert names_servers(files)
    with pytest.raises(Halt, match="BROKER_URL is not set"):
        names_servers({name: path for name, path in files.items() if "BROKER" not in name})
    with for_a_command(files) as settings:
        assert settings == files
    assert _without_owner(files).keys() == files.keys() - {"OWNER_DATABASE_URL_FILE"}


def test_a_secret_that_a_file_holds_is_not_made_anew(tmp_path: Path) -> None:
    given = {"SECRET_KEY_FILE": "/run/secrets/secret_key"}
    found = embedded(Place(tmp_path), {}, given)
    assert found["SECRET_KEY_FILE"] == given["SECRET_KEY_FILE"]
    assert "SECRET_KEY" not in found  # which would be read before the file


@pytest.mark.parametrize(
    "name", ["CASEWORK_MODE", "SECRET_KEY", "PROVIDER_FILE", "HIGH_WATER_FILE"]
)
def test_missing_setting_names_itself(complete: dict[str, str], name: str) -> None:
    del complete[name]
    assert _refused(complete) == f"Preparing the database …\n{name} is not set.\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("HOST", "203.0.113.7"),
        ("CASEWORK_MODE", "test"),
        ("DATABASE_URL", "mysql://casework"),
        ("OWNER_DATABASE_URL", "postgresql://host-without-database"),
        ("BROKER_URL", "amqp://127.0.0.1"),
        ("IDLE_LOCK_MINUTES", "0"),
        ("SHARED_IDLE_LOCK_MINUTES", "16"),
        ("DEBUG", "1"),
    ],
)
def test_malformed_setting_names_itself(complete: dict[str, str], name: str, value: str) -> None:
    said = _refused(complete | {name: value})
    assert said.splitlines()[-1].startswith(name)


def test_a_shared_machine_is_never_open_longer_than_a_desk(complete: dict[str, str]) -> None:
    asked = "from config.settings import SHARED_IDLE_LOCK_SECONDS as s; print(s)"
    for idle, seconds in (("15", 300), ("3", 180)):
        said = _python(asked, complete | {"IDLE_LOCK_MINUTES": idle})
        assert said.stdout.strip() == str(seconds)


def test_a_setting_may_stand_in_a_file(complete: dict[str, str], tmp_path: Path) -> None:
    """The broker of the file is asked: it is named, and does not answer."""
    held = tmp_path / "broker"
    held.write_text(f"{complete['BROKER_URL']}\n", encoding="ascii")
    asked = "from config.settings import BROKER_URL; print(BROKER_URL)"
    given = {k: v for k, v in complete.items() if k != "BROKER_URL"}
    said = _python(asked, given | {"BROKER_URL_FILE": str(held)})
    assert said.stdout.strip() == complete["BROKER_URL"]
    held.unlink()
    said = _python(asked, given | {"BROKER_URL_FILE": str(held)})
    assert said.stderr.splitlines()[-1].endswith(
        f"BROKER_URL_FILE: {held} cannot be read (No such file or directory)."
    )


def test_server_that_does_not_answer_names_its_setting(complete: dict[str, str]) -> None:
    assert _refused(complete).splitlines()[-1] == "BROKER_URL: the server does not answer."


def test_broker_that_writes_to_disk_is_refused() -> None:
    with running_services() as found:
        url = cache_url(found["BROKER_URL"])
        require_forgetful(url)
        for name, value, back in (("save", "60 1", ""), ("appendonly", "yes", "no")):
            with redis.Redis.from_url(url) as broker:
                broker.config_set(name, value)
            with pytest.raises(Halt, match="BROKER_URL: the server writes to disk"):
                require_forgetful(url)
            with redis.Redis.from_url(url) as broker:
                broker.config_set(name, back)


def _refused(settings: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "config.serve"],
        cwd=CLONE,
        env={**plain_environment(), **settings},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert not Path(settings["VAR_FOLDER"], "postgres").exists()
    return done.stderr


def _python(asked: str, settings: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    environment = {**plain_environment(), **settings}
    return subprocess.run(
        [sys.executable, "-c", asked], cwd=CLONE, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("127.0.0.1", "localhost"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "[2001:db8::7]"),
        ("0.0.0.0", "127.0.0.1"),
        ("::", socket.gethostname().lower()),
    ],
)
def test_the_address_that_is_printed_is_answered(host: str, asked: str) -> None:
    assert asked in own_hosts(host)
    assert "*" not in own_hosts(host)
