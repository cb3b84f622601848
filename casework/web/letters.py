"""Sizes in a drawing, in sizes of letters: it grows along with the text that the reader has set."""

from __future__ import annotations

from typing import Final
from unicodedata import east_asian_width

# Pixels of the text around a drawing and of the words in it (`chart.css`), where nothing is set.
TEXT: Final = 16
WORD: Final = 13


def em(pixels: float) -> str:
    return f"{pixels / TEXT:.3f}em"


def word_at(pixels: float) -> str:
    """For a word in the drawing, whose em is its own."""
    return f"{pixels / WORD:.3f}em"


def wide(word: str) -> float:
    """About: hangul and hanzi are as wide as high."""
    return sum(
        1.0 if east_asian_width(one) in "WF" else 0.3 if one == " " else 0.55 for one in word
    )
