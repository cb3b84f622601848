"""Where the web server listens: HOST and PORT."""

import errno
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from config.env import EVERYWHERE
from config.serve.halt import Halt


@dataclass(frozen=True)
class Address:
    host: str = "127.0.0.1"
    port: int = 8000

    @classmethod
    def wanted(cls, given: Mapping[str, str]) -> "Address":
        """From HOST and PORT. Raises Halt when PORT is no port."""
        text = given.get("PORT") or str(cls.port)
        if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535):
            raise Halt("PORT must be a whole number from 1 to 65535.")
        return cls((given.get("HOST") or cls.host).strip("[]"), int(text))

    @contextmanager
    def taken(self) -> Iterator[socket.socket]:
        """The port, ours from the start; nobody is let in before the web server listens."""
        with socket.socket(self._family(), socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((self.host, self.port))
            except OSError as error:
                raise Halt(self._why_not(error)) from None
            yield listener

    @property
    def reachable_host(self) -> str:
        """Where a browser on this machine finds it."""
        if self.host in EVERYWHERE:
            return "127.0.0.1"
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def url(self) -> str:
        return f"http://{self.reachable_host}:{self.port}/"

    def _family(self) -> socket.AddressFamily:
        try:
            return socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0][0]
        except OSError:
            raise Halt(f"HOST must be an address of this machine; {self.host} is none.") from None

    def _why_not(self, error: OSError) -> str:
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {self.port} is taken: stop what uses it, "
                f"or choose another with PORT (make run PORT={self.port + 1})."
            )
        if error.errno == errno.EACCES:
            return f"Port {self.port} is not open to you: choose one from 1024 on with PORT."
        return f"HOST must be an address of this machine; {self.host} is none."
