"""What lies in clear is what the table says, and the table says nothing that is not there."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from casework.cases import clear
from casework.cases.clear import CLEAR, EVERYWHERE, Column, clear_columns

# Section 4 of the reference, "What stays in clear on a case", and ids; 3.1 for the reopenings
# and for her request.
OF_A_CASE = {
    "id", "revision", "code", "desk_id", "owner_id", "state", "risk", "reachability", "consent",
    "situation", "submitted_at", "opened_at", "closed_at", "next_due_at",
    "reopened_at", "reopenings", "hidden_at",
}  # fmt: skip


@pytest.mark.django_db
def test_every_clear_column_has_a_reason() -> None:
    assert [column for column in clear_columns(connection) if not column.reason] == []


@pytest.mark.django_db
def test_every_reason_has_a_column() -> None:
    there = {(column.table, column.name) for column in clear_columns(connection)}
    named = {(table, name) for table, columns in CLEAR.items() for name in columns}
    # The two tables of the log share one list; each has columns that the other has not.
    inbox_only = ("tables", "rows", "revisions", "hashes", "carried", "xact")
    shared = {("audit_entry", name) for name in inbox_only} | {("audit_inbox", "nodes")}
    assert named - there - shared == set()


@pytest.mark.django_db
def test_of_a_case_lies_in_clear_what_the_reference_allows() -> None:
    found = {column.name for column in clear_columns(connection) if column.table == "cases_case"}
    assert found == OF_A_CASE


@pytest.mark.django_db
@pytest.mark.parametrize(
    "table", ["cases_note", "cases_label", "cases_digest", "cases_consentrecord", "cases_sheet"]
)
def test_of_what_was_told_lies_in_clear_nothing_but_ids(table: str) -> None:
    found = {column.name for column in clear_columns(connection) if column.table == table}
    assert found <= EVERYWHERE.keys()


@pytest.mark.django_db
def test_clear_columns_fails_on_a_column_without_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(clear.CLEAR["cases_case"], "risk")
    with pytest.raises(CommandError, match=r"cases_case\.risk"):
        call_command("clear_columns", stdout=StringIO())


@pytest.mark.django_db
def test_clear_columns_prints_table_column_and_reason() -> None:
    printed = StringIO()
    call_command("clear_columns", stdout=printed)
    assert "cases_case" in printed.getvalue()
    assert "NO REASON" not in printed.getvalue()


def test_a_table_that_nobody_named_is_found(owner_cursor: Any) -> None:
    owner_cursor.execute("CREATE TABLE beside (told text)")
    try:
        found = [column for column in clear_columns(connection) if not column.reason]
    finally:
        owner_cursor.execute("DROP TABLE beside")
    assert found == [Column("beside", "told", "")]
