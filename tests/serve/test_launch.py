"""`make run`, as the person at the terminal sees it."""

import os
import re
import signal
import socket
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from casework.web.demo.people import read_table, write_table
from tests.serve.conftest import Founded
from tests.serve.houses import House, free_port, still_running

Make = Callable[[], House]
HOUSEHOLD = ("valkey-server", "bin/postgres", "gunicorn", " worker --concurrency", " beat --")


def test_start_says_where_to_go_and_who_may_sign_in(standing: House) -> None:
    assert f"casework is ready at http://127.0.0.1:{standing.port}/" in standing.output
    with urllib.request.urlopen(f"http://127.0.0.1:{standing.port}/healthz") as answer:
        assert answer.status == 200

    table = standing.output.partition("is ready at")[2].splitlines()[1:]
    people = [re.split(r"\s{2,}", line.strip()) for line in table]
    assert people[0] == ["username", "passphrase", "role"]
    assert {len(person) for person in people} == {3}
    roles = {name: role for name, _, role in people}
    assert roles["caseworker"] == "caseworker"
    assert roles["supervisor"] == "supervisor"
    assert roles["administrator"] == "administrator"


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.soak)]
)
def test_later_start_finds_the_same_people_and_its_stop_leaves_no_process_within_ten_seconds(
    founded: Founded, house: Make, number: signal.Signals
) -> None:
    people = (founded.var / "demo-people").read_text()
    running = house()
    running.start()
    assert (founded.var / "demo-people").read_text() == people
    processes = running.processes()
    assert all(any(name in line for line in processes.values()) for name in HOUSEHOLD)

    asked_at = time.monotonic()
    assert running.stop(number) == 0

    assert time.monotonic() - asked_at < 10
    assert still_running(processes, seconds=0) == {}


def test_kill_of_the_launcher_leaves_no_process(running: House) -> None:
    processes = running.processes()

    running.stop(signal.SIGKILL)

    assert still_running(processes, seconds=10) == {}


def test_demo_is_what_it_promises_and_is_found_wanting_when_it_is_not(standing: House) -> None:
    said = standing.manage("demo", "--check")
    lines = said.stdout.splitlines()
    assert [line for line in lines if not line.startswith("ok ")] == [], said.stderr
    assert (said.returncode, len(lines) > 30) == (0, True)
    assert standing.manage("verify_audit").returncode == 0
    assert standing.manage("found_demo").returncode == 1

    people = standing.var / "demo-people"
    phrases = read_table(people)
    write_table(people, phrases | {"caseworker3": "not her words at all"})
    found = standing.manage("demo", "--check")
    write_table(people, phrases)

    assert found.returncode == 1
    assert "MISSING every passphrase opens its key" in found.stdout.splitlines()
    assert "MISSING every live situation at least once" in found.stdout.splitlines()


def test_child_that_dies_stops_all_with_a_sentence(running: House) -> None:
    processes = running.processes()
    worker = next(pid for pid, line in processes.items() if "celery" in line and " worker " in line)

    os.kill(worker, signal.SIGKILL)

    assert running.ended() == 1
    assert "The Celery worker ended by itself" in running.output
    assert still_running(processes, seconds=0) == {}


def test_second_copy_gets_a_sentence_and_disturbs_nothing(standing: House) -> None:
    second = House(standing.var, free_port())

    second.begin()

    assert second.ended() == 1
    assert second.output.startswith("casework is already running from ")
    with urllib.request.urlopen(f"http://127.0.0.1:{standing.port}/healthz") as answer:
        assert answer.status == 200


def test_taken_port_gets_a_sentence_and_starts_nothing(house: Make, tmp_path: Path) -> None:
    late = house()
    late.var = tmp_path / "var"
    with socket.socket() as other:
        other.bind(("127.0.0.1", late.port))
        other.listen()

        late.begin()
        assert late.ended() == 1

    assert late.output.startswith(f"Port {late.port} is taken")
    assert not (late.var / "postgres").exists()


def test_first_start_changes_no_mode_above_its_folder(founded: Founded) -> None:
    assert founded.modes_after == founded.modes_before
    assert founded.var.stat().st_mode & 0o777 == 0o700
    kept = [path for path in founded.var.iterdir() if not path.is_symlink()]
    assert [path for path in kept if path.stat().st_mode & 0o077] == []
