"""Folding for find: how it was typed does not matter, what it is does."""

import unicodedata

import pytest

from casework.cases import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("김은설", unicodedata.normalize("NFD", "김은설")),
        ("김 은설", "김은설"),
        ("Kim Eun-seol", "kim eunseol"),
        ("KIM EUN SEOL", "Kim Eun‐seol"),
        ("Ｋｉｍ", "kim"),
        ("金·恩雪", "金恩雪"),
        ("金\u3000恩雪", "金恩雪"),
        ("Kim Ŭn-sŏl", unicodedata.normalize("NFD", "kim ŭnsŏl")),
        ("ch'oe", "ch’oe"),
        ("grey  scarf", "Grey Scarf"),
    ],
)
def test_fold_does_not_see_how_it_was_typed(one: str, other: str) -> None:
    assert names.fold(one) == names.fold(other)


@pytest.mark.parametrize(("one", "other"), [("김은설", "김은솔"), ("Ŭn", "Un"), ("金", "김")])
def test_fold_tells_different_names_apart(one: str, other: str) -> None:
    assert names.fold(one) != names.fold(other)


def test_is_in_finds_a_part_of_a_name() -> None:
    assert names.is_in("은설", ["박영희", "김 은설"])


def test_is_in_finds_nothing_when_nothing_was_typed() -> None:
    assert not names.is_in(" - ", ["김은설"])


def test_written_in_gathers_every_script_and_the_alias() -> None:
    identity = {
        "alias": "설이",
        "names": [
            {"kind": "birth", "hangul": "김은설", "hanzi": "", "roman": "Kim Un Sol"},
            {"kind": "china", "hangul": "", "hanzi": "金恩雪", "roman": ""},
        ],
        "gender": "feminine",
    }
    assert names.written_in(identity) == {"설이", "김은설", "Kim Un Sol", "金恩雪"}


def test_written_in_knows_a_section_where_nothing_was_told() -> None:
    assert names.written_in({}) == set()
