"""`make run`: database, broker, web, worker and beat, ready together and stopped together."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from config.serve import commands, embedded, environment, probes
from config.serve.address import Address
from config.serve.halt import Halt, Stopped
from config.serve.people import table
from config.serve.place import CLONE, Place
from config.serve.processes import Process, Supervisor

# Together with the embedded servers' share this stays well below ten seconds.
SECONDS_TO_STOP = 5.5
_ONLY_CHILDREN = {
    "PYTHONUNBUFFERED": "1",
    "PYTHONPATH": str(CLONE),
    "CELERY_SKIP_CHECKS": "1",  # the preparation has run Django's checks for all of them
}
_WEB, _WORKER, _BEAT = "The web server", "The Celery worker", "Celery beat"
_SECONDS_TO_PREPARE = 600
_SECONDS_TO_BE_READY = 60


def main() -> int:
    os.umask(0o077)
    supervisor = Supervisor()
    supervisor.listen()
    try:
        _run(supervisor)
    except Stopped:
        _tell("casework has stopped.")
    except Halt as reason:
        _tell(str(reason))
        return 1
    except PermissionError as error:
        _tell(f"casework may not write {error.filename}: start it as the owner of that folder.")
        return 1
    return 0


def _run(supervisor: Supervisor) -> None:
    address = Address.wanted(os.environ)
    named = environment.names_servers(os.environ)
    place = Place.standing()
    place.make()
    with place.locked(), address.taken() as listener:
        _clear(place)
        with _named(place) if named else _embedded(place, supervisor) as settings:
            _prepare(place, supervisor, settings)
            with supervisor.tier(seconds_to_stop=SECONDS_TO_STOP):
                _start(place, supervisor, _without_owner(settings), listener.fileno())
                _wait(place, supervisor, settings, address)
                _announce(address, Path(settings["PEOPLE_FILE"]))
                supervisor.watch()


def _clear(place: Place) -> None:
    """Logs of the start before are kept beside the new ones; its marks of readiness are not."""
    for log in place.logs.glob("*.log"):
        log.rename(log.with_name(f"{log.name}.before"))
    for name in (probes.WORKER_READY, probes.BEAT_READY, place.servers.name):
        (place.run / name).unlink(missing_ok=True)


@contextmanager
def _named(place: Place) -> Iterator[dict[str, str]]:
    yield environment.own(place)


@contextmanager
def _embedded(place: Place, supervisor: Supervisor) -> Iterator[dict[str, str]]:
    _tell(f"Starting the embedded database and broker in {place.root} …")
    with embedded.servers(place, supervisor) as settings:
        yield settings


def _prepare(place: Place, supervisor: Supervisor, settings: Mapping[str, str]) -> None:
    _tell("Preparing the database …")
    process = _python("The preparation", "prepare", ["config.serve.prepare"], place, settings)
    if supervisor.finish(process, seconds=_SECONDS_TO_PREPARE):
        raise Halt(process.last_lines())


def _without_owner(settings: Mapping[str, str]) -> dict[str, str]:
    """What web, worker and beat may know: the owner's role is for migrations alone."""
    names = {"OWNER_DATABASE_URL", "OWNER_DATABASE_URL_FILE"}
    return {name: value for name, value in settings.items() if name not in names}


def _start(
    place: Place, supervisor: Supervisor, settings: Mapping[str, str], listener: int
) -> None:
    _tell("Starting web, worker and beat …")
    supervisor.add(_python(_WEB, "web", commands.web(listener), place, settings, [listener]))
    supervisor.add(_python(_WORKER, "worker", commands.worker(), place, settings))
    clock = place.run / "beat-schedule"
    supervisor.add(_python(_BEAT, "beat", commands.beat(clock), place, settings))


def _wait(
    place: Place, supervisor: Supervisor, settings: Mapping[str, str], address: Address
) -> None:
    signs: dict[str, Callable[[], bool]] = {
        _WORKER: (place.run / probes.WORKER_READY).exists,
        _BEAT: (place.run / probes.BEAT_READY).exists,
        _WEB: lambda: probes.web_is_ready(address, settings),
    }
    for name, sign in signs.items():
        supervisor.until(sign, f"{name} (logs in {place.logs})", seconds=_SECONDS_TO_BE_READY)


def _python(
    name: str,
    log: str,
    command: Sequence[str],
    place: Place,
    settings: Mapping[str, str],
    descriptors: Sequence[int] = (),
) -> Process:
    """A module of this environment, in the clone, with a log of its own."""
    return Process(
        name,
        [sys.executable, "-m", *command],
        environment={**settings, **_ONLY_CHILDREN},
        log=place.logs / f"{log}.log",
        descriptors=descriptors,
        folder=CLONE,
    )


def _announce(address: Address, people: Path) -> None:
    """On standard output, which holds nothing else, so that a script can read it."""
    print(f"casework is ready at {address.url}")
    if people.exists():
        print(table(people))
    sys.stdout.flush()


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
