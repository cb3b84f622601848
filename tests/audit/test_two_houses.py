"""Two houses, each with its own database, keys and mark, and each the other's witness over HTTP."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as of_django
from django.db import connection

from casework.audit import checkpoints, high_water, witnesses
from casework.audit.models import AuditAlarm, AuditCheckpoint, AuditWitness
from casework.audit.verification import verify
from casework.audit.witness_command import serve
from casework.audit.witness_server import Witness
from casework.crypto import notes, providers
from tests.audit.acts import AT, say
from tests.ground import copy_database, drop_database, speak_to

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class House:
    """What differs between two houses: database and files; and the witness that it runs."""

    database: str
    folder: Path
    witness: Witness
    address: str

    @contextmanager
    def inside(self, settings: Any, other: House) -> Iterator[None]:
        """As its worker: it shows its log to the other's witness."""
        before = of_django.DATABASES["default"]["NAME"]
        settings.PROVIDER_FILE = str(self.folder / "provider")
        settings.HIGH_WATER_FILE = str(self.folder / "high-water")
        settings.LOG_WITNESSES = ((str(other.witness.key), other.address),)
        speak_to(self.database)
        try:
            yield
        finally:
            speak_to(before)


@contextmanager
def a_house(database: str, folder: Path) -> Iterator[House]:
    """With its witness on a free port. It knows no log yet."""
    folder.mkdir()
    providers.create_file(folder / "provider")
    witness = Witness.made(folder / "witness", f"{folder.name}.example/witness")
    server = serve(witness, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    try:
        yield House(database, folder, witness, f"http://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def houses(transactional_db: None, tmp_path: Path) -> Iterator[tuple[House, House]]:
    first = of_django.DATABASES["default"]["NAME"]
    second = f"test_{os.getpid()}_second"
    copy_database(first, second)
    with ExitStack() as stack:
        stack.callback(drop_database, second)
        yield tuple(  # type: ignore[misc]  # two of them
            stack.enter_context(a_house(name, tmp_path / place))
            for name, place in ((first, "north"), (second, "south"))
        )


def test_a_house_is_copied_though_a_thread_rests_in_it(transactional_db: None) -> None:
    first = of_django.DATABASES["default"]["NAME"]
    copy = f"test_{os.getpid()}_copy"
    with psycopg.connect(os.environ["DATABASE_URL"], dbname=first, autocommit=True) as resting:
        resting.execute("SELECT 1")
        copy_database(first, copy)
        with pytest.raises(psycopg.OperationalError):
            resting.execute("SELECT 1")
    drop_database(copy)


def test_each_cosigns_what_the_other_signs_and_knows_it_by_its_own_keys(
    houses: tuple[House, House], settings: Any
) -> None:
    """As docs/operations.md says: the log's key goes one way, the witness's and its address the
    other, and then the same the other way round.
    """
    pairs = [houses, houses[::-1]]
    origins: dict[str, str] = {}
    for here, other in pairs:
        with here.inside(settings, other):
            high_water.write()
            say()
            checkpoints.sign(AT)
            witnesses.hand_over(AT)
            assert AuditWitness.objects.get().outcome == "unknown-log"
            (key,) = checkpoints.public_keys(checkpoints.origin(None))
            other.witness.watch(key)
            origins[here.database] = key.name
    assert len(set(origins.values())) == 2
    for size in (2, 3, 4):
        for here, other in pairs:
            with here.inside(settings, other):
                say()
                made = checkpoints.sign(AT)
                assert witnesses.hand_over(AT) == 1
                kept = AuditWitness.objects.get()
                assert (kept.name, kept.size, kept.outcome) == (other.witness.name, size, "")
                assert made is not None
                signed = made.cosigned().by(
                    [other.witness.key, *checkpoints.public_keys(made.origin)]
                )
                assert len(signed) == 2
                assert not AuditAlarm.objects.exists()
    for here, other in pairs:
        with here.inside(settings, other):
            report = verify(connection, notes=_seen(other.witness))
            assert (report.findings, AuditCheckpoint.objects.newest().origin) == (
                [],
                origins[here.database],
            )


def _seen(witness: Witness) -> list[notes.Note]:
    """What lies in the other's folder, and can be held against this log years later."""
    return [notes.parse(path.read_bytes()) for path in (witness.folder / "seen").iterdir()]
