"""What somebody with the owner's password could do to the log and to the rows it names."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from casework.accounts.models import User
from casework.audit import entries, high_water, verification
from casework.audit.high_water import Mark
from casework.audit.log import new_entry, record
from casework.audit.merkle import Frontier, leaf_hash
from casework.audit.models import AuditEntry, AuditHead
from casework.audit.verification import verify
from tests.audit.acts import AT, CASE, add_person, rename, say

pytestmark = pytest.mark.django_db(transaction=True)


def findings(mark: Mark | None = None) -> list[str]:
    return [str(finding) for finding in verify(connection, mark=mark).findings]


@pytest.fixture
def log(person: User) -> User:
    """Six entries: a person invited, renamed twice, and three readings of a case."""
    rename(person, "Lee")
    say(sealed=b"a letter")
    rename(person, "Park")
    say()
    say("case.closed")
    return person


def rebuild_tree(cursor: Any) -> None:
    """What a forger does last: leaves, nodes and head made to fit the entries as they are."""
    frontier = Frontier()
    for entry in AuditEntry.objects.order_by("number"):
        fields = [getattr(entry, name) for name in entries.FIELDS]
        leaf = leaf_hash(entries.leaf(entries.canonical(fields), entry.mac))
        nodes = frontier.add(leaf)
        cursor.execute(
            "UPDATE audit_entry SET leaf = %s, nodes = %s WHERE number = %s",
            [leaf, nodes, entry.number],
        )
    cursor.execute("UPDATE audit_head SET size = %s, frontier = %s", [frontier.size, frontier.tips])


def test_verify_finds_nothing_in_a_true_log(log: User) -> None:
    report = verify(connection)
    assert (report.ok, report.entries, report.rows, report.findings) == (True, 6, 1, [])
    assert report.root == AuditHead.objects.get().root


def test_verify_finds_nothing_in_an_empty_log() -> None:
    report = verify(connection)
    assert (report.ok, report.entries, report.first_broken) == (True, 0, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "case.listed"),
        ("by", "7d3c"),
        ("subject_code", "K9-000"),
        ("desk", "south"),
        ("at", AT + timedelta(microseconds=1)),
        ("network", "10.0.0.0/24"),
        ("outcome", "refused"),
        ("reason", "x"),
        ("count", 2),
        ("entry", new_entry()),
    ],
)
def test_verify_names_an_edited_entry(
    log: User, owner_cursor: Any, column: str, value: object
) -> None:
    owner_cursor.execute(f'UPDATE audit_entry SET "{column}" = %s WHERE number = 5', [value])
    report = verify(connection)
    assert report.first_broken == 5
    assert [str(finding) for finding in report.findings] == [
        "entry 5: its mac is wrong",
        "entry 5: it is not what was sealed",
    ]


def test_verify_names_an_entry_edited_with_its_tree(log: User, owner_cursor: Any) -> None:
    owner_cursor.execute("UPDATE audit_entry SET outcome = 'refused' WHERE number = 5")
    rebuild_tree(owner_cursor)
    assert findings() == ["entry 5: its mac is wrong"]


def test_verify_names_a_forged_entry(log: User, owner_cursor: Any) -> None:
    """The app's role may insert what it likes; without the key it gets no right mac."""
    with connection.cursor() as cursor, transaction.atomic():
        record("case.opened", CASE, by=None, at=AT)
        record("case.opened", CASE, by=None, at=AT)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    owner_cursor.execute("UPDATE audit_entry SET mac = sha256('guess') WHERE number = 7")
    rebuild_tree(owner_cursor)
    assert findings() == ["entry 7: its mac is wrong"]


@pytest.mark.parametrize("number", [1, 4, 6])
def test_verify_names_a_deleted_entry(log: User, owner_cursor: Any, number: int) -> None:
    owner_cursor.execute("DELETE FROM audit_entry WHERE number = %s", [number])
    report = verify(connection)
    assert report.first_broken == number
    assert str(report.findings[0]) == f"entry {number}: it is missing"


