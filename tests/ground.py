"""A database made as the product makes one: migrated by its owner, used by the app's role."""

from __future__ import annotations

import os

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg.sql import SQL, Composable, Identifier


def make_database(name: str) -> None:
    """Make it anew and let both of Django's connections speak to it."""
    drop_database(name)
    _as_owner(SQL("CREATE DATABASE {}").format(Identifier(name)))
    speak_to(name)
    call_command("migrate", database="owner", verbosity=0)
    call_command("grant_app_role", verbosity=0)


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
