from __future__ import annotations

import json
import threading
import time
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, ProgrammingError, connection, transaction

from casework.accounts.columns import canonical
from casework.accounts.models import Desk, Post, Role, User
from casework.audit import context, entries
from casework.audit.log import OutsideTransaction, Subject, new_entry, record
from casework.audit.models import AuditEntry, AuditHead, AuditWritten
from casework.audit.tables import LoggedTable, canonical_json
from casework.audit.verification import verify
from casework.vault.models import EpochDue
from tests.audit.acts import AT, CASE, add_person, rename, say

committed = pytest.mark.django_db(transaction=True)


@committed
def test_record_refuses_outside_a_transaction() -> None:
    with pytest.raises(OutsideTransaction):
        record("case.opened", CASE, by=None, at=AT)
    assert not AuditEntry.objects.exists()


@committed
def test_record_seals_at_commit(person: User) -> None:
    with transaction.atomic():
        entry = record("case.listed", CASE, by=person, at=AT, reason="on-call", count=12)
        assert AuditEntry.objects.count() == 1
    sealed = AuditEntry.objects.get(number=2)
    assert (sealed.entry, sealed.verb, sealed.by) == (entry, "case.listed", str(person.pk))
    assert (sealed.subject_type, sealed.subject_id) == ("case", "7d3c")
    assert (sealed.subject_code, sealed.desk, sealed.at) == ("K7-2QX", "north", AT)
    assert (sealed.reason, sealed.outcome, sealed.count) == ("on-call", "done", 12)
    assert AuditHead.objects.get().size == 2


@committed
def test_record_takes_several_codes_as_a_reason() -> None:
    reason = "consent,dependants,gate,identity,needs,reference,safe_contact,situation"
    say(reason=reason)
    assert AuditEntry.objects.get().reason == reason
    assert verify(connection).findings == []


@pytest.mark.django_db
def test_record_seals_at_once_where_constraints_are_immediate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    say()
    assert AuditEntry.objects.get().number == 1


@committed
def test_record_takes_the_system_for_nobody() -> None:
    say()
    assert AuditEntry.objects.get().by == "system"


@committed
def test_record_names_written_rows_in_their_order(person: User) -> None:
    other = add_person("lee")
    with transaction.atomic():
        entry = record("people.counted", CASE, by=None, at=AT, rows=[other, person])
    written = AuditWritten.objects.filter(entry=entry).order_by("position")
    assert [(row.table, row.row) for row in written] == [
        ("accounts_user", str(other.pk)),
        ("accounts_user", str(person.pk)),
    ]


@committed
def test_record_names_a_row_that_goes(person: User) -> None:
    with transaction.atomic():
        record("person.erased", person, by=None, at=AT, gone=[person])
        person.delete()
    gone = AuditWritten.objects.filter(table="accounts_user").order_by("-revision")[0]
    assert (gone.revision, gone.hash) == (2, b"")
    assert verify(connection).findings == []


@committed
def test_record_refuses_a_row_that_is_already_gone(person: User) -> None:
    def erase() -> None:
        with transaction.atomic():
            person.delete()
            record("person.erased", CASE, by=None, at=AT, gone=[person])

    with pytest.raises(ValueError, match="primary key"):
        erase()
    assert User.objects.count() == 1


@committed
@pytest.mark.parametrize("text", ["two words", "김", "a\x00b", "x" * 256])
def test_record_refuses_what_is_no_code(text: str) -> None:
    for details in ({"reason": text}, {"outcome": text}):
        with pytest.raises(ValueError, match="codes"):
            say(**details)
    with pytest.raises(ValueError, match="codes"):
        say(text)
    with pytest.raises(ValueError, match="codes"), transaction.atomic():
        record("case.opened", Subject("case", "1", text), by=None, at=AT)
    assert not AuditEntry.objects.exists()


@committed
def test_record_refuses_a_moment_without_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"), transaction.atomic():
        record("case.opened", CASE, by=None, at=datetime(2026, 1, 1))  # noqa: DTZ001
    assert not AuditEntry.objects.exists()


