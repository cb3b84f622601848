"""A column that comes later leaves what was logged of older rows, and their macs, as they were."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from casework.accounts.columns import Columns
from casework.accounts.models import Desk
from casework.accounts.rows import LoggedRow, row_hash
from casework.audit.tables import LoggedTable, logged_tables
from casework.cases.models import Case
from tests import make

FOUNDED_WITH = Path(__file__).parent / "founded_with.tsv"


@pytest.fixture
def house() -> make.House:
    return make.house()


def _hash_in_sql(row: LoggedRow) -> bytes:
    with transaction.atomic():
        found = {one.id: one for one in LoggedTable(type(row)).rows(connection)}
    assert found[str(row.pk)].mac_right
    return found[str(row.pk)].hash


@pytest.mark.django_db
def test_a_row_from_before_is_as_it_was_logged(house: make.House) -> None:
    """As if `hidden_at` had not been there when the case was made."""
    case = make.opened(house)
    without = [field for field in Case._meta.concrete_fields if field.name != "hidden_at"]
    with (
        patch.object(Case._meta, "concrete_fields", without),
        patch.object(Case, "added_later", {}),
    ):
        columns = Columns(Case)
        before = columns.hash(columns.of_row(case))
    assert row_hash(case) == _hash_in_sql(case) == before
    case.hidden_at = make.NOW + timedelta(days=1)
    case.save(update_fields=["hidden_at"])
    assert row_hash(case) == _hash_in_sql(case)
    assert row_hash(case) != before


@pytest.mark.django_db
def test_the_mac_of_a_protected_row_leaves_it_out_too(house: make.House) -> None:
    desk = Desk.objects.get(pk=house.desk.pk)
    with patch.object(Desk, "added_later", {"name": desk.name, "deputy_id": None}):
        columns = Columns(Desk)
        desk.mac = columns.mac(columns.of_row(desk))
        desk.save(update_fields=["mac"])
        assert _hash_in_sql(desk) == columns.hash(columns.of_row(desk))
    assert columns.hash(columns.of_row(desk)) != row_hash(desk)


@pytest.mark.django_db
def test_what_says_otherwise_is_found(house: make.House, owner_cursor: Any) -> None:
    """Left out is only what says nothing new: a case hidden by SQL is reported."""
    case = make.opened(house)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET hidden_at = now() WHERE id = %s", [case.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(CommandError, match="it is not as it was last recorded"):
        call_command("verify_audit")


def test_each_column_of_a_table_in_use_was_there_or_is_named() -> None:
    lines = FOUNDED_WITH.read_text(encoding="utf-8").splitlines()
    founded = {tuple(line.split("\t")) for line in lines}
    in_use = {table for table, _column in founded}
    new = {
        (table.name, column)
        for table in logged_tables()
        if table.name in in_use
        for column in table.columns
    } - founded
    later = {(table.name, column) for table in logged_tables() for column in table.added_later}
    assert new - later == set()
