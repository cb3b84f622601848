from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto.encoding import encode

parts = st.lists(st.binary(max_size=20) | st.none(), max_size=5)
purposes = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8)


@given(purposes, parts, purposes, parts)
def test_encode_is_unambiguous(purpose, some, other_purpose, others):
    alike = encode(purpose, *some) == encode(other_purpose, *others)

    assert alike == ((purpose, some) == (other_purpose, others))


def test_encode_writes_each_part_with_its_length():
    row = UUID(int=5)

    encoded = encode("rows", "봄", b"\x00", 258, row, None)

    assert encoded == (
        b"casework/1/rows"
        b"\x00\x00\x00\x03\xeb\xb4\x84"
        b"\x00\x00\x00\x01\x00"
        b"\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x01\x02"
        b"\x00\x00\x00\x10" + row.bytes + b"\xff\xff\xff\xff"
    )


def test_encode_tells_nothing_from_empty():
    assert encode("rows", None) != encode("rows", "")


def test_encode_takes_a_moment_whatever_its_zone():
    utc = datetime(2031, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
    seoul = utc.astimezone(timezone(timedelta(hours=9)))

    assert encode("rows", utc) == encode("rows", seoul)
    assert encode("rows", utc) != encode("rows", utc + timedelta(microseconds=1))
    assert encode("rows", datetime(1969, 12, 31, 23, tzinfo=UTC)).endswith(
        (-3_600_000_000).to_bytes(8, "big", signed=True)
    )


def test_encode_takes_what_derives_from_a_known_type():
    class State(StrEnum):
        OPEN = "open"

    assert encode("rows", State.OPEN, True) == encode("rows", "open", 1)
    assert encode("rows", memoryview(b"ab")) == encode("rows", b"ab")


@pytest.mark.parametrize("purpose", ["", "two words", "tab\t", "nul\x00", "봄"])
def test_encode_refuses_a_purpose_that_could_run_into_a_part(purpose):
    with pytest.raises(ValueError, match="printable ASCII"):
        encode(purpose)


def test_encode_refuses_a_moment_without_zone():
    with pytest.raises(ValueError, match="time zone"):
        encode("rows", datetime(2031, 5, 6))  # noqa: DTZ001


@pytest.mark.parametrize("part", [1.5, ["a"], {"a": 1}, object()])
def test_encode_refuses_other_types(part):
    with pytest.raises(TypeError, match="Cannot encode"):
        encode("rows", part)


def test_encode_refuses_an_integer_of_more_than_eight_bytes():
    with pytest.raises(OverflowError):
        encode("rows", 1 << 63)


def test_encode_refuses_a_part_of_sixteen_megabytes():
    with pytest.raises(ValueError, match="too long"):
        encode("rows", bytes(1 << 24))
