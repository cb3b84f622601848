"""What stands between a started database and the first page, in one process.

    python -m config.serve.prepare

Migrations, the app's rights, the high-water mark, the demo's founding when the database is new, and
static files when they have changed. A reason not to start is a sentence and exit status 1.
"""

import hashlib
import os
import sys
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from config.env import cache_url
from config.serve.broker import require_forgetful
from config.serve.garbage import spare_what_is_loaded
from config.serve.halt import Halt
from config.serve.place import write_private


def main() -> None:
    try:
        _prepare()
    except (ImproperlyConfigured, CommandError, Halt) as reason:
        sys.exit(str(reason))
    except DatabaseError as error:
        sys.exit(f"The database refused: {error}")


def _prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    _quietly("check", fail_level="ERROR")
    spare_what_is_loaded()
    require_forgetful(cache_url(settings.BROKER_URL))
    _require_databases()
    _migrate()
    _quietly("grant_app_role")
    from casework.access.checks import require_fit

    require_fit()
    new = not get_user_model()._default_manager.exists()
    if new:
        _make_provider_file(Path(settings.PROVIDER_FILE))
    _quietly("check_high_water")
    if new and settings.DEMO:
        call_command("found_demo")
    _collect_static()


def _quietly(command: str, **options: str) -> None:
    """What it has to say against a start is in its CommandError."""
    call_command(command, stdout=StringIO(), stderr=StringIO(), **options)


def _require_databases() -> None:
    for alias, name in (("owner", "OWNER_DATABASE_URL"), ("default", "DATABASE_URL")):
        try:
            connections[alias].ensure_connection()
        except OperationalError as error:
            first_line = str(error).splitlines()[0]
            raise Halt(f"{name}: the database lets nobody in ({first_line}).") from None


def _migrate() -> None:
    """As the owner; skipped when there is nothing to do, which saves a second of checks."""
    executor = MigrationExecutor(connections["owner"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", database="owner", interactive=False, verbosity=0)


def _make_provider_file(path: Path) -> None:
    """Only for an empty database: locks that need a lost file must not meet a new one instead."""
    from casework.crypto.providers import create_file

    if not path.exists():
        create_file(path)


def _collect_static() -> None:
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    wanted = _static_fingerprint()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        write_private(stamp, wanted)


def _static_fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            moment = storage.get_modified_time(name).timestamp()
            digest.update(f"{name}\0{storage.size(name)}\0{moment}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
