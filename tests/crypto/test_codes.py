import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto import codes
from casework.crypto.codes import ALPHABET, is_case_code, new_case_code, normalise_case_code

digits = st.text(ALPHABET, min_size=8, max_size=8)


def written(eight):
    return f"CW-{eight}{codes.check_digit(eight)}"


def test_new_case_code_is_one():
    made = {new_case_code() for _ in range(200)}

    assert len(made) == 200
    assert all(is_case_code(code) and normalise_case_code(code) == code for code in made)
    assert {len(code) for code in made} == {12}


@given(digits, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_is_case_code_finds_every_single_wrong_digit(eight, at, digit):
    code = written(eight)
    wrong = code[: 3 + at] + digit + code[4 + at :]

    assert is_case_code(wrong) == (wrong == code)


@given(digits, st.integers(0, 7))
def test_is_case_code_finds_swapped_neighbours_but_0_and_z(eight, at):
    code = written(eight)
    left, right = code[3 + at], code[4 + at]
    swapped = code[: 3 + at] + right + left + code[5 + at :]

    assert is_case_code(swapped) == (left == right or {left, right} == {"0", "Z"})


@given(digits)
def test_normalise_takes_what_hands_make_of_it(eight):
    code = written(eight)
    bare = code[3:]

    for typed in (
        code.lower(),
        bare,
        bare.lower(),
        f" {code} ",
        code.replace("-", ""),
        code.replace("-", " "),
        f"cw {bare[:4]} {bare[4:]}",
        f"CW–{bare[:3]}−{bare[3:]}",
        code.replace("0", "O").replace("1", "I"),
        code.replace("0", "o").replace("1", "l"),
        "".join(chr(ord(sign) + 0xFEE0) for sign in code),
    ):
        assert normalise_case_code(typed) == code


def test_normalise_keeps_digits_that_look_like_the_prefix():
    code = written("CW012345")

    assert normalise_case_code(code) == code
    assert normalise_case_code(code[3:]) == code
    assert normalise_case_code(code.replace("-", "")) == code


@pytest.mark.parametrize(
    "typed",
    ["", "CW", "CW-", "김봄", "CW-0000", "CW-0000000000", "CW-UUUUUUUUU", "cw-000000000", "ß" * 9],
)
def test_is_case_code_refuses_the_rest(typed):
    assert not is_case_code(typed)


@given(st.text(max_size=30))
def test_normalise_never_raises(typed):
    assert isinstance(is_case_code(normalise_case_code(typed)), bool)


@given(st.integers(0, (1 << 140) - 1))
def test_from_digits_gives_back_the_number(number):
    assert codes.from_digits(codes.to_digits(number, 28)) == number


def test_from_digits_refuses_other_signs():
    with pytest.raises(ValueError, match="Crockford"):
        codes.from_digits("U")
