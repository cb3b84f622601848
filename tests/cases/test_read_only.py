"""A closed record takes nothing more, whoever writes the SQL; a new key still seals it anew."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from casework.access.rekey import rekey
from casework.cases.actions import reopening
from casework.cases.models import Case, Note
from tests import make
from tests.make import NOW, House

TABLES = ("section", "note", "sheet", "consentrecord", "label", "digest")


def _run(sql: str, *told: object) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, told)
        return cursor.rowcount


def _closed(house: House) -> Case:
    case = make.opened(house)
    make.close(house, case)
    return case


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_changes_no_row_of_a_closed_record(table: str, house: House) -> None:
    case = _closed(house)
    for sql in (
        f"UPDATE cases_{table} SET revision = revision + 1 WHERE case_id = %s",
        f"DELETE FROM cases_{table} WHERE case_id = %s",
    ):
        with pytest.raises(IntegrityError, match="read-only"):
            _run(sql, case.pk)


def test_raw_sql_adds_no_note_to_a_closed_record(house: House) -> None:
    case = _closed(house)
    copied = (
        "INSERT INTO cases_note (id, revision, case_id, number, body, document) "
        "SELECT gen_random_uuid(), 1, case_id, 99, body, document FROM cases_note "
        "WHERE case_id = %s LIMIT 1"
    )
    with pytest.raises(IntegrityError, match="read-only"):
        _run(copied, case.pk)


@pytest.mark.parametrize(
    "change", ["risk = 'low'", "reachability = 'lost'", "consent = 'refused'", "situation = 'FM3'"]
)
def test_raw_sql_changes_nothing_in_clear_of_a_closed_case(change: str, house: House) -> None:
    case = _closed(house)
    with pytest.raises(IntegrityError, match="read-only"):
        _run(f"UPDATE cases_case SET {change} WHERE id = %s", case.pk)


def test_a_row_never_leaves_its_case(house: House) -> None:
    closed, other = _closed(house), make.opened(house, label="blue cup")
    with pytest.raises(IntegrityError, match="stays in its case"):
        _run("UPDATE cases_note SET case_id = %s WHERE case_id = %s", other.pk, closed.pk)


def test_a_new_key_seals_a_closed_record_anew_and_once(house: House) -> None:
    case, head = _closed(house), house.supervisor
    keys = make.keys_for(head, case)
    rekey(case, by=head.user, at=NOW, keys=keys)
    note = Note.objects.filter(case=case)[0]
    assert keys.open_document(note)["kind"] == "decision"
    for change in ("body = document", "document = body", "revision = revision + 1"):
        with pytest.raises(IntegrityError, match="read-only"):
            _run(f"UPDATE cases_note SET {change} WHERE case_id = %s", case.pk)


def test_a_reopened_record_is_written_again(house: House) -> None:
    case, who = _closed(house), house.caseworker
    keys = make.keys_for(who, case)
    reopening.reopen(case, by=who.user, at=NOW, keys=keys, reason="returned")
    sql = "UPDATE cases_note SET revision = revision + 1 WHERE case_id = %s"
    assert _run(sql, case.pk) == Note.objects.filter(case=case).count()
