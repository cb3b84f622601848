"""What a link and its passphrase amount to: two keys, one for a packet, one for the page beside it.

root = HMAC(house's link key, id, token, Argon2id(passphrase, salt)), the salt made from the token.
Neither token nor passphrase nor key is stored. Without the house's key a stolen database allows no
guess; with it, both halves have to be guessed together. The two keys do not lead to each other.
"""

import secrets
from dataclasses import dataclass, field
from typing import NoReturn
from uuid import UUID

from casework.crypto import house
from casework.crypto.encoding import encode
from casework.crypto.fingerprints import letters
from casework.crypto.hashing import derive, mac, sha256
from casework.crypto.passphrases import SALT_SIZE, root_input

_TOKEN_SIZE = 32


@dataclass(frozen=True, slots=True, eq=False)
class LinkKeys:
    """What opens when both halves are right."""

    packet: bytes = field(repr=False)
    answers: bytes = field(repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A key is never stored.")


def new_token() -> str:
    """256 random bits as they stand in an address: 43 letters, digits, dashes, underscores."""
    return secrets.token_urlsafe(_TOKEN_SIZE)


def name_of(token: str) -> bytes:
    """How a link is found: a hash that cannot be made without the house's key (32 bytes)."""
    return mac(house.link_key(), "link-name", token)


def derive_keys(
    link_id: UUID, token: str, passphrase: str, parameters: bytes | memoryview
) -> LinkKeys:
    """Of any token and any passphrase, at the same cost: whether they are right is found later.

    Of the passphrase its letters count alone: spaces, signs and case are typed in many ways.
    """
    salt = sha256(encode("link-salt", token))[:SALT_SIZE]
    stretched = root_input(letters(passphrase).decode(), salt, parameters)
    root = mac(house.link_key(), "link-root", link_id, token, stretched)
    return LinkKeys(derive(root, "link/packet"), derive(root, "link/answers"))
