"""`manage.py witness FOLDER`: watch the logs of other houses, over HTTP, until it is stopped.

Behind a proxy that speaks TLS. It keeps no record of who asks.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from casework.audit.witness_server import Answer, Witness
from casework.crypto.notes import LONGEST, BadKey, parse_key

PATH = "/add-checkpoint"
_SECONDS = 30  # for one request


def main(argv: Sequence[str]) -> int:
    """Exit status 2 when the folder or a key cannot be used."""
    parser = ArgumentParser(prog="manage.py witness", description="Watch the logs of others.")
    parser.add_argument("folder", type=Path, help="where it keeps its key and what it has seen")
    parser.add_argument("--name", default="", help="of a new witness, such as ngo.example/witness")
    parser.add_argument("--log", action="append", default=[], help="public key of a log to watch")
    parser.add_argument(
        "--listen", type=_place, default="127.0.0.1:7380", help="address and port; '' for none"
    )
    given = parser.parse_args(argv)
    try:
        witness = Witness.made(given.folder, given.name)
        for key in given.log:
            witness.watch(parse_key(key))
        print(witness.key, flush=True)  # noqa: T201  # whoever sets it up hands this on
    except (OSError, BadKey) as error:
        print(f"There is no witness here: {error}", file=sys.stderr)  # noqa: T201
        return 2
    if given.listen:
        serve(witness, *given.listen).serve_forever()
    return 0


def _place(text: str) -> tuple[str, int] | None:
    host, _colon, port = text.rpartition(":")
    return (host, int(port)) if text else None


def serve(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """Bound and ready; port 0 takes a free one."""

    class Handler(_Handler):
        watching = witness

    return ThreadingHTTPServer((host, port), Handler)


class _Handler(BaseHTTPRequestHandler):
    watching: Witness
    timeout = _SECONDS
    protocol_version = "HTTP/1.1"
    server_version = "witness"
    sys_version = ""

    def do_POST(self) -> None:
        """The one thing that a witness is asked (C2SP tlog-witness)."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST:
            self.close_connection = True
            self._send(Answer(413))
        elif self.path != PATH:
            self.close_connection = True
            self._send(Answer(404))
        else:
            body = self.rfile.read(int(length))
            self._send(self.watching.add_checkpoint(body, datetime.now(UTC)))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Nothing: who asks, and when, is nobody's business."""

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
