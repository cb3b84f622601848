"""Somebody who may write the database tries to change what the log says, with its tree made to fit.

As the tables' owner, and as a superuser with every trigger off. Each attack is named by the
verifier, or by a witness where the whole machine was put back to an earlier day.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from casework.audit import checkpoints, high_water, witnesses
from casework.audit.heads import notes_in
from casework.audit.models import AuditAlarm, AuditWitness
from casework.audit.verification import verify
from casework.audit.witness_server import Witness
from config.serve import postgres
from config.serve.place import Place
from tests.audit.acts import AT, add_person, rename, say
from tests.audit.parts import small_parts
from tests.audit.test_checkpoints import watched
from tests.audit.test_verification import rebuild_tree

pytestmark = pytest.mark.django_db(transaction=True)
LOG = ("audit_entry", "audit_written", "audit_head", "audit_checkpoint", "audit_cosignature")


@pytest.fixture(params=["owner", "superuser"])
def intruder(request: Any, transactional_db: None) -> Iterator[Any]:
    """A raw cursor; a superuser's has all triggers and constraints of the log switched off."""
    url, name = os.environ["OWNER_DATABASE_URL"], settings.DATABASES["owner"]["NAME"]
    known: dict[str, Any] = {"dbname": name, "autocommit": True}
    if request.param == "superuser":
        place = Place(Path(os.environ["READY_FOLDER"]).parent)
        password = postgres.password(place, postgres.ADMIN)
        known |= {"user": postgres.ADMIN, "password": password}
    with psycopg.connect(url, **known) as raw:
        cursor = raw.cursor()
        if request.param == "superuser":
            cursor.execute("SET session_replication_role = replica")
        yield cursor


@pytest.fixture
def sealed_log(marked: Path, settings: Any) -> Iterator[Witness]:
    """Seven entries; six of them signed, in a file on another disk, and seen by another house."""
    settings.LOG_WITNESS_FILE = str(marked / "other-disk")
    with watched(marked / "w", settings) as witness:
        person = add_person("kim")
        witness.watch(checkpoints.public_keys(checkpoints.origin(None))[0])
        for name in ("Lee", "Park"):
            rename(person, name)
        for verb in ("case.opened", "case.listed", "case.closed"):
            say(verb)
        checkpoints.sign(AT)
        witnesses.hand_over(AT)
        assert {one.size for one in AuditWitness.objects.all()} == {6}
        say()
        yield witness


def _edit(cursor: Any) -> None:
    cursor.execute("UPDATE audit_entry SET verb = 'case.read' WHERE number = 5")
    rebuild_tree(cursor)


def _take_out(cursor: Any) -> None:
    """The fourth, and those after it close the gap; their macs stay right."""
    cursor.execute("DELETE FROM audit_written WHERE number = 4")
    cursor.execute("DELETE FROM audit_entry WHERE number = 4")
    for table in ("audit_entry", "audit_written"):
        cursor.execute(f"UPDATE {table} SET number = -number WHERE number > 4")
        cursor.execute(f"UPDATE {table} SET number = -number - 1 WHERE number < 0")
    rebuild_tree(cursor)


def _put_in(cursor: Any) -> None:
    cursor.execute("CREATE TEMPORARY TABLE made AS SELECT * FROM audit_entry WHERE number = 5")
    cursor.execute("UPDATE made SET number = 8, entry = gen_random_uuid(), verb = 'case.read'")
    cursor.execute("INSERT INTO audit_entry SELECT * FROM made")
    rebuild_tree(cursor)


def _swap(cursor: Any) -> None:
    for table in ("audit_entry", "audit_written"):
        cursor.execute(f"UPDATE {table} SET number = -number WHERE number IN (4, 5)")
        cursor.execute(f"UPDATE {table} SET number = 9 + number WHERE number < 0")
    rebuild_tree(cursor)


def _shorten(cursor: Any) -> None:
    for table in ("audit_entry", "audit_written"):
        cursor.execute(f"DELETE FROM {table} WHERE number > 4")
    rebuild_tree(cursor)


def _truncate(cursor: Any) -> None:
    cursor.execute("TRUNCATE audit_entry, audit_written, audit_head")


def _drop_part(cursor: Any) -> None:
    """What the dropping of a partition leaves."""
    for table in ("audit_entry", "audit_written"):
        cursor.execute(f"DELETE FROM {table} WHERE number BETWEEN 2 AND 4")


SIGNED = "the log up to here is not the one that a checkpoint signed"
ENDS = "the log ends before a checkpoint that was signed"


