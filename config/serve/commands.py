"""The command lines of the three processes that are casework itself, each after `python -m`."""

from pathlib import Path

_CELERY = ("celery", "-A", "config.celery", "--quiet")
_WARNINGS = ("--loglevel", "WARNING")


def web(listener: int) -> list[str]:
    """gunicorn on an open socket, given by its descriptor."""
    settings = ("-c", "python:config.serve.web_server")
    return ["gunicorn", *settings, "--bind", f"fd://{listener}", "config.wsgi"]


def worker() -> list[str]:
    """One machine's worker has nobody to gossip with, which saves a second of every start."""
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return [*_CELERY, "worker", "--concurrency", "2", *alone, *_WARNINGS]


def beat(clock: Path) -> list[str]:
    """`clock` is the file in which beat keeps when it last sent what."""
    return [*_CELERY, "beat", "--schedule", str(clock), "--pidfile", "", *_WARNINGS]
