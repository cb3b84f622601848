"""Databases for the measurements, made as the product makes them; each part gets a new one."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import django
import psycopg
from psycopg.sql import SQL, Identifier

from config.serve.garbage import spare_the_routes_too

_PRISTINE = f"bench_{os.getpid()}"


def lay_ground() -> None:
    """Settings, one migrated database to copy, the static files, and the collector of garbage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    _as_owner("CREATE DATABASE {}", _PRISTINE)
    atexit.register(_as_owner, "DROP DATABASE {} WITH (FORCE)", _PRISTINE)
    _use(_PRISTINE)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)
    call_command("grant_app_role", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    spare_the_routes_too()  # as the web server does


@contextmanager
def new_database(*, lazy: bool = False) -> Iterator[psycopg.Connection]:
    """A copy of the migrated database for this process; yields its owner's connection.

    With `lazy` COMMIT does not wait for the disk: for parts that do not measure writing, and for
    filling before `wait_for_disk`.
    """
    name = f"{_PRISTINE}_house"
    _use(_PRISTINE)  # lets go of it, should anything have asked it meanwhile
    _as_owner("CREATE DATABASE {} TEMPLATE {}", name, _PRISTINE)
    if lazy:
        _as_owner("ALTER DATABASE {} SET synchronous_commit = off", name)
    _use(name)
    try:
        with psycopg.connect(_url("OWNER_DATABASE_URL", name), autocommit=True) as owner:
            yield owner
    finally:
        _use(_PRISTINE)
        _as_owner("DROP DATABASE {} WITH (FORCE)", name)


def wait_for_disk(owner: psycopg.Connection) -> None:
    """From now on each COMMIT of a new connection waits for the disk, as in the product."""
    name = Identifier(owner.info.dbname)
    owner.execute(SQL("ALTER DATABASE {} RESET synchronous_commit").format(name))
    _use(owner.info.dbname)


def environment_of_child() -> dict[str, str]:
    """For a process of the product's own that is to work on the same database."""
    from django.conf import settings

    name = settings.DATABASES["default"]["NAME"]
    urls = {key: _url(key, name) for key in ("DATABASE_URL", "OWNER_DATABASE_URL")}
    return {**os.environ, **urls, "DJANGO_SETTINGS_MODULE": "config.settings"}


def _use(name: str) -> None:
    from django.conf import settings
    from django.db import connections

    for alias in ("default", "owner"):
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


def _url(variable: str, name: str) -> str:
    return urlsplit(os.environ[variable])._replace(path=f"/{name}").geturl()


def _as_owner(statement: str, *names: str) -> None:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(SQL(statement).format(*map(Identifier, names)))
