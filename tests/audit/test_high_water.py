from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from casework.accounts.models import User
from casework.audit import high_water
from casework.audit.high_water import MarkMalformed, MarkMissing, RolledBack
from casework.audit.models import AuditEntry, AuditHead
from casework.audit.tasks import raise_high_water
from tests.audit.acts import AT, rename, say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def mark_file(transactional_db: None, tmp_path: Path, settings: Any) -> Path:
    """The mark of a log that is still empty, as the first start leaves it."""
    settings.HIGH_WATER_FILE = str(tmp_path / "high-water")
    high_water.write()
    return tmp_path / "high-water"


@pytest.fixture
def rolled_back(person: User, owner_cursor: Any) -> None:
    """The database as it was before the second entry, put back whole."""
    owner_cursor.execute("CREATE TEMPORARY TABLE head AS SELECT * FROM audit_head")
    owner_cursor.execute("CREATE TEMPORARY TABLE people AS SELECT * FROM accounts_user")
    rename(person, "Lee")
    high_water.write()
    owner_cursor.execute("DELETE FROM audit_entry WHERE number = 2")
    owner_cursor.execute("DELETE FROM audit_written WHERE number = 2")
    for table, kept in (("audit_head", "head"), ("accounts_user", "people")):
        owner_cursor.execute(f"DELETE FROM {table}")
        owner_cursor.execute(f"INSERT INTO {table} SELECT * FROM {kept}")


def test_write_keeps_size_root_and_leaf(person: User, mark_file: Path) -> None:
    high_water.write()
    assert json.loads(mark_file.read_text()) == {
        "size": 1,
        "root": AuditHead.objects.get().root.hex(),
        "leaf": AuditEntry.objects.get().leaf.hex(),
    }
    assert stat.S_IMODE(mark_file.stat().st_mode) == 0o600
    assert [path.name for path in mark_file.parent.iterdir()] == ["high-water"]
    assert high_water.read() == high_water.current()


def test_write_raises_the_mark_as_the_log_grows(person: User) -> None:
    raise_high_water()
    rename(person, "Lee")
    assert high_water.check().size == 2
    raise_high_water()
    mark = high_water.read()
    assert mark is not None
    assert mark.size == 2


def test_an_empty_log_without_a_mark_is_a_new_one(mark_file: Path) -> None:
    mark_file.unlink()
    assert high_water.read() is None
    call_command("check_high_water", verbosity=0)
    mark = high_water.read()
    assert mark is not None
    assert mark.size == 0


def test_check_refuses_a_log_without_its_mark(person: User, mark_file: Path) -> None:
    mark_file.unlink()
    with pytest.raises(MarkMissing):
        high_water.check()
    with pytest.raises(CommandError, match="no high-water mark"):
        call_command("check_high_water")


def test_check_refuses_a_file_that_is_no_mark(person: User, mark_file: Path) -> None:
    for text in ("", "[]", '{"size": 1}', '{"size": 1, "root": "x", "leaf": ""}'):
        mark_file.write_text(text)
        with pytest.raises(MarkMalformed):
            high_water.check()
        with pytest.raises(CommandError, match="is not a high-water mark"):
            call_command("check_high_water")
        with pytest.raises(CommandError, match="is not a high-water mark"):
            call_command("verify_audit")


def test_check_refuses_a_database_put_back(rolled_back: None, mark_file: Path) -> None:
    before = mark_file.read_text()
    with pytest.raises(RolledBack):
        high_water.check()
    with pytest.raises(RolledBack):
        high_water.write()
    with pytest.raises(CommandError, match="behind its high-water mark"):
        call_command("check_high_water")
    assert mark_file.read_text() == before


def test_check_refuses_another_log_that_is_longer(rolled_back: None) -> None:
    for _ in range(3):
        say()
    with pytest.raises(RolledBack):
        high_water.check()


def test_check_refuses_another_tree_of_the_same_length(person: User, owner_cursor: Any) -> None:
    rename(person, "Lee")
    high_water.write()
    owner_cursor.execute("UPDATE audit_head SET frontier = sha256('x')")
    with pytest.raises(RolledBack):
        high_water.check()


def test_check_refuses_a_log_without_its_last_entry(person: User, owner_cursor: Any) -> None:
    high_water.write()
    owner_cursor.execute("DELETE FROM audit_entry")
    with pytest.raises(RolledBack):
        high_water.check()


def test_declare_restore_accepts_the_log_on_record(rolled_back: None) -> None:
    say()
    say()
    call_command("declare_restore", reason="disk-failure", verbosity=0)
    entry = AuditEntry.objects.newest_first()[0]
    assert (entry.verb, entry.reason, entry.by) == ("log.restored", "disk-failure", "system")
    assert high_water.read() == high_water.check()
    assert high_water.check().size == 4


def test_declare_restore_counts_the_entries_that_were_lost(rolled_back: None) -> None:
    high_water.declare_restore(reason="disk-failure", by=None, at=AT)
    assert AuditEntry.objects.newest_first()[0].count == 1


def test_declare_restore_takes_the_place_of_a_mark_that_is_lost(
    person: User, mark_file: Path
) -> None:
    for text in (None, "torn"):
        mark_file.unlink()
        if text:
            mark_file.write_text(text)
        high_water.declare_restore(reason="new-machine", by=None, at=AT)
        assert high_water.read() == high_water.check()


def test_declare_restore_refuses_a_reason_that_is_no_code(rolled_back: None) -> None:
    with pytest.raises(CommandError, match="code"):
        call_command("declare_restore", reason="the disk died")
    with pytest.raises(RolledBack):
        high_water.check()


def test_verify_audit_speaks(person: User, owner_cursor: Any, capsys: Any) -> None:
    high_water.write()
    call_command("verify_audit")
    assert capsys.readouterr().out.startswith("1 entries and 1 rows are right. Root: ")
    owner_cursor.execute("UPDATE audit_entry SET verb = 'person.left'")
    with pytest.raises(CommandError, match="entry 1: its mac is wrong"):
        call_command("verify_audit")


@pytest.mark.parametrize(
    ("there", "away", "named"),
    [
        ("accounts_desk RENAME TO elsewhere", "elsewhere RENAME TO accounts_desk", "accounts_desk"),
        ("accounts_desk RENAME code TO other", "accounts_desk RENAME other TO code", '"code"'),
    ],
)
def test_verify_audit_asks_for_the_migrations_first(
    person: User, owner_cursor: Any, there: str, away: str, named: str
) -> None:
    owner_cursor.execute(f"ALTER TABLE {there}")
    try:
        with pytest.raises(CommandError, match=f"(?s)migrate the database first.*{named}"):
            call_command("verify_audit")
    finally:
        owner_cursor.execute(f"ALTER TABLE {away}")
