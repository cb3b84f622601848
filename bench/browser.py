"""A signed-in browser in this process: the whole of the product below HTTP, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.urls import reverse

from tests import make


class Browser:
    """Requests go to the WSGI application itself: a test client would add its own time."""

    def __init__(self, username: str) -> None:
        client = Client()
        typed = {"login": username, "password": make.PASSPHRASE}
        answer = client.post(reverse("account_login"), typed)
        assert "unlock" in answer.cookies, f"{username} is not signed in and unlocked."
        client.get(reverse("account_login"))
        self._cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        self._application = WSGIHandler()

    def get(self, path: str, **query: str) -> bytes:
        return self._send("GET", path, urlencode(query), b"", expected="200")

    def post(self, path: str, expected: str = "302", **typed: str) -> bytes:
        """A form that is saved, which answers with the way to the next page unless said."""
        return self._send("POST", path, "", urlencode(typed).encode(), expected=expected)

    def getter(self, path: str, **query: str) -> Callable[[], bytes]:
        return lambda: self.get(path, **query)

    def _send(self, method: str, path: str, query: str, body: bytes, *, expected: str) -> bytes:
        token = {"csrfmiddlewaretoken": self._cookies.get("csrf", "")} if method == "POST" else {}
        body += ("&" + urlencode(token)).encode() if token else b""
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        answered: list[str] = []
        response = self._application(environ, lambda status, headers: answered.append(status))
        content = b"".join(response)
        response.close()
        assert answered[0].startswith(expected), f"{method} {path}: {answered[0]}"
        return content
