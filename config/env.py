"""Reads the environment. A missing or malformed value stops the start and names itself.

Any setting NAME may stand in a file instead, whose path is NAME_FILE: so a secret need not lie in
an environment, which a container's host shows to whoever asks.
"""

import os
import re
import socket
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from casework.crypto.notes import BadKey, Kind, parse_key

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - read, not chosen, here


def required(name: str) -> str:
    """The value of `name`; an empty one counts as missing."""
    value = optional(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set.")
    return value


def optional(name: str, default: str = "") -> str:
    return os.environ.get(name, "") or _from_file(f"{name}_FILE") or default


def one_of(name: str, *choices: str) -> str:
    value = required(name)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of: {', '.join(choices)}.")
    return value


def integer(name: str, default: int, *, low: int, high: int) -> int:
    text = optional(name, str(default))
    if not text.isdecimal() or not low <= int(text) <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}.")
    return int(text)


def own_hosts(host: str) -> list[str]:
    """The names by which a browser may ask a server that listens on `host`: what is printed at the
    start is answered. A house in earnest names its own in ALLOWED_HOSTS.
    """
    host, here = host.strip("[]"), ["127.0.0.1", "localhost", "[::1]"]
    if host not in EVERYWHERE:
        return [*here, f"[{host}]" if ":" in host else host]
    return [*here, socket.gethostname().lower(), *_outward()]


def _outward() -> list[str]:
    """This machine's address as others see it; asked of the routing table, nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))
        except OSError:
            return []
        return [asked.getsockname()[0]]


def vapid(name: str) -> str:
    """A private key for web push, or "": 32 bytes, base64url (`manage.py vapid_key` prints one)."""
    value = optional(name)
    try:
        size = len(urlsafe_b64decode(value + "=" * (-len(value) % 4)))
    except ValueError:
        size = -1
    if value and size != 32:
        raise ImproperlyConfigured(f"{name} must be what manage.py vapid_key prints.")
    return value


def postgres(name: str) -> dict[str, Any]:
    """Django's settings for the PostgreSQL named by the URL `name`, over TCP or a Unix socket."""
    url = required(name)
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        parts = {}
    if not url.startswith(("postgresql://", "postgres://")) or not parts.get("dbname"):
        raise ImproperlyConfigured(f"{name} must be a postgresql:// URL that names a database.")
    known = {"dbname", "user", "password", "host", "port"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts["dbname"],
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "OPTIONS": {key: value for key, value in parts.items() if key not in known},
    }


def redis(name: str) -> str:
    """A Redis-protocol URL as Celery writes it: redis://, rediss:// or redis+socket://."""
    url = required(name)
    if urlsplit(url).scheme not in {"redis", "rediss", "redis+socket"}:
        raise ImproperlyConfigured(f"{name} must be a redis://, rediss:// or redis+socket:// URL.")
    return url


def witnesses(name: str, *, secure: bool) -> tuple[tuple[str, str], ...]:
    """Of each witness its public key and its address: two words, one witness a line (or a comma).

    `secure`: an address must be https://.
    """
    found = tuple(tuple(one.split()) for one in re.split(r"[,\n]", optional(name)) if one.strip())
    for words in found:
        _require_witness(name, words, ("https",) if secure else ("https", "http"))
    return tuple((key, url) for key, url in found)


def _require_witness(name: str, words: tuple[str, ...], schemes: tuple[str, ...]) -> None:
    try:
        key, url = words
        if parse_key(key).kind != Kind.WITNESS or urlsplit(url).scheme not in schemes:
            raise ValueError
    except (ValueError, BadKey):
        raise ImproperlyConfigured(
            f"{name} must name each witness by its public key and its {schemes[0]}:// address."
        ) from None


def cache_url(broker: str) -> str:
    """The same server as the redis client writes it: a socket is unix://."""
    return broker.replace("redis+socket://", "unix://", 1)


def _from_file(name: str) -> str:
    path = os.environ.get(name, "")
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: {path} cannot be read ({error.strerror}).") from None
