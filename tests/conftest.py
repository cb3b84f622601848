"""A database made exactly as the product makes it: migrated by its owner, used by the app's role.

The app's role may not empty the log's tables, so that what tests commit is taken away by `kept`, as
their owner; and a house is made by its acts once, before the first test.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partialmethod
from pathlib import Path
from typing import Any

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.db import connections, transaction
from django.db.models.functions import Now
from django.template import Context, Template
from django.test import TransactionTestCase
from django.test.signals import template_rendered
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from redis import Redis

from casework.cases import code_words
from config.serve.garbage import spare_what_is_loaded
from tests import kept, make
from tests.ground import drop_database, end_of_run, make_database

# A quick run tries the same examples each time: whoever changes one thing is not told of another.
# The long run looks for new ones.
hypothesis_settings.register_profile(
    "quick",
    max_examples=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
hypothesis_settings.register_profile(
    "soak", max_examples=300, deadline=None, suppress_health_check=list(HealthCheck)
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
# Whole files go to one worker after the other: the longest first, so that none is left at the end.
_LONGEST_FIRST = (
    "security/test_matrix.py",
    "serve/test_launch.py",
    "web/test_headers.py",
    "security/test_seize.py",
    "security/test_bad_input.py",
    "security/test_model.py",
    "serve/",
    "browser/",
)
TransactionTestCase._fixture_teardown = lambda _self: kept.empty()  # not by TRUNCATE, as the app


def pytest_configure() -> None:
    """With DAYS_AHEAD it is that much later, in the database's own `Now` as well: a test that holds
    on some days only is found before they are over.
    """
    if days := int(os.environ.get("DAYS_AHEAD", "0")):
        time_machine.travel(datetime.now(UTC) + timedelta(days=days)).start()
        later = f"STATEMENT_TIMESTAMP() + INTERVAL '{days} days'"
        Now.as_postgresql = partialmethod(Now.as_sql, template=later)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


def pytest_collection_finish() -> None:
    """What was imported stays to the end: looking it through for garbage, again and again, took a
    fifteenth of the run.
    """
    spare_what_is_loaded()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """What one test did to its connection is not the next one's failure as well."""
    held = connections["default"]
    if held.connection is not None and held.connection.closed:
        held.connection = None


def _place(item: pytest.Item) -> int:
    path = item.path.as_posix()
    places = (place for place, name in enumerate(_LONGEST_FIRST) if f"/tests/{name}" in path)
    return next(places, len(_LONGEST_FIRST))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    name = f"test_{os.getpid()}"
    with django_db_blocker.unblock():
        make_database(name)
        with connections["owner"].cursor() as cursor:
            kept.install(cursor)
        connections["owner"].close()
        with transaction.atomic():
            make.house()
            transaction.set_rollback(True)
    code_words.hold(None, {})  # as read, so that no test counts the reading
    yield
    with django_db_blocker.unblock():
        drop_database(name)
        end_of_run()


@pytest.fixture(scope="session", autouse=True)
def _only_the_page_is_kept(django_test_environment: None) -> Iterator[None]:
    """A test looks at the context of a page, never at those of the dozens of templates within it:
    to copy them took a thirtieth of the time of all pages.
    """

    def draw(template: Template, context: Context) -> str:
        if context.template is template:
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", draw)
        yield


@pytest.fixture
def owner_cursor(transactional_db: None) -> Iterator[Any]:
    """A raw cursor of the tables' owner, outside Django: what an intruder with the password has."""
    database = settings.DATABASES["owner"]["NAME"]
    with psycopg.connect(
        os.environ["OWNER_DATABASE_URL"], dbname=database, autocommit=True
    ) as owner:
        yield owner.cursor()


@pytest.fixture
def marked(transactional_db: None, tmp_path: Path, settings: Any) -> Path:
    """A house whose log is still empty, with its mark, and a folder that is another disk."""
    from casework.audit import high_water

    settings.HIGH_WATER_FILE = str(tmp_path / "high-water")
    high_water.write()
    return tmp_path


@pytest.fixture(scope="session")
def _store() -> Iterator[Redis]:
    with Redis.from_url(settings.CACHES["default"]["LOCATION"]) as store:
        yield store


@pytest.fixture(autouse=True)
def _empty_sessions(_store: Redis) -> Iterator[None]:
    """Only what this run wrote: another one beside it shares the store."""
    yield
    prefix = settings.CACHES["default"]["KEY_PREFIX"]
    if keys := [*_store.scan_iter(match=f"{prefix}:*", count=1000)]:
        _store.delete(*keys)
