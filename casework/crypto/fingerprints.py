"""Six words that one person can say and another type: a public key's, or random ones.

Six words are 66 bits, from BIP-39's lists of 2048 words
(https://github.com/bitcoin/bips/blob/master/bip-0039/bip-0039-wordlists.md); those of a public key
are of SHA-256 over it.
"""

import secrets
import unicodedata
from functools import lru_cache
from typing import Literal

from mnemonic import Mnemonic

from casework.crypto.encoding import encode
from casework.crypto.hashing import same, sha256

Language = Literal["en", "ko", "zh-hans"]
LANGUAGES: tuple[Language, ...] = ("en", "ko", "zh-hans")
WORDS = 6
_BITS = 11
_LISTS = {"en": "english", "ko": "korean", "zh-hans": "chinese_simplified"}


def words(public_key: bytes | memoryview, language: Language) -> list[str]:
    """The six words of `public_key`, composed (NFC) as keyboards type them."""
    bits = int.from_bytes(sha256(encode("fingerprint", public_key)), "big")
    return _words_of(bits >> 256 - WORDS * _BITS, language)


def random_words(language: Language) -> list[str]:
    """Six words that nobody can guess: a passphrase for somebody who will type it once or twice."""
    return _words_of(secrets.randbits(WORDS * _BITS), language)


def matches(public_key: bytes | memoryview, typed: str) -> bool:
    """Whether `typed` are the six words of `public_key`, in any of the three languages.

    Spaces, commas and case do not count: Chinese is typed without any.
    """
    typed_letters = letters(typed)
    return any(
        same(typed_letters, letters("".join(words(public_key, language)))) for language in LANGUAGES
    )


def letters(text: str) -> bytes:
    """What of typed words counts: letters, in one spelling for every keyboard."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalpha()).encode()


def _words_of(bits: int, language: Language) -> list[str]:
    known = _known(language)
    return [known[bits >> _BITS * at & 0x7FF] for at in reversed(range(WORDS))]


@lru_cache(maxsize=len(LANGUAGES))
def _known(language: Language) -> tuple[str, ...]:
    listed = Mnemonic(_LISTS[language]).wordlist
    return tuple(unicodedata.normalize("NFC", word) for word in listed)
