"""A database of its own for the measurements, made as the product makes it."""

from __future__ import annotations

import atexit
import os

import django
import psycopg
from psycopg.sql import SQL, Identifier

NAME = f"bench_{os.getpid()}"


def lay_ground() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    _as_owner(SQL("CREATE DATABASE {}").format(Identifier(NAME)))
    atexit.register(_as_owner, SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(NAME)))
    from django.conf import settings

    for alias in ("default", "owner"):
        settings.DATABASES[alias]["NAME"] = NAME
    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)
    call_command("grant_app_role", verbosity=0)


def owner() -> psycopg.Connection:
    """The tables' owner, for filling by COPY and for VACUUM."""
    return psycopg.connect(os.environ["OWNER_DATABASE_URL"], dbname=NAME, autocommit=True)


def _as_owner(statement: SQL) -> None:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)
