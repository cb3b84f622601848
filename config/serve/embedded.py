"""Embedded database and broker for as long as a block runs."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from config.serve import environment, postgres, valkey
from config.serve.halt import Halt
from config.serve.identity import identity
from config.serve.place import AlreadyRunning, Place, short_folder, write_private
from config.serve.postgres import Postgres
from config.serve.processes import Supervisor

SECONDS_TO_STOP = 3.0
# Other temporary folders may lie in memory, where waiting for the disk costs nothing.
_DISK = "/var/tmp"  # noqa: S108 - what is made there gets a new name and mode 0700


@contextmanager
def servers(
    place: Place, supervisor: Supervisor, *, lasting: bool = True, durable: bool = True
) -> Iterator[dict[str, str]]:
    """Start both, yield the environment that names them, stop both."""
    environment.keep_mode(place, os.environ.get("CASEWORK_MODE") or "demo")
    with (
        place.sockets() as sockets,
        identity(place.database, sockets, lasting=lasting) as who,
        supervisor.tier(seconds_to_stop=SECONDS_TO_STOP),
    ):
        valkey.start(place, sockets, supervisor)
        Postgres(place, who, supervisor, lasting=lasting, durable=durable).start()
        urls = {
            "DATABASE_URL": postgres.url(place, postgres.APP, who.sockets),
            "OWNER_DATABASE_URL": postgres.url(place, postgres.OWNER, who.sockets),
            "BROKER_URL": valkey.url(sockets),
        }
        write_private(place.servers, json.dumps(urls))
        try:
            yield environment.embedded(place, urls)
        finally:
            place.servers.unlink()


@contextmanager
def temporary(supervisor: Supervisor, *, durable: bool = False) -> Iterator[dict[str, str]]:
    """Both in a new folder of mode 0700 that is gone afterwards; fast unless `durable` is asked."""
    folder = Path(tempfile.mkdtemp(prefix="casework-", dir=_DISK if durable else short_folder()))
    place = Place(folder)
    place.make()
    try:
        with servers(place, supervisor, lasting=False, durable=durable) as found:
            yield found
    finally:
        for line in postgres.crashes(place):
            print(line, file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def for_a_command(given: Mapping[str, str] = os.environ) -> Iterator[dict[str, str]]:
    """The environment for one management command.

    Servers that are named or already running are used; else the embedded ones run meanwhile. A
    command may be given fewer servers than a start, which alone needs the owner's role.
    """
    if any(environment.is_given(given, name) for name in environment.SERVERS):
        yield dict(given)
        return
    place = Place.standing()
    place.make()
    with ExitStack() as stack:
        try:
            stack.enter_context(place.locked())
        except AlreadyRunning:
            yield environment.embedded(place, _running(place))
        else:
            yield stack.enter_context(servers(place, Supervisor()))


def _running(place: Place) -> dict[str, str]:
    try:
        urls: dict[str, str] = json.loads(place.servers.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Halt("casework is just starting or stopping: try again in a moment.") from None
    return urls