def test_verify_names_the_first_of_two_entries_that_changed_places(
    log: User, owner_cursor: Any
) -> None:
    """Whole rows, their written rows too, so that leaves and macs are right."""
    for table in ("audit_entry", "audit_written"):
        owner_cursor.execute(f"UPDATE {table} SET number = -number WHERE number IN (3, 4)")
        owner_cursor.execute(f"UPDATE {table} SET number = 7 + number WHERE number < 0")
    assert findings()[0] == "entry 3: it does not stand where it was sealed"


def test_verify_tells_a_reordered_and_rebuilt_log_by_the_mark(log: User, owner_cursor: Any) -> None:
    mark = high_water.current()
    for table in ("audit_entry", "audit_written"):
        owner_cursor.execute(f"UPDATE {table} SET number = -number WHERE number IN (3, 4)")
        owner_cursor.execute(f"UPDATE {table} SET number = 7 + number WHERE number < 0")
    rebuild_tree(owner_cursor)
    assert findings() == []
    assert findings(mark) == ["entry 6: the log up to here is not the one of the high-water mark"]


def test_verify_tells_a_shortened_and_rebuilt_log_by_the_mark(log: User, owner_cursor: Any) -> None:
    mark = high_water.current()
    owner_cursor.execute("DELETE FROM audit_entry WHERE number = 6")
    rebuild_tree(owner_cursor)
    assert findings() == []
    assert findings(mark) == ["entry 6: the log ends before its high-water mark"]


def test_verify_names_a_copied_entry(log: User, owner_cursor: Any) -> None:
    owner_cursor.execute("ALTER TABLE audit_parts.entry_1 DROP CONSTRAINT audit_entry_entry_key")
    try:
        owner_cursor.execute(
            "CREATE TEMPORARY TABLE copied AS SELECT * FROM audit_entry WHERE number = 5"
        )
        owner_cursor.execute("UPDATE copied SET number = 7")
        owner_cursor.execute("INSERT INTO audit_entry SELECT * FROM copied")
        rebuild_tree(owner_cursor)
        assert findings() == ["entry 7: it is a copy of another"]
    finally:
        owner_cursor.execute("DELETE FROM audit_entry WHERE number = 7")
        owner_cursor.execute(
            "ALTER TABLE audit_parts.entry_1 ADD CONSTRAINT audit_entry_entry_key UNIQUE (entry)"
        )


def test_verify_names_a_head_that_does_not_fit(log: User, owner_cursor: Any) -> None:
    owner_cursor.execute("UPDATE audit_head SET frontier = set_byte(frontier, 0, 0)")
    owner_cursor.execute("UPDATE audit_head SET frontier = set_byte(frontier, 1, 0)")
    assert findings() == ["the head of the log does not fit its entries"]


def test_verify_names_sealed_details_that_were_taken_away(log: User, owner_cursor: Any) -> None:
    owner_cursor.execute("UPDATE audit_entry SET sealed = '' WHERE number = 3")
    assert findings() == ["entry 3: its sealed details were changed or taken away"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_written SET hash = sha256('x') WHERE number = 2",
        "UPDATE audit_written SET revision = 9 WHERE number = 2",
        "UPDATE audit_written SET entry = gen_random_uuid() WHERE number = 2",
        "DELETE FROM audit_written WHERE number = 2",
        'INSERT INTO audit_written SELECT number, 2, "table", row, 9, hash, entry'
        " FROM audit_written WHERE number = 2",
    ],
)
def test_verify_names_an_entry_whose_rows_were_changed(
    log: User, owner_cursor: Any, statement: str
) -> None:
    owner_cursor.execute(statement)
    report = verify(connection)
    assert report.first_broken == 2
    assert (
        str(report.findings[0]) == "entry 2: the rows it names are not those it was recorded with"
    )


def test_verify_names_rows_of_an_entry_that_never_was(log: User, owner_cursor: Any) -> None:
    owner_cursor.execute(
        'INSERT INTO audit_written SELECT 90, position, "table", row, revision, hash, entry'
        " FROM audit_written WHERE number = 1"
    )
    assert findings() == ["entry 90: rows are named by an entry that is not there"]


