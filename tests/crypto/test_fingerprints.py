import unicodedata
from hashlib import sha256

import pytest
from mnemonic import Mnemonic

from casework.crypto import wraps
from casework.crypto.encoding import encode
from casework.crypto.fingerprints import LANGUAGES, matches, words

PUBLIC = wraps.public_key(bytes(range(32)))
OTHER = wraps.public_key(bytes(range(1, 33)))


def test_words_are_the_first_66_bits_of_the_digest():
    digest = int.from_bytes(sha256(encode("fingerprint", PUBLIC)).digest(), "big")
    listed = Mnemonic("english").wordlist

    positions = [listed.index(word) for word in words(PUBLIC, "en")]

    assert sum(at << 11 * (5 - place) for place, at in enumerate(positions)) == digest >> 190


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_six_composed_and_known(language):
    spoken = words(PUBLIC, language)

    assert len(spoken) == 6
    assert all(unicodedata.is_normalized("NFC", word) for word in spoken)
    assert spoken != words(OTHER, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("between", [" ", "", "  ", "\u3000", ", ", "\n", "·", "、"])
def test_matches_what_is_typed_in_any_language(language, form, between):
    typed = unicodedata.normalize(form, between.join(words(PUBLIC, language)))

    assert matches(PUBLIC, f" {typed} ")
    assert matches(memoryview(PUBLIC), typed)
    assert not matches(OTHER, typed)


def test_matches_capitals():
    assert matches(PUBLIC, " ".join(words(PUBLIC, "en")).upper())


@pytest.mark.parametrize("language", LANGUAGES)
def test_matches_refuses_anything_less(language):
    spoken = words(PUBLIC, language)

    assert not matches(PUBLIC, "")
    assert not matches(PUBLIC, " ".join(spoken[:5]))
    assert not matches(PUBLIC, " ".join([*spoken, spoken[0]]))
    assert not matches(PUBLIC, " ".join(reversed(spoken)))
    assert not matches(PUBLIC, " ".join([*spoken[:5], words(OTHER, language)[5]]))


def test_matches_refuses_a_mixture_of_languages():
    mixed = words(PUBLIC, "en")[:3] + words(PUBLIC, "ko")[3:]

    assert not matches(PUBLIC, " ".join(mixed))


@pytest.mark.parametrize("language", ["english", "korean", "chinese_simplified"])
def test_words_stay_apart_however_they_are_typed(language):
    folded = {unicodedata.normalize("NFKC", word) for word in Mnemonic(language).wordlist}

    assert len(folded) == 2048
    assert all(letter.isalpha() for word in folded for letter in word)
