"""A person at a browser over HTTP, with her cookies.

Each request has a connection of its own: whoever reads a page is longer at it than a server keeps
a connection open.
"""

from __future__ import annotations

import http.client
import re
from contextlib import closing
from urllib.parse import urlencode

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
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
            "Sec-Fetch-Site": "same-origin",
            "Connection": "close",
        }
        if compressed:
            headers["Accept-Encoding"] = "gzip, deflate, br"
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        with closing(connection):
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _equals, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
        return answer.status, answer.headers.get("Location", ""), content
