"""Sealing and opening against the bare cipher."""

from __future__ import annotations

import os
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.figures import Figure, ratio
from casework.crypto.boxes import Box, new_key, pad
from casework.crypto.encoding import Part, encode

SIZES = (63, 1023, 20_479)


def measure() -> list[Figure]:
    sealing = [_seal(size) for size in SIZES]
    opening = [_open(size) for size in SIZES]
    note = "÷ AESGCM(key) made anew, fresh nonce, same padded bytes and AAD; 64 B, 1 KB, 20 KB"
    return [
        Figure("seal_ratio", max(sealing), "×", f"{note}: {_list(sealing)}"),
        Figure("open_ratio", max(opening), "×", f"{note}: {_list(opening)}"),
    ]


def _list(values: list[float]) -> str:
    return " ".join(f"{value:.2f}" for value in values)


def _parts() -> tuple[Part, ...]:
    return "cases_note", "body", uuid4(), uuid4(), 1


def _seal(size: int) -> float:
    key, text, parts = new_key(), os.urandom(size), _parts()
    box, padded, aad = Box(key), pad(text), bytes(17) + encode("seal", *parts)

    def ours() -> bytes:
        return box.seal(pad(text), *parts)

    def plain() -> bytes:
        nonce = os.urandom(12)
        return nonce + AESGCM(key).encrypt(nonce, padded, aad)

    return ratio(ours, plain, repeat=2000)[0]


def _open(size: int) -> float:
    key, text, parts = new_key(), os.urandom(size), _parts()
    box, aad, nonce = Box(key), bytes(17) + encode("seal", *parts), os.urandom(12)
    sealed = box.seal(pad(text), *parts)
    bare = AESGCM(key).encrypt(nonce, pad(text), aad)

    def ours() -> bytes:
        return box.open(sealed, *parts)

    def plain() -> bytes:
        return AESGCM(key).decrypt(nonce, bare, aad)

    return ratio(ours, plain, repeat=2000)[0]
