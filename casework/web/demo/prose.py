"""How a text of the demo is counted, and in which language it is written."""

from __future__ import annotations

import re

# In Chinese there is nothing between words: two signs count for one.
SHORTEST_WORDS, SHORTEST_HANZI = 20, 40

_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_HANZI = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")


def language(text: str) -> str:
    """ko, zh or en: whichever script the text has most of, a hangul weighing three letters."""
    weights = {
        "ko": 3 * len(_HANGUL.findall(text)),
        "zh": 3 * len(_HANZI.findall(text)),
        "en": len(_LATIN.findall(text)),
    }
    return max(weights, key=lambda code: weights[code])


def is_long_enough(text: str) -> bool:
    if language(text) == "zh":
        return len(_HANZI.findall(text)) >= SHORTEST_HANZI
    return len(text.split()) >= SHORTEST_WORDS
