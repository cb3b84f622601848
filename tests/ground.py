"""A database made as the product makes one: migrated by its owner, used by the app's role."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg.sql import SQL, Composable, Identifier

# Set where several processes run the tests of one call: they share the migrating.
_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID")
_MIGRATED = f"migrated_{_RUN}"
_IS_THERE = "SELECT FROM pg_database WHERE datname = %s"


def make_database(name: str) -> None:
    """Make it anew and let both of Django's connections speak to it."""
    drop_database(name)
    if _RUN:
        with _one_at_a_time() as owner:
            if not owner.execute(_IS_THERE, [_MIGRATED]).rowcount:
                _migrate_once(owner)
            _copy(_MIGRATED, name)
        speak_to(name)
    else:
        _migrate(name)
    call_command("grant_app_role", verbosity=0)


def _migrate_once(owner: psycopg.Connection) -> None:
    """It bears its name only when it is whole."""
    begun = f"{_MIGRATED}_begun"
    drop_database(begun)
    _migrate(begun)
    connections.close_all()
    rename = SQL("ALTER DATABASE {} RENAME TO {}")
    owner.execute(rename.format(Identifier(begun), Identifier(_MIGRATED)))


def _migrate(name: str) -> None:
    """A new one."""
    _as_owner(SQL("CREATE DATABASE {}").format(Identifier(name)))
    speak_to(name)
    call_command("migrate", database="owner", verbosity=0)


def end_of_run() -> None:
    """Whoever ends first takes away what was shared; who comes later makes it again."""
    if _RUN:
        with _one_at_a_time():
            drop_database(_MIGRATED)


@contextmanager
def _one_at_a_time() -> Iterator[psycopg.Connection]:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("SELECT pg_advisory_lock(hashtext(%s))", [_MIGRATED])
        yield owner


def speak_to(name: str) -> None:
    """Both of Django's connections, from now on."""
    for alias in ("default", "owner"):
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


def copy_database(name: str, copy: str) -> None:
    """With all that was committed. Whoever rests in it, as a thread of a live server does, is sent
    away: it may be copied only while nobody is there, and who comes back connects anew.
    """
    drop_database(copy)
    others = SQL(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = {} AND backend_type = 'client backend'"
    )
    _as_owner(others.format(name))
    _copy(name, copy)


def _copy(name: str, copy: str) -> None:
    copying = SQL("CREATE DATABASE {} TEMPLATE {}")
    _as_owner(copying.format(Identifier(copy), Identifier(name)))


def drop_database(name: str) -> None:
    connections.close_all()
    drop = SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name))
    try:
        _as_owner(drop + SQL(" WITH (FORCE)"))
    except psycopg.errors.InsufficientPrivilege:  # autovacuum is in it, and makes way by itself
        _as_owner(drop)


def _as_owner(statement: Composable) -> None:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute(statement)