@committed
def test_record_keeps_a_network_and_no_address() -> None:
    context.set_origin("203.0.113.77", "Mozilla/5.0 (X11; Linux) Chrome/140.0 Safari/537.36")
    try:
        say()
    finally:
        context.clear_origin()
    entry = AuditEntry.objects.get()
    assert (entry.network, entry.agent) == ("203.0.113.0/24", "Chromium · Linux")
    assert entry.address == entries.address_hash("203.0.113.77", AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_entry::text FROM audit_entry")
        assert "203.0.113.77" not in cursor.fetchone()[0]


@committed
def test_record_commits_to_sealed_details() -> None:
    say(sealed=b"a letter")
    say(sealed=b"a letter")
    first, second = AuditEntry.objects.order_by("number")
    assert first.sealed == second.sealed == b"a letter"
    assert first.sealed_hash == entries.sealed_hash(first.salt, b"a letter")
    assert first.sealed_hash != second.sealed_hash


@committed
def test_entries_of_one_transaction_keep_their_order() -> None:
    with transaction.atomic():
        names = [record("case.opened", CASE, by=None, at=AT) for _ in range(5)]
    assert list(AuditEntry.objects.order_by("number").values_list("entry", flat=True)) == names


@committed
def test_savepoint_rolled_back_takes_its_entry_along() -> None:
    with transaction.atomic():
        kept = record("case.opened", CASE, by=None, at=AT)
        with transaction.atomic():
            record("case.closed", CASE, by=None, at=AT)
            transaction.set_rollback(True)
    assert AuditEntry.objects.get().entry == kept


@committed
def test_act_is_undone_when_its_entry_cannot_be_sealed(person: User, owner_cursor: Any) -> None:
    owner_cursor.execute(
        "ALTER TABLE audit_entry ADD CONSTRAINT broken CHECK (verb <> 'person.renamed')"
    )
    try:
        with pytest.raises(IntegrityError):
            rename(person, "Lee")
    finally:
        owner_cursor.execute("ALTER TABLE audit_entry DROP CONSTRAINT broken")
    assert User.objects.get().name == "Kim"
    assert AuditEntry.objects.count() == AuditHead.objects.get().size == 1


@committed
def test_act_is_undone_when_its_entry_cannot_be_written(person: User, owner_cursor: Any) -> None:
    owner_cursor.execute("REVOKE INSERT ON audit_inbox FROM casework_app")
    try:
        with pytest.raises(ProgrammingError, match="permission denied"):
            rename(person, "Lee")
    finally:
        owner_cursor.execute("GRANT INSERT ON audit_inbox TO casework_app")
    assert User.objects.get().name == "Kim"


@committed
def test_crossed_order_does_not_deadlock(person: User) -> None:
    """One records first and then waits for a row, the other holds the row and then records."""
    other = add_person("lee")
    errors: list[Exception] = []
    barrier = threading.Barrier(2)

    def act(first: User, second: User) -> None:
        try:
            for _ in range(15):
                barrier.wait(10)
                with transaction.atomic():
                    record("case.opened", CASE, by=None, at=AT)
                    User.objects.filter(pk=first.pk).update(last_login=AT)
                    record("case.opened", CASE, by=None, at=AT)
        except Exception as error:  # noqa: BLE001  # carried to the main thread
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in ((person, other),) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert AuditHead.objects.get().size == 2 + 60


@committed
def test_head_is_locked_after_deferred_foreign_keys(person: User) -> None:
    """A record before an insert may not hold the head while its foreign key waits for a row."""
    errors: list[Exception] = []

    def insert_after_record() -> None:
        try:
            with transaction.atomic():
                entry = record("post.given", person, by=None, at=AT)
                post = Post(person=person, role=Role.ADMINISTRATOR)
                post.protect(entry).save(force_insert=True)
        except Exception as error:  # noqa: BLE001  # carried to the main thread
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=insert_after_record)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        thread.start()
        _wait_until_blocked()
        record("case.opened", CASE, by=None, at=AT)
    thread.join()
    assert errors == []
    assert AuditHead.objects.get().size == 3


def _wait_until_blocked() -> None:
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"
                " AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    pytest.fail("The other transaction never waited.")


@committed
def test_rows_of_any_kind_are_logged_as_they_are_read_back() -> None:
    """Clear, sealed, empty and unicode columns, foreign keys and moments."""
    groups = [Group.objects.create(name=name) for name in ("a", "b")]
    desk = Desk(code="north", name="북쪽 ‘é’", supervisors=groups[0], duty=groups[1])
    person = User(username="kim", name="김 \u1112\u1161\u11ab", last_login=AT)
    post = Post(person=person, desk=desk, role=Role.SUPERVISOR, ended_at=AT)
    with transaction.atomic():
        entry = new_entry()
        rows = [desk, person, post]
        for row in rows:
            row.protect(entry).save(force_insert=True)
        due = EpochDue.objects.create(group=groups[0], since=AT)
        record("organisation.founded", CASE, by=None, at=AT, entry=entry, rows=[*rows, due])
    report = verify(connection)
    assert (report.rows, report.findings) == (4, [])


@pytest.mark.django_db
def test_json_is_canonical_from_a_model_and_from_sql() -> None:
    document = {"b": [1, 2.5, None, True], "a": {"이름": "김"}, "c": ""}
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb, NULL::jsonb", [json.dumps(document)])
        text, nothing = cursor.fetchone()
    assert canonical_json(text) == canonical(document)
    assert canonical_json(nothing) == canonical(None)


def test_logged_table_takes_uuid_keys_only() -> None:
    with pytest.raises(TypeError, match="UUID"):
        LoggedTable(AuditHead)  # type: ignore[type-var]
