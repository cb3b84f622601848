"""docker-compose.yml without docker: valid, hardened, and nothing of the house in an image.

That its commands run is in test_composed.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from compose_spec import PyCompose

from config.serve import postgres, secrets
from config.serve.place import CLONE
from tests.serve.composed import FILE, SERVICES, config_text


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


def test_no_file_would_be_written_into_a_root_file_system_that_cannot_be() -> None:
    """Compose mounts what is a file; text that stands here itself, or in the environment, it copies
    into the container, which a read-only one refuses."""
    for kind in ("configs", "secrets"):
        for told in FILE[kind].values():
            assert set(told) == {"file"}
    assert all((CLONE / told["file"]).is_file() for told in FILE["configs"].values())


def test_the_proxys_program_carries_no_capability() -> None:
    """With all of them dropped the kernel refuses to run a file that has one; `cp` leaves it."""
    stage = (CLONE / "Dockerfile").read_text(encoding="utf-8").split("FROM caddy:2 AS proxy")[1]
    plain = "RUN cp /usr/bin/caddy /usr/bin/caddy.plain && mv /usr/bin/caddy.plain /usr/bin/caddy\n"
    assert plain in stage.split("USER")[0]
    assert f"USER {SERVICES['proxy']['user']}\n" in stage


def test_the_proxys_ports_need_no_capability_and_its_file_names_the_web_server() -> None:
    inner = {int(pair.split(":")[1]) for pair in SERVICES["proxy"]["ports"]}
    told = config_text("proxy")
    assert inner == set(map(int, re.findall(r"https?_port (\d+)", told)))
    assert min(inner) >= 1024
    port = re.findall(r"--bind 0\.0\.0\.0:(\d+)", SERVICES["web"]["command"])[0]
    assert f"reverse_proxy web:{port}" in told


def test_the_database_is_as_closed_as_the_embedded_one() -> None:
    """But for the network, which it is for; a failed statement may carry a name into its log."""
    told = set(shlex.split(SERVICES["db"]["command"])) - {"postgres", "-c"}
    wanted = {f"{name}={value}" for name, value in postgres._SETTINGS.items()}
    assert told == wanted - {"listen_addresses="}


def test_nothing_that_is_not_kept_goes_into_an_image() -> None:
    """`COPY . .` would take along a dump, secrets or the settings of this house."""
    left_out = set((CLONE / ".dockerignore").read_text(encoding="ascii").split())
    not_kept = (CLONE / ".gitignore").read_text(encoding="ascii").split()
    assert {_in_docker(line) for line in not_kept} | {".git"} == left_out
    assert {"secrets", ".env", "**/*.dump"} <= left_out


def _in_docker(line: str) -> str:
    """Git looks everywhere for a name without a leading slash, docker only when told."""
    name = line.strip("/")
    return name if line.startswith("/") else f"**/{name}"
