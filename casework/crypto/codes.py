"""Codes that people read out, copy and type: Crockford's base32 and the code of a case.

A case code is ``CW-`` and 8 random digits and a check digit: 40 random bits, so that a code tells
neither a number of cases nor an order. Crockford's alphabet (https://www.crockford.com/base32.html)
leaves out I, L, O and U. The check digit is Luhn's, modulo 32: it finds every single wrong digit
and every swap of neighbours but 0 and Z.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {digit: value for value, digit in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans("OIL", "011", "\N{MINUS SIGN}")  # the minus sign is no dash to Unicode
_PREFIX, _SURVIVOR, _ERASED, _RANDOM = "CW", "SV", "ER", 8
_DIGITS = _RANDOM + 1


def new_case_code() -> str:
    """A random case code. 2**40 of them: whoever stores it handles the rare collision."""
    digits = to_digits(secrets.randbits(5 * _RANDOM), _RANDOM)
    return f"{_PREFIX}-{digits}{check_digit(digits)}"


def new_survivor_code() -> str:
    """A random code in a space of its own, for counting elsewhere: it leads to no case."""
    digits = to_digits(secrets.randbits(5 * _RANDOM), _RANDOM)
    return f"{_SURVIVOR}-{digits}{check_digit(digits)}"


def new_erasure_number() -> str:
    """The number of a certificate: random, so that it tells neither how many there are nor when."""
    digits = to_digits(secrets.randbits(5 * _RANDOM), _RANDOM)
    return f"{_ERASED}-{digits}{check_digit(digits)}"


def is_case_code(text: str) -> bool:
    """Whether `text` is a case code as it is written, with the right check digit."""
    prefix, dash, digits = text.partition("-")
    if (prefix, dash, len(digits)) != (_PREFIX, "-", _DIGITS):
        return False
    return all(digit in _VALUES for digit in digits) and check_digit(digits[:-1]) == digits[-1]


def normalise_case_code(text: str) -> str:
    """`text` as a case code is written, whatever the keyboard made of it.

    Never raises; ask `is_case_code` whether the outcome is one.
    """
    digits = plain_digits(text)
    if len(digits) == len(_PREFIX) + _DIGITS:
        digits = digits.removeprefix(_PREFIX)
    return f"{_PREFIX}-{digits}"


def plain_digits(text: str) -> str:
    """Upper case, without spaces and dashes, full width made half, O read as 0, I and L as 1."""
    folded = unicodedata.normalize("NFKC", text).upper()
    kept = (sign for sign in folded if not sign.isspace() and unicodedata.category(sign) != "Pd")
    return "".join(kept).translate(_LOOKALIKES)


def to_digits(number: int, length: int) -> str:
    """`number` in base 32, `length` digits, the highest first."""
    return "".join(ALPHABET[number >> 5 * at & 31] for at in reversed(range(length)))


def from_digits(digits: str) -> int:
    """The number. Raises ValueError for a sign outside the alphabet."""
    number = 0
    for digit in digits:
        if digit not in _VALUES:
            raise ValueError("Not a digit of Crockford's base32.")
        number = number << 5 | _VALUES[digit]
    return number


def check_digit(digits: str) -> str:
    """Luhn's check digit modulo 32: every second digit from the right counts double."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = _VALUES[digit] * (2 - at % 2)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]
