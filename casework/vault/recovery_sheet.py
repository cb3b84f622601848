"""The recovery key as it lies on paper: the 24 words of BIP-39 for its 32 bytes.

It opens every group without the provider; whoever reads it aloud has given all cases away.
"""

import unicodedata

from mnemonic import Mnemonic

WORDS = 24


class Unreadable(Exception):
    """These are not the words of a recovery key."""


def written(seed: bytes) -> str:
    """24 English words, the last of which checks the others."""
    return Mnemonic("english").to_mnemonic(seed)


def parse(typed: str) -> bytes:
    """The 32 bytes behind the words, however they were spaced. Raises Unreadable."""
    words = unicodedata.normalize("NFKD", typed).lower().replace(",", " ").split()
    if len(words) != WORDS:
        raise Unreadable
    try:
        return bytes(Mnemonic("english").to_entropy(words))
    except (LookupError, ValueError):
        raise Unreadable from None