def test_verify_names_a_changed_row(log: User, owner_cursor: Any) -> None:
    owner_cursor.execute("UPDATE accounts_user SET is_superuser = true")
    assert findings() == [f"accounts_user {log.pk}: its mac is wrong"]


def test_verify_leaves_marks_of_use_alone(log: User, owner_cursor: Any) -> None:
    owner_cursor.execute("UPDATE accounts_user SET last_login = now()")
    assert findings() == []


def test_verify_names_a_row_changed_by_who_has_the_key_but_no_entry(log: User) -> None:
    log.refresh_from_db()
    log.name = "Choi"
    log.mac = log._expected_mac()
    log.save(update_fields=["name", "mac"])
    assert findings() == [f"accounts_user {log.pk}: it is not as it was last recorded"]


def test_verify_names_an_old_row_put_back(person: User, owner_cursor: Any) -> None:
    owner_cursor.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM accounts_user")
    rename(person, "Lee")
    owner_cursor.execute("DELETE FROM accounts_user")
    owner_cursor.execute("INSERT INTO accounts_user SELECT * FROM kept")
    assert findings() == [
        f"accounts_user {person.pk}: it has revision 1, the newest on record is 2"
    ]


def test_verify_names_a_deleted_row(log: User, owner_cursor: Any) -> None:
    owner_cursor.execute("DELETE FROM accounts_user")
    assert findings() == [f"accounts_user {log.pk}: it is gone, and no deletion is on record"]


def test_verify_names_a_row_that_nobody_recorded(person: User) -> None:
    stranger = User(username="eve", name="Eve")
    stranger.protect(new_entry()).save(force_insert=True)
    assert findings() == [f"accounts_user {stranger.pk}: nobody recorded that it was written"]


def test_verify_names_a_deleted_row_put_back(person: User, owner_cursor: Any) -> None:
    owner_cursor.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM accounts_user")
    with transaction.atomic():
        record("person.erased", person, by=None, at=AT, gone=[person])
        User.objects.filter(pk=person.pk).delete()
    owner_cursor.execute("INSERT INTO accounts_user SELECT * FROM kept")
    assert findings() == [f"accounts_user {person.pk}: it is on record as deleted"]


def test_verify_names_a_row_that_names_an_older_entry(person: User) -> None:
    with transaction.atomic():
        record("person.counted", person, by=None, at=AT, rows=[person])
    assert findings() == [f"accounts_user {person.pk}: it does not name its newest entry"]


def test_since_an_entry_only_what_came_later_is_looked_at(log: User, owner_cursor: Any) -> None:
    owner_cursor.execute("UPDATE audit_entry SET outcome = 'refused' WHERE number IN (3, 5)")
    for since, found in ((3, ["entry 5"]), (5, [])):
        report = verify(connection, since=since)
        said = {str(one).partition(":")[0] for one in report.findings}
        assert (sorted(said), report.entries, report.rows) == (found, 6 - since, 0)
    with pytest.raises(CommandError, match="number of an entry"):
        call_command("verify_audit", since=-1)  # it would look at no row


def test_verify_names_tables_that_nobody_follows(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table of rows that decide who may open, but whose model is no LoggedRow any more."""
    monkeypatch.setattr(verification, "logged_tables", list)
    assert findings() == ["accounts_user: the log names rows of this table, which nobody follows"]


def test_verify_merges_rows_in_any_order(transactional_db: None) -> None:
    people = [add_person(f"p{number}") for number in range(25)]
    with transaction.atomic():
        for person in people[::3]:
            record("person.erased", person, by=None, at=AT, gone=[person])
            User.objects.filter(pk=person.pk).delete()
    report = verify(connection)
    assert (report.rows, report.findings) == (25, [])


def test_verify_keeps_a_hundred_findings_and_counts_all(
    transactional_db: None, owner_cursor: Any
) -> None:
    with transaction.atomic():
        for _ in range(120):
            record("case.opened", CASE, by=None, at=AT)
    owner_cursor.execute("UPDATE audit_entry SET mac = sha256('guess')")
    rebuild_tree(owner_cursor)
    report = verify(connection)
    assert (report.broken, len(report.findings), report.first_broken) == (120, 100, 1)