@pytest.mark.parametrize(
    ("attack", "finding"),
    [
        (_edit, "entry 5: its mac is wrong"),
        (_take_out, f"entry 6: {SIGNED}"),
        (_put_in, "entry 8: its mac is wrong"),
        (_swap, f"entry 6: {SIGNED}"),
        (_shorten, f"entry 6: {ENDS}"),
        (_truncate, f"entry 6: {ENDS}"),
        (_drop_part, "entry 2: it is missing"),
    ],
)
def test_what_is_done_to_the_log_is_named(
    sealed_log: Witness, intruder: Any, attack: Callable[[Any], None], finding: str
) -> None:
    """Without the mark, as if that had been lost too."""
    assert verify(connection).findings == []
    attack(intruder)
    found = [str(one) for one in verify(connection).findings]
    assert finding in found
    with pytest.raises(CommandError, match=finding):
        call_command("verify_audit")


def test_with_the_checkpoints_gone_too_the_file_on_another_disk_names_it(
    sealed_log: Witness, intruder: Any, settings: Any
) -> None:
    _swap(intruder)
    intruder.execute("DELETE FROM audit_checkpoint")
    assert verify(connection).findings == []
    notes = notes_in(Path(settings.LOG_WITNESS_FILE).read_text())
    assert [str(one) for one in verify(connection, notes=notes).findings] == [f"entry 6: {SIGNED}"]
    with pytest.raises(CommandError, match=SIGNED):
        call_command("verify_audit", checkpoint=[settings.LOG_WITNESS_FILE], since=5)


@pytest.mark.parametrize("further", [0, 6])
def test_a_machine_put_back_whole_is_named_by_its_witnesses(
    sealed_log: Witness, intruder: Any, marked: Path, further: int
) -> None:
    """The database to a dump, the mark to its copy: nothing on the machine can tell.

    With `further` entries it is a fork that is longer than what it hides.
    """
    kept = _dumped(intruder), (marked / "high-water").read_bytes()
    for _number in range(3):
        say()
    checkpoints.sign(AT)
    witnesses.hand_over(AT)
    _put_back(intruder, kept[0])
    (marked / "high-water").write_bytes(kept[1])
    for _number in range(further):
        say("case.read")
    assert verify(connection, mark=high_water.read()).findings == []
    checkpoints.sign(AT)
    witnesses.hand_over(AT)
    outcomes = {one.name: one.outcome for one in AuditWitness.objects.all()}
    assert outcomes == {"file": "disagrees", sealed_log.name: "disagrees"}
    assert {alarm.code for alarm in AuditAlarm.objects.all()} == {
        f"witness {name}" for name in outcomes
    }
    file = str(marked / "other-disk")
    with pytest.raises(CommandError, match=SIGNED if further else ENDS):
        call_command("verify_audit", checkpoint=[file])


@pytest.fixture
def parted(owner_cursor: Any) -> Iterator[None]:
    with small_parts(owner_cursor):
        yield
        owner_cursor.execute("SELECT kept_empty()")


@pytest.mark.parametrize(
    ("left", "finding"),
    [
        ("", "entry 1: it is missing"),
        (
            "INSERT INTO audit_hash SELECT number, leaf, nodes FROM audit_entry WHERE number <= 5;"
            " DELETE FROM audit_part WHERE low = 1;",
            "entry 1: it was taken away, and nothing on record says so",
        ),
    ],
    ids=["part", "as_if_its_years_were_over"],
)
def test_a_part_of_the_log_that_was_dropped_is_named(
    parted: None, sealed_log: Witness, intruder: Any, left: str, finding: str
) -> None:
    """The tables themselves; and with what stays of a part that the house drops."""
    assert verify(connection).findings == []
    intruder.execute(f"{left} DROP TABLE audit_parts.entry_1, audit_parts.written_1")
    assert finding in [str(one) for one in verify(connection).findings]
    with pytest.raises(CommandError, match=finding):
        call_command("verify_audit")


def _dumped(cursor: Any) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    for table in (*LOG, "audit_witness"):
        cursor.execute(f"SELECT * FROM {table}")
        found[table] = cursor.fetchall()
    return found


def _put_back(cursor: Any, dump: dict[str, list[tuple[Any, ...]]]) -> None:
    for table, rows in dump.items():
        cursor.execute(f"DELETE FROM {table}")
        for row in rows:
            cursor.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)


def test_a_table_of_the_log_that_was_dropped_is_named(sealed_log: Witness, intruder: Any) -> None:
    intruder.execute("ALTER TABLE audit_written RENAME TO dropped")
    try:
        with pytest.raises(CommandError, match="audit_written"):
            call_command("verify_audit")
    finally:
        intruder.execute("ALTER TABLE dropped RENAME TO audit_written")
