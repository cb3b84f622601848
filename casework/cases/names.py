"""Finding a name however it was typed. Spellings that only sound alike come later."""

import unicodedata
from collections.abc import Iterable
from typing import Any

_LEFT_OUT = {"Zs", "Pd", "Cf", "Cc"}
_MARKS_BETWEEN = "·・.'’‘ʼ`"


def fold(text: str) -> str:
    """A key that case, spaces, hyphens, width and composition (NFC or NFD) do not change."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    kept = (sign for sign in wide if unicodedata.category(sign) not in _LEFT_OUT)
    folded = "".join(sign for sign in kept if sign not in _MARKS_BETWEEN)
    return unicodedata.normalize("NFC", folded)


def is_in(wanted: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts holds what was typed. Nothing typed is found nowhere."""
    key = fold(wanted)
    return bool(key) and any(key in fold(text) for text in texts)


def written_in(identity: dict[str, Any]) -> set[str]:
    """Every name and alias of an opened identity section, in each script it was written in."""
    rows = identity.get("names") or []
    written = {row.get(script, "") for row in rows for script in ("hangul", "hanzi", "roman")}
    return {text for text in written | {identity.get("alias", "")} if text}
