"""Whether a passphrase is strong enough to stand alone before a stolen database."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

SHORTEST = 14
LONGEST = 1024
_READ = 72  # as far as the estimator reads: its work grows with the square of the length
_STRONG = 4
_COMMON = 2  # below it, even a long one is a repetition or a list of favourites


class Weak(Exception):
    """Why a passphrase was refused: one sentence for the person who chose it."""


def require_strong(passphrase: str, about: Iterable[str] = ()) -> None:
    """14 characters or more, or the estimator's best mark; never a common one. Raises Weak.

    `about` are words that a guesser knows of her: her names.
    """
    plain = unicodedata.normalize("NFKC", passphrase)
    if len(plain) > LONGEST:
        raise Weak(_("This passphrase is too long. 1,024 characters are enough."))
    known = [word for word in about if len(word) > 2]
    if _is_common(plain) or any(word.casefold() == plain.casefold() for word in known):
        raise Weak(_("This passphrase is one that guessers try first. Take four or five words."))
    score = zxcvbn(plain[:_READ], user_inputs=known)["score"] if plain else 0
    if len(plain) >= SHORTEST and score >= _COMMON:
        return
    if len(plain) < SHORTEST and score >= _STRONG:
        return
    if len(plain) >= SHORTEST:
        raise Weak(_("This passphrase is long but easy to guess. Take words that do not repeat."))
    raise Weak(
        _("This passphrase is too easy to guess. Take at least 14 characters: four or five words.")
    )


@cache
def _common() -> CommonPasswordValidator:
    """Its list of 20,000 is read once for a process."""
    return CommonPasswordValidator()


def _is_common(passphrase: str) -> bool:
    try:
        _common().validate(passphrase)
    except ValidationError:
        return True
    return False
