"""A person at a browser over HTTP, with her cookies.

Each request has a connection of its own: whoever reads a page is longer at it than a server keeps
a connection open. Plain sockets, because it shares two cores with the server that is measured: it
takes a fiftieth of their time.
"""

from __future__ import annotations

import re
import socket
from functools import partial
from urllib.parse import urlencode

_CHUNK = 65536
_ALWAYS = (
    "Host: 127.0.0.1",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
    "Sec-Fetch-Site: same-origin",
    "Connection: close",
)
_FORM = "Content-Type: application/x-www-form-urlencoded"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """Asks for compressed answers, as browsers do; follows no redirect."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.cookies: dict[str, str] = {}

    def sign_in(self, username: str, passphrase: str) -> None:
        page = self.get("/sign-in/", compressed=False)[2].decode()
        found = _TOKEN.search(page)
        assert found is not None, "The page of the sign-in holds no form."
        typed = {"csrfmiddlewaretoken": found[1], "login": username, "password": passphrase}
        status, _where, _body = self.post("/sign-in/", typed)
        assert status == 302, f"{username} is not let in: {status}"
        assert "unlock" in self.cookies, f"{username} is signed in, but not unlocked."

    def get(self, path: str, *, compressed: bool = True) -> tuple[int, str, bytes]:
        return self._send("GET", path, "", compressed=compressed)

    def post(self, path: str, typed: dict[str, str]) -> tuple[int, str, bytes]:
        return self._send("POST", path, urlencode(typed), compressed=True)

    def _send(
        self, method: str, path: str, body: str, *, compressed: bool
    ) -> tuple[int, str, bytes]:
        """Status, where it leads to, and the body as it came over the wire."""
        with socket.create_connection(("127.0.0.1", self._port), timeout=30) as line:
            line.sendall(self._request(method, path, body, compressed=compressed))
            answer = b"".join(iter(partial(line.recv, _CHUNK), b""))
        head, _blank, content = answer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        said = {"location": "", "content-length": "0"}
        for name, _colon, value in (one.partition(": ") for one in lines):
            if name == "Set-Cookie":
                self._keep(value)
            said[name.lower()] = value
        assert len(content) == int(said["content-length"]), "The answer was cut short."
        return int(first.split(" ", 2)[1]), said["location"], content

    def _request(self, method: str, path: str, body: str, *, compressed: bool) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", *_ALWAYS, f"Cookie: {cookies}"]
        if compressed:
            lines.append("Accept-Encoding: gzip, deflate, br")
        if method == "POST":
            lines += [_FORM, f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", body]).encode("ascii")

    def _keep(self, cookie: str) -> None:
        name, _equals, rest = cookie.partition("=")
        self.cookies[name] = rest.partition(";")[0].strip('"')
