from __future__ import annotations

import pytest

from casework.crypto import wraps
from casework.vault import recovery_sheet
from casework.vault.recovery_sheet import Unreadable

# From the test vectors of BIP-39 (trezor/python-mnemonic, vectors.json): 32 bytes of 7f.
SEED = b"\x7f" * 32
WORDS = (
    "legal winner thank year wave sausage worth useful legal winner thank year wave sausage"
    " worth useful legal winner thank year wave sausage worth title"
)


def test_it_is_what_bip39_writes() -> None:
    assert recovery_sheet.written(SEED) == WORDS
    assert recovery_sheet.parse(WORDS) == SEED


def test_it_reads_however_it_was_spaced_and_cased() -> None:
    typed = "  " + WORDS.upper().replace(" ", ",\n ", 5) + "  "
    assert recovery_sheet.parse(typed) == SEED


def test_every_key_comes_back() -> None:
    for _time in range(20):
        seed = wraps.new_seed()
        assert recovery_sheet.parse(recovery_sheet.written(seed)) == seed


@pytest.mark.parametrize(
    "typed",
    ["", "legal", WORDS + " title", WORDS.replace("title", "zebra"), WORDS.replace("title", "xyz")],
)
def test_a_slip_of_the_pen_is_noticed(typed: str) -> None:
    with pytest.raises(Unreadable):
        recovery_sheet.parse(typed)
