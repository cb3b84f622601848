"""gunicorn's settings: `python -m gunicorn -c python:config.serve.web_server config.wsgi`."""

from pathlib import Path
from typing import Any

from config.serve.garbage import spare_the_routes_too

workers = 2
# Threads, because much of a request is waiting (database, store, Argon2id outside the interpreter's
# lock): a slow line or a sign-in does not hold up a worker, and connections are kept open.
worker_class = "gthread"
threads = 4
keepalive = 5
timeout = 30
graceful_timeout = 4
# Loaded once and shared by the workers: faster and smaller. Nothing secret is read by loading but
# what the environment holds; the house's keys are derived in each worker when first needed.
preload_app = True
# A worker's heartbeat must not wait for a disk.
_MEMORY = "/dev/shm"  # noqa: S108 - gunicorn makes a file of its own there
worker_tmp_dir = _MEMORY if Path(_MEMORY).is_dir() else None
control_socket_disable = True
accesslog = None  # addresses of pages carry case codes
errorlog = "-"
loglevel = "warning"
limit_request_line = 4094


def when_ready(server: Any) -> None:
    """Load the routes before the workers part, so that they share them too."""
    spare_the_routes_too()
