"""Her code word and her word for danger: kept so that they can be checked, never read.

The hash is made with a key that the database does not hold, so that not even those who may open her
record can find the word by trying.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from casework.cases.notes import WordCheck
from casework.crypto import hashing, house

HASH = "_hash"


def hashes(case_id: UUID, typed: Mapping[str, str]) -> dict[str, str]:
    """What a safe-contact document keeps of freshly typed words; an empty box changes nothing."""
    return {name + HASH: _hash(case_id, name, word) for name, word in typed.items() if _fold(word)}


def check(case_id: UUID, document: Mapping[str, Any], said: str) -> WordCheck:
    """What the word that she said means."""
    for name, meaning in (("duress_word", WordCheck.DURESS), ("code_word", WordCheck.RIGHT)):
        kept = document.get(name + HASH, "")
        if kept and hashing.same(bytes.fromhex(kept), bytes.fromhex(_hash(case_id, name, said))):
            return meaning
    return WordCheck.WRONG if document.get("code_word" + HASH) else WordCheck.NONE_AGREED


def _hash(case_id: UUID, name: str, word: str) -> str:
    return hashing.mac(house.rows_key(), "spoken-word", case_id, name, _fold(word)).hex()


def _fold(word: str) -> str:
    """As it sounds, not as it was typed: no case, no spaces, one form of hangul."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
