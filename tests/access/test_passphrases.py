from __future__ import annotations

import unicodedata

import pytest

from casework.access.passphrases import LONGEST, Weak, require_strong


@pytest.mark.parametrize(
    "passphrase",
    [
        "quiet river under seven lanterns",
        "회색 목도리를 두른 소나무 아래",
        "x9#Lq2!vPz0w",  # short, and the estimator's best mark
    ],
)
def test_strong_is_taken(passphrase: str) -> None:
    require_strong(passphrase, ("caseworker", "Cho Mi-ran"))


@pytest.mark.parametrize(
    "passphrase",
    [
        "",
        "lantern",
        "password123",
        "aaaaaaaaaaaaaaaaaaaa",  # long and nothing else
        "passwordpassword",
        "1234567890123456",
        "correct horse",  # thirteen characters
        "q" * (LONGEST + 1),
    ],
)
def test_weak_is_refused(passphrase: str) -> None:
    with pytest.raises(Weak):
        require_strong(passphrase)


def test_her_own_name_is_refused() -> None:
    with pytest.raises(Weak):
        require_strong("Kim Seon-hwa of Onsong", ("kim", "Kim Seon-hwa of Onsong"))


def test_decomposed_hangul_weighs_what_composed_weighs() -> None:
    for form in ("NFC", "NFD"):
        with pytest.raises(Weak):
            require_strong(unicodedata.normalize(form, "회색목도리"))
        require_strong(unicodedata.normalize(form, "회색 목도리를 두른 소나무 아래"))
