from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections, transaction

from casework.accounts.models import User
from casework.audit.roles import UnfitRole, grant_app_role

committed = pytest.mark.django_db(transaction=True)

LOG = ("audit_entry", "audit_written", "audit_head")


def refused(statement: str) -> None:
    with (
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
    ):
        cursor.execute(statement)


@committed
@pytest.mark.parametrize("table", LOG)
def test_app_reads_the_log_and_changes_nothing(person: User, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (1,)
    refused(f"DELETE FROM {table}")
    refused(f"UPDATE {table} SET {'size = 0' if table == 'audit_head' else 'number = 0'}")
    refused(f"TRUNCATE {table}")
    refused(f"INSERT INTO {table} SELECT * FROM {table}")
    refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


@committed
def test_app_only_inserts_into_the_inbox(person: User) -> None:
    refused("SELECT * FROM audit_inbox")
    refused("UPDATE audit_inbox SET verb = 'x'")
    refused("DELETE FROM audit_inbox")
    refused("ALTER TABLE audit_inbox DISABLE TRIGGER audit_take")
    refused("DROP TRIGGER audit_seal ON audit_inbox")
    refused("CREATE TABLE public.mine (id int)")
    refused("SELECT audit_seal()")


@committed
def test_inbox_is_empty_after_each_commit(person: User, owner_cursor: Any) -> None:
    owner_cursor.execute("SELECT count(*) FROM audit_inbox")
    assert owner_cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_grant_app_role_takes_away_what_is_too_much() -> None:
    owner = connections["owner"]
    app = connection.settings_dict["USER"]
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {app}")
        grant_app_role(owner, app)
        cursor.execute(
            """
            SELECT relname, array_agg(right_ ORDER BY right_) FROM pg_class, unnest(ARRAY[
                'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER',
                'MAINTAIN']) right_
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
                AND has_table_privilege(%s, oid, right_)
            GROUP BY relname
            """,
            [app],
        )
        rights = dict(cursor.fetchall())
        cursor.execute("CREATE TABLE later (id int)")
        cursor.execute("SELECT has_table_privilege(%s, 'later', 'UPDATE')", [app])
        assert cursor.fetchone() == (True,)
        transaction.set_rollback(True, using="owner")
    assert {table: rights.pop(table) for table in LOG} == {table: ["SELECT"] for table in LOG}
    assert rights.pop("audit_inbox") == ["INSERT"]
    for table in ("django_migrations", "audit_hash", "audit_part", "audit_tree"):
        assert rights.pop(table) == ["SELECT"]
    for table in ("audit_checkpoint", "audit_cosignature", "audit_verification"):
        assert rights.pop(table) == ["INSERT", "SELECT"]
    assert set(map(tuple, rights.values())) == {("DELETE", "INSERT", "SELECT", "UPDATE")}


@pytest.mark.django_db(databases=["default", "owner"])
def test_grant_app_role_refuses_a_role_that_could_do_all() -> None:
    owner = connections["owner"]
    for role in (owner.settings_dict["USER"], "nobody_of_this_name"):
        with pytest.raises(UnfitRole):
            grant_app_role(owner, role)


@pytest.mark.django_db(databases=["default", "owner"])
def test_grant_app_role_says_which_role_is_unfit(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = connections["owner"].settings_dict["USER"]
    monkeypatch.setitem(settings.DATABASES["default"], "USER", owner)
    with pytest.raises(CommandError, match=f"cannot be used: {owner}"):
        call_command("grant_app_role")
