"""Who sends a web push: a token under the house's own key for that (RFC 8292, ES256)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import UTC, datetime

from py_vapid import Vapid02


def new_key() -> str:
    """A private key as the setting holds it: 32 bytes, base64url."""
    made = Vapid02()
    made.generate_keys()
    secret: int = made.private_key.private_numbers().private_value
    return urlsafe_b64encode(secret.to_bytes(32, "big")).decode().rstrip("=")


def public_key(key: str) -> str:
    """As a browser asks for it: the uncompressed point, base64url."""
    told = authorization(
        key, "https://x.invalid", "mailto:x@x.invalid", datetime(2000, 1, 1, tzinfo=UTC)
    )
    return told.rpartition("k=")[2]


def authorization(key: str, audience: str, contact: str, until: datetime) -> str:
    """The header's value for one push service. `audience` is its origin."""
    claims = {"aud": audience, "sub": contact, "exp": int(until.timestamp())}
    signed: dict[str, str] = Vapid02.from_string(key).sign(claims)
    return signed["Authorization"]


def holds(value: str) -> bool:
    """Whether a push service would take it: for tests and whoever looks for a fault."""
    return bool(Vapid02.verify(value))
