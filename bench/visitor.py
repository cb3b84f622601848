"""A person at a browser over HTTP: her cookies, and one connection that is kept open."""

from __future__ import annotations

import http.client
import re
import time
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')

_IDLE = 4.0  # seconds; below the server's own limit


class Visitor:
    """Asks for compressed answers, as browsers do; follows no redirect."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._used = time.monotonic()
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

    def close(self) -> None:
        self._connection.close()

    def _send(
        self, method: str, path: str, body: str, *, compressed: bool
    ) -> tuple[int, str, bytes]:
        """Status, where it leads to, and the body as it came over the wire."""
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
            "Sec-Fetch-Site": "same-origin",
        }
        if compressed:
            headers["Accept-Encoding"] = "gzip, deflate, br"
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self._used > _IDLE:
            self._connection.close()  # as the server does; the next request opens it anew
        self._connection.request(method, path, body or None, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self._used = time.monotonic()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _equals, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
        return answer.status, answer.headers.get("Location", ""), content
