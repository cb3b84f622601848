"""docker-compose.yml without docker: valid, hardened, and its commands run as they stand.

Only what a container would put in place is put in place here: where secrets and volumes lie, which
address the web server takes, which Python is meant.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from config.serve import secrets
from config.serve.place import CLONE
from tests.serve.houses import free_port, plain_environment, running_services

FILE = yaml.safe_load((CLONE / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = FILE["services"]
OURS = ("prepare", "web", "worker", "beat")
LASTING = sorted(set(SERVICES) - {"prepare"})


def test_it_is_what_the_specification_says() -> None:
    assert set(PyCompose.from_json(json.dumps(FILE)).service_names()) == set(SERVICES)
    wrong = {**FILE, "services": {**SERVICES, "web": {**SERVICES["web"], "restrat": "always"}}}
    with pytest.raises(ValueError, match="restrat"):
        PyCompose.from_json(json.dumps(wrong))


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_may_as_little_as_it_needs(name: str) -> None:
    one = SERVICES[name]
    assert one["read_only"] is True
    assert (one["cap_drop"], one["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
    assert one["user"] not in {"root", "0", "0:0"}
    assert {"cpus", "memory", "pids"} == set(one["deploy"]["resources"]["limits"])
    assert one["networks"]
    assert "healthcheck" in one or name == "prepare"


def test_the_world_reaches_the_proxy_alone() -> None:
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["proxy"]
    inner = {name for name, told in FILE["networks"].items() if (told or {}).get("internal")}
    outward = {name for name, one in SERVICES.items() if set(one["networks"]) - inner}
    assert outward == {"proxy", "worker"}
    assert not {"db", "broker"} & {
        name for name, one in SERVICES.items() if "front" in one["networks"]
    }


def test_every_setting_can_be_given() -> None:
    """A house in containers sets nothing less: but for what is a container's own."""
    read = (CLONE / "config" / "settings.py").read_text(encoding="utf-8")
    given = set(SERVICES["prepare"]["environment"])
    given |= {name.removesuffix("_FILE") for name in given}
    asked = set(re.findall(r'env\.\w+\(\s*"(\w+)"', read))
    assert asked - given == {"CSRF_TRUSTED_ORIGINS", "DEBUG", "HOST", "HTTPS", "PORT"}


def test_every_secret_is_a_file_and_is_made(tmp_path: Path) -> None:
    secrets.write(tmp_path / "made")
    assert set(FILE["secrets"]) == {path.name for path in (tmp_path / "made").iterdir()}
    for one in SERVICES.values():
        given = set(one.get("secrets", []))
        assert set(re.findall(r"/run/secrets/(\w+)", str(one))) <= given
    assert "PASSWORD:" not in (CLONE / "docker-compose.yml").read_text(encoding="utf-8")


def test_secrets_are_long_differ_and_are_never_made_twice(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    secrets.write(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    held = [path.read_text(encoding="ascii") for path in folder.iterdir()]
    made = [one for one in held if one.strip()]
    assert len(held) - len(made) == 2  # the mail server's and that of web push are the house's
    assert min(map(len, made)) > 60
    assert len(set(made)) == len(made)
    with pytest.raises(FileExistsError):
        secrets.write(folder)
    assert [path.read_text(encoding="ascii") for path in folder.iterdir()] == held


def test_every_command_runs_as_it_is_written(tmp_path: Path) -> None:
    with running_services() as servers, ExitStack() as running:
        environment = _environment(tmp_path, servers)
        subprocess.run(_command("prepare", tmp_path), cwd=CLONE, env=environment, check=True)
        without_owner = {k: v for k, v in environment.items() if not k.startswith("OWNER")}
        for name in ("web", "worker", "beat"):
            running.enter_context(_started(_command(name, tmp_path), without_owner))
        for name in ("web", "worker", "beat"):
            _until_healthy(name, tmp_path, without_owner)


def _until_healthy(name: str, folder: Path, environment: dict[str, str]) -> None:
    kind, *asked = SERVICES[name]["healthcheck"]["test"]
    text = shlex.join(asked) if kind == "CMD" else asked[0]
    words = _here(text, folder).replace("$$", "$").replace("python ", f"{sys.executable} ")
    deadline = time.monotonic() + 60
    while subprocess.run(["sh", "-c", words], cwd=CLONE, env=environment).returncode:
        assert time.monotonic() < deadline, f"{name} is not healthy"
        time.sleep(0.3)


@contextmanager
def _started(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen(command, cwd=CLONE, env=environment) as child:
        try:
            yield
        finally:
            child.terminate()
            child.wait(timeout=30)


def _command(name: str, folder: Path) -> list[str]:
    told = SERVICES[name]["command"]
    words = shlex.split(told) if isinstance(told, str) else told
    ours = [_here(word, folder) for word in words]
    return [sys.executable if word == "python" else word for word in ours]


def _environment(folder: Path, servers: dict[str, str]) -> dict[str, str]:
    """What the file gives to the preparation, which is given the most."""
    held = folder / "secrets"
    secrets.write(held)
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "BROKER_URL"):
        path = held / name.lower()
        path.chmod(0o600)
        path.write_text(servers[name], encoding="ascii")
    for name in ("house", "static", "mail"):
        (folder / name).mkdir()
    (folder / "port").write_text(str(free_port()), encoding="ascii")
    given: dict[str, Any] = SERVICES["prepare"]["environment"]
    told = {name: _here(str(value), folder) for name, value in given.items()}
    return {
        **plain_environment(),
        **told,
        "PORT": (folder / "port").read_text(encoding="ascii"),
        "HOSTNAME": socket.gethostname(),
        "PYTHONPATH": os.fspath(CLONE),
    }


def _here(text: str, folder: Path) -> str:
    places = {
        "${DOMAIN:?}": "desk.example.org",
        "0.0.0.0:8000": f"127.0.0.1:{_port(folder)}",
    }
    text = re.sub(r"\$\{\w+:-(.*?)\}", r"\1", text)  # what is not set has the file's own word
    for name in ("/run/secrets", "/house", "/static", "/mail"):
        if text.startswith(name):
            return f"{folder}/{Path(name).name}{text.removeprefix(name)}"
    for written, meant in places.items():
        text = text.replace(written, meant)
    return text.replace("/tmp", os.fspath(folder))


def _port(folder: Path) -> str:
    path = folder / "port"
    return path.read_text(encoding="ascii") if path.exists() else ""
