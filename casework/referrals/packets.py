"""The packet: what a partner is told, and nothing else (reference 6.3).

It carries a random code of its own, never the code of the case, so that two partners cannot find
out that they help the same woman, and a packet that is lost leads to no file.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from casework.crypto import hashing
from casework.crypto.codes import to_digits

_WORDS = ("service", "need", "contact")


def new_code() -> str:
    """40 random bits, read aloud easily: eight of Crockford's base32."""
    return to_digits(secrets.randbits(40), 8)


def frozen(document: Mapping[str, Any], *, urgency: str, reply_by: str) -> dict[str, Any]:
    """The packet as it leaves, and the hash that names it later (SHA-256, hex)."""
    beside = {"consent": document.get("consent", ""), "reply_by": reply_by}
    return _with_hash(content(document, urgency=urgency) | beside)


def content(document: Mapping[str, Any], *, urgency: str) -> dict[str, Any]:
    """What the partner would read by what is chosen now."""
    return {name: document.get(name, "") for name in _WORDS} | {
        "code": document["partner_code"],
        "urgency": urgency,
        "always": document.get("always", {}),
        "items": document.get("items", {}),
    }


def minimum(document: Mapping[str, Any], *, reply_by: str) -> dict[str, Any]:
    """In danger, without a review: what is needed, how to reach her, and nothing else."""
    packet = {name: document.get(name, "") for name in _WORDS} | {
        "code": document["partner_code"],
        "urgency": "urgent",
        "basis": "vital_interests",
        "reply_by": reply_by,
    }
    return _with_hash(packet)


def _with_hash(packet: dict[str, Any]) -> dict[str, Any]:
    canonical = json.dumps(packet, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return {"packet": packet, "packet_hash": hashing.sha256(canonical.encode()).hex()}
