"""How it is known that a child is ready for work, not merely started.

`python -m config.serve.probes` asks the web server at HOST and PORT: exit status 0 when it is.
"""

import http.client
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from config.serve.address import Address

WORKER_READY = "worker-ready"
BEAT_READY = "beat-ready"


def mark_ready(name: str) -> None:
    """Called by worker and beat themselves; outside the launcher nobody waits for it."""
    folder = os.environ.get("READY_FOLDER")
    if folder:
        (Path(folder) / name).touch()


def web_is_ready(address: Address, settings: Mapping[str, str]) -> bool:
    """Whether the web server answers, and database and broker behind it.

    That worker or beat is silent is no fault of this one.
    """
    connection = http.client.HTTPConnection(
        address.reachable_host.strip("[]"), address.port, timeout=5
    )
    try:
        connection.request("GET", "/healthz", headers=_headers(settings))
        return not {"database", "broker"} & set(json.load(connection.getresponse())["silent"])
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return False
    finally:
        connection.close()


def _headers(settings: Mapping[str, str]) -> dict[str, str]:
    """As the proxy in front would ask: in the name of the first allowed host, over HTTPS."""
    host = settings.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    return {
        "Host": "127.0.0.1" if host in {"", "*"} else host,
        "X-Forwarded-Proto": "https" if settings.get("CASEWORK_MODE") == "production" else "http",
    }


if __name__ == "__main__":
    sys.exit(0 if web_is_ready(Address.wanted(os.environ), os.environ) else 1)
