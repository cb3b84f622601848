"""Labels: two everyday words that tell nothing."""

import unicodedata

import pytest

from casework.cases.labels import random_label, words_of
from casework.cases.names import fold

LANGUAGES = ["en", "ko", "zh-hans"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_are_long_enough_and_hold_no_word_twice(language: str) -> None:
    words = words_of(language)
    assert len(words.qualities) >= 60
    assert len(words.things) >= 120
    every = [*words.qualities, *words.things]
    assert len(set(every)) == len(every)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_written_in_their_own_script_and_composed(language: str) -> None:
    script = {"en": "LATIN SMALL", "ko": "HANGUL SYLLABLE", "zh": "CJK UNIFIED"}[language[:2]]
    words = words_of(language)
    for word in (*words.qualities, *words.things):
        assert unicodedata.is_normalized("NFC", word)
        assert all(unicodedata.name(sign).startswith(script) for sign in word), word


def test_random_label_joins_a_quality_and_a_thing() -> None:
    first = lambda words: words[0]  # noqa: E731
    assert random_label("en", choose=first) == "grey scarf"
    assert random_label("ko", choose=first) == "회색 목도리"
    assert random_label("zh-hans", choose=first) == "灰色围巾"


def test_random_label_speaks_english_to_everyone_else() -> None:
    assert random_label("fr", choose=lambda words: words[0]) == "grey scarf"


def test_random_label_avoids_what_is_taken() -> None:
    answers = iter(["grey", "scarf", "grey", "kettle"])
    taken = {fold("Grey Scarf")}
    assert random_label("en", taken=taken, choose=lambda _words: next(answers)) == "grey kettle"


def test_random_label_gives_one_even_when_all_are_taken() -> None:
    class Everything:
        def __contains__(self, _label: object) -> bool:
            return True

    assert random_label("en", taken=Everything())


def test_random_labels_differ() -> None:
    assert len({random_label("en") for _case in range(200)}) > 150
