"""A label of two random words, which its readers remember and a stranger learns nothing from."""

import secrets
from collections.abc import Callable, Container, Sequence

from casework.cases.label_words import CHINESE, ENGLISH, KOREAN, Words
from casework.cases.names import fold

_TRIES = 50


def random_label(
    language: str,
    *,
    taken: Container[str] = frozenset(),
    choose: Callable[[Sequence[str]], str] = secrets.choice,
) -> str:
    """Two words such as "grey scarf", in Korean (``ko``), Chinese (``zh…``) or else English.

    ``taken`` are the labels that its worker has already, folded by `names.fold`; they are avoided
    as long as that is easy, for a label need not be unique.
    """
    words = words_of(language)
    label = ""
    for _attempt in range(_TRIES):
        label = words.between.join((choose(words.qualities), choose(words.things)))
        if fold(label) not in taken:
            return label
    return label


def words_of(language: str) -> Words:
    """The words of a language code such as ``ko`` or ``zh-hans``."""
    return {"ko": KOREAN, "zh": CHINESE}.get(language.lower()[:2], ENGLISH)
