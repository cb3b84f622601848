"""A file, a mailbox and another house's witness: what each takes, and what each notices."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from casework.audit import checkpoints, witnesses
from casework.audit.heads import notes_in
from casework.audit.models import AuditAlarm, AuditCheckpoint, AuditCosignature, AuditWitness
from casework.audit.witness_file import TAIL
from casework.crypto import notes
from casework.crypto.notes import Kind, parse
from config import env
from tests.audit.acts import AT, say
from tests.audit.test_checkpoints import watched

pytestmark = pytest.mark.django_db(transaction=True)


def grow(at: Any = AT) -> AuditCheckpoint:
    say()
    made = checkpoints.sign(at)
    assert made
    witnesses.hand_over(at)
    return made


def said() -> dict[str, tuple[int, str]]:
    return {one.name: (one.size, one.outcome) for one in AuditWitness.objects.all()}


def test_the_setting_names_each_by_its_key_and_address(monkeypatch: pytest.MonkeyPatch) -> None:
    key = str(notes.public_key("ngo.example/witness", Kind.WITNESS, bytes(32)))
    log = str(notes.public_key("ngo.example/log", Kind.LOG, bytes(32)))
    monkeypatch.setenv("W", f"{key} https://a.example/,\n{key} https://b.example/w\n")
    assert env.witnesses("W", secure=True) == (
        (key, "https://a.example/"),
        (key, "https://b.example/w"),
    )
    for wrong in (key, f"{key} a.example", f"{key} http://a/", f"{log} https://a/", "x https://a/"):
        monkeypatch.setenv("W", wrong)
        with pytest.raises(ImproperlyConfigured, match="W must name each witness"):
            env.witnesses("W", secure=True)
    monkeypatch.setenv("W", "")
    assert env.witnesses("W", secure=True) == ()


def test_one_that_is_lost_keeps_none_from_its_turn(marked: Path, settings: Any) -> None:
    settings.LOG_WITNESS_FILE = str(marked / "no-such-folder" / "file")
    settings.LOG_WITNESS_MAIL = "keeper@ngo.example"
    with watched(marked / "w", settings) as witness:
        gone = notes.public_key("gone.example", Kind.WITNESS, bytes(32))
        settings.LOG_WITNESSES = ((str(gone), "http://127.0.0.1:1/"), *settings.LOG_WITNESSES)
        say()
        witness.watch(checkpoints.public_keys(checkpoints.origin(None))[0])
        grow()
    assert said() == {
        "file": (0, "unreachable"),
        "mail": (2, ""),
        "gone.example": (0, "unreachable"),
        witness.name: (2, ""),
    }


def test_a_log_it_does_not_know_and_a_key_it_does_not_know(marked: Path, settings: Any) -> None:
    with watched(marked / "w", settings) as witness:
        made = grow()
        assert said() == {witness.name: (0, "unknown-log")}
        witness.watch(notes.public_key(made.origin, Kind.LOG, bytes(32)))
        grow()
        assert said() == {witness.name: (0, "unknown-key")}
        witness.watch(checkpoints.public_keys(made.origin)[0])
        grow()
        assert said() == {witness.name: (3, "")}
        assert not AuditAlarm.objects.exists()


def test_its_cosignatures_stand_on_the_checkpoint(marked: Path, settings: Any) -> None:
    with watched(marked / "w", settings) as witness:
        first = grow()
        witness.watch(checkpoints.public_keys(first.origin)[0])
        grow()
        made = grow()
        keys = [*checkpoints.public_keys(made.origin), witness.key]
        assert [key for key, _made in made.cosigned().by(keys)] == keys
        assert AuditCosignature.objects.count() == 2


def test_a_mailbox_gets_one_a_day(marked: Path, settings: Any) -> None:
    settings.LOG_WITNESS_MAIL = "keeper@ngo.example"
    first = grow()
    grow(AT + timedelta(hours=23))
    last = grow(AT + timedelta(hours=24))
    assert [message.to for message in mail.outbox] == [["keeper@ngo.example"]] * 2
    assert [parse(message.body).text for message in mail.outbox] == [
        first.head.text,
        last.head.text,
    ]


def test_a_file_grows_and_is_mended_where_a_note_was_cut_off(marked: Path, settings: Any) -> None:
    path = marked / "other-disk"
    settings.LOG_WITNESS_FILE = str(path)
    written = [grow().note for _number in range(3)]
    assert (path.read_text(), path.stat().st_mode & 0o077) == ("".join(written), 0)
    for cut in (1, 30, len(written[2]) - 3):
        path.write_text("".join(written)[:-cut])
        AuditWitness.objects.update(size=0)
        witnesses.hand_over(AT)
        assert path.read_text() == "".join(written)
    path.write_text("")
    last = grow().note
    assert path.read_text() == last


def test_only_the_end_of_a_long_file_is_read(marked: Path, settings: Any) -> None:
    path = marked / "other-disk"
    settings.LOG_WITNESS_FILE = str(path)
    note = grow().note
    path.write_text(note * (TAIL // len(note) + 5))
    last = grow()
    assert path.read_text().endswith(note + last.note)
    assert notes_in(path.read_text())[-1].text == last.head.text


def test_a_file_of_something_else_is_left_alone(marked: Path, settings: Any) -> None:
    path = marked / "other-disk"
    path.write_text("a shopping list\n— milk\n")
    settings.LOG_WITNESS_FILE = str(path)
    grow()
    assert said() == {"file": (0, "malformed")}
    assert path.read_text() == "a shopping list\n— milk\n"
