"""What is signed, when, and what is not; and that a kill on the way is mended by the next run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connection

from casework.audit import (
    checkpoints,
    high_water,
    tasks,
    tree,
    witness_file,
    witness_http,
    witnesses,
)
from casework.audit.checkpoints import Unsound
from casework.audit.heads import notes_in, parse_head
from casework.audit.high_water import RolledBack
from casework.audit.models import (
    AuditAlarm,
    AuditCheckpoint,
    AuditCosignature,
    AuditHead,
    AuditWitness,
)
from casework.audit.proofs import require_consistency
from casework.audit.verification import verify
from casework.audit.witness_command import serve
from casework.audit.witness_server import Witness
from casework.crypto import notes, providers
from casework.crypto.notes import Note
from tests.audit.acts import AT, say

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(hours=1)


class Killed(BaseException):
    """Not an Exception: nothing on the way may catch it."""


def newest() -> AuditCheckpoint:
    return AuditCheckpoint.objects.latest("size")


@contextmanager
def watched(folder: Path, settings: Any) -> Iterator[Witness]:
    """A witness of another house, on a free port, that knows this log."""
    witness = Witness.made(folder, "ngo.example/witness")
    server = serve(witness, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    settings.LOG_WITNESSES = ((str(witness.key), f"http://127.0.0.1:{server.server_port}/"),)
    try:
        yield witness
    finally:
        server.shutdown()
        server.server_close()


def test_it_is_signed_when_quiet_or_after_minutes_and_only_when_it_grew(marked: Path) -> None:
    assert checkpoints.sign_due(LATER) is None
    say()
    first = checkpoints.sign_due(AT)  # the first one at once
    assert first is not None
    assert checkpoints.sign_due(LATER) is None
    say()
    soon = AT + checkpoints.QUIET - timedelta(seconds=1)
    assert checkpoints.sign_due(soon) is None
    signed = checkpoints.sign_due(AT + checkpoints.QUIET)
    assert signed is not None
    assert (first.size, signed.size) == (1, 2)


def test_a_busy_log_is_signed_every_few_minutes(marked: Path) -> None:
    say()
    first = checkpoints.sign(AT - checkpoints.EVERY)
    say()
    assert first is not None
    assert checkpoints.sign_due(AT) is not None
    say()
    assert checkpoints.sign_due(AT) is None


def test_a_checkpoint_is_the_tree_of_the_log_signed_under_its_name(marked: Path) -> None:
    for _number in range(3):
        say()
    made = checkpoints.sign(AT)
    assert made is not None
    head = parse_head(notes.parse(made.note).text)
    assert (head.size, head.root) == (3, AuditHead.objects.get().root)
    assert head.origin == f"casework/{tree.root(connection, 1).hex()[:16]}"
    assert checkpoints.is_ours(head, made.note)
    assert high_water.read() == high_water.current()


def test_a_long_log_is_signed_in_steps(marked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "AT_MOST", 2)
    for _number in range(5):
        say()
    assert [one.size for one in map(checkpoints.sign, [AT] * 4) if one] == [2, 4, 5, 5]
    assert verify(connection).checkpoints == 3


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit_entry SET mac = sha256('guess') WHERE number = 4", 4),
        ("UPDATE audit_entry SET verb = 'x' WHERE number = 3", 3),
        ("DELETE FROM audit_entry WHERE number = 3", 3),
        ("UPDATE audit_entry SET nodes = sha256('x') WHERE number = 2", 2),
        ("UPDATE audit_checkpoint SET root = sha256('x')", 2),
        ("UPDATE audit_checkpoint SET note = replace(note, E'\\n2\\n', E'\\n1\\n')", 2),
    ],
)
def test_what_is_not_as_it_was_sealed_is_not_signed(
    marked: Path, owner_cursor: Any, statement: str, number: int
) -> None:
    say()
    say()
    checkpoints.sign(AT)
    say()
    say()
    owner_cursor.execute(statement)
    with pytest.raises(Unsound) as refused:
        tasks.sign_checkpoint()
    assert refused.value.number == number
    assert AuditCheckpoint.objects.count() == 1
    assert AuditAlarm.objects.get().number == number


def test_a_log_behind_its_mark_is_not_signed(marked: Path, owner_cursor: Any) -> None:
    say()
    checkpoints.sign(AT)
    owner_cursor.execute("DELETE FROM audit_entry")
    owner_cursor.execute("DELETE FROM audit_checkpoint")
    owner_cursor.execute("DELETE FROM audit_head")
    say("case.closed")
    with pytest.raises(RolledBack):
        tasks.sign_checkpoint()
    assert [alarm.code for alarm in AuditAlarm.objects.all()] == ["signing"]
    assert not AuditCheckpoint.objects.exists()


def test_killed_at_any_step_the_next_run_mends_it(marked: Path, settings: Any) -> None:
    """Signed once, in the file once, cosigned; and each checkpoint begins with the one before."""
    settings.LOG_WITNESS_FILE = str(marked / "other-disk")
    with watched(marked / "w", settings) as witness:
        say()
        checkpoints.sign(AT)
        witness.watch(checkpoints.public_keys(newest().origin)[0])
        for size, step in enumerate(_steps(), start=2):
            say()
            with step, pytest.raises(Killed):
                _run()
            _run()
            head = newest().head
            assert (head.size, head.root) == (size, AuditHead.objects.get().root)
            assert {one.size for one in AuditWitness.objects.all()} == {size}
            assert not AuditAlarm.objects.exists()
            assert AuditCosignature.objects.filter(size=size).exists()
            assert notes_in((marked / "other-disk").read_text())[-1].text == head.text
    report = verify(connection, notes=notes_in((marked / "other-disk").read_text()))
    assert (report.findings, report.checkpoints > 8) == ([], True)


def _run() -> None:
    checkpoints.sign(AT)
    witnesses.hand_over(AT)


def _steps() -> Iterator[Any]:
    """Where a process can end: before and after each thing that lasts."""
    yield patch.object(high_water, "write", side_effect=Killed)
    yield patch.object(checkpoints, "_grown", side_effect=Killed)
    yield patch.object(notes, "sign", side_effect=Killed)
    yield patch.object(AuditCheckpoint.objects, "create", side_effect=Killed)
    yield patch.object(witnesses, "configured", side_effect=Killed)
    yield patch.object(witness_file, "_sync", side_effect=_torn)
    yield patch.object(witness_http, "_post", side_effect=Killed)
    yield patch.object(witness_http, "_read", side_effect=Killed)
    yield patch.object(witnesses, "_keep", side_effect=Killed)
    yield patch.object(AuditWitness, "save", side_effect=Killed)


def _torn(file: Any) -> None:
    """The plug is pulled when not all of the last note is on the disk."""
    file.truncate(file.tell() - 40)
    raise Killed


def test_a_renewed_key_breaks_nothing(marked: Path, settings: Any) -> None:
    """Who knows only the old key still reads the next checkpoint, and the old ones stay ours."""
    path = marked / "provider"
    path.write_bytes(Path(settings.PROVIDER_FILE).read_bytes())
    path.chmod(0o600)
    settings.PROVIDER_FILE = str(path)
    settings.LOG_ORIGIN = "desk.example/log"
    for renewals in range(3):
        say()
        checkpoints.sign(AT)
        keys = checkpoints.public_keys("desk.example/log")
        signed = [key for key, _made in notes.parse(newest().note).by(keys)]
        assert signed == keys[::-1][:2]
        assert len(keys) == renewals + 1
        call_command("renew_checkpoint_key", verbosity=0)
        providers.forget()
    report = verify(connection)
    assert (report.findings, report.checkpoints) == ([], 3)
    assert path.stat().st_mode & 0o077 == 0
    providers.forget()


def test_a_declared_restore_begins_another_log(marked: Path, owner_cursor: Any) -> None:
    """For its witnesses: they let a log grow only."""
    say()
    first = checkpoints.sign(AT)
    say()
    checkpoints.sign(AT)
    for table in ("audit_entry", "audit_checkpoint"):
        column = "number" if table == "audit_entry" else "size"
        owner_cursor.execute(f"DELETE FROM {table} WHERE {column} = 2")
    owner_cursor.execute(
        "UPDATE audit_head SET size = 1, frontier = (SELECT leaf FROM audit_entry)"
    )
    high_water.declare_restore(reason="disk-failure", by=None, at=AT)
    again = checkpoints.sign(AT)
    say()
    later = checkpoints.sign(AT)
    assert first
    assert again
    assert later
    assert again.origin == later.origin
    assert again.origin.startswith(f"{first.origin}/restored-2-")
    assert verify(connection).findings == []


def test_two_checkpoints_are_consistent_by_the_proof_of_the_log(marked: Path) -> None:
    heads = []
    for _number in range(4):
        say()
        made = checkpoints.sign(AT)
        assert made
        heads.append(made.head)
    for old in heads:
        for new in heads[old.size - 1 :]:
            proof = tree.consistency(connection, old.size, new.size)
            require_consistency(old.size, old.root, new.size, new.root, proof)


def test_a_checkpoint_of_another_house_is_named(marked: Path) -> None:
    say()
    made = checkpoints.sign(AT)
    assert made
    text = made.head.text
    theirs = Note(text, (notes.sign(text, name=made.origin, seed=bytes(32)),))
    assert [str(one) for one in verify(connection, notes=[theirs]).findings] == [
        "entry 1: no key of this house signed the checkpoint that ends here"
    ]
