import copy
import pickle
from hashlib import sha256
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from casework.crypto import boxes
from casework.crypto.boxes import Box, kid, new_key, open_box, pad, seal, unpad
from casework.crypto.encoding import encode
from casework.crypto.errors import CryptoError, Tampered, UnknownVersion, WrongKey

KEY = bytes(range(32))
ROW = UUID(int=77)
BOUND = ("cases_section", "document", ROW, 3)


@effort(deadline=None)
@given(st.binary(max_size=3000), st.lists(st.text(max_size=9) | st.integers(0, 99) | st.uuids()))
def test_open_gives_back_what_was_sealed(plaintext, bound):
    key = new_key()

    assert open_box(key, seal(key, plaintext, *bound), *bound) == plaintext


def test_seal_is_laid_out_as_written_down():
    sealed = seal(KEY, b"text", *BOUND)

    header, nonce, rest = sealed[:17], sealed[17:29], sealed[29:]
    aad = header + encode("seal", *BOUND)
    assert header == b"\x01" + sha256(b"casework/1/kid" + KEY).digest()[:16]
    assert AESGCM(KEY).decrypt(nonce, rest, aad) == b"text"
    assert len(sealed) == len(b"text") + boxes.OVERHEAD


def test_seal_never_repeats_a_nonce():
    box = Box(KEY)

    assert len({box.seal(b"same")[17:29] for _ in range(500)}) == 500


def test_open_refuses_a_change_of_any_byte():
    sealed = seal(KEY, b"text", *BOUND)
    expected = [UnknownVersion] + [WrongKey] * 16 + [Tampered] * (len(sealed) - 17)

    for at, error in enumerate(expected):
        changed = bytearray(sealed)
        changed[at] ^= 0x10
        with pytest.raises(error):
            open_box(KEY, bytes(changed), *BOUND)


def test_open_refuses_what_was_cut_or_lengthened():
    sealed = seal(KEY, b"a longer text", *BOUND)

    for end in range(len(sealed)):
        with pytest.raises(Tampered):
            open_box(KEY, sealed[:end], *BOUND)
    with pytest.raises(Tampered):
        open_box(KEY, sealed + b"\x00", *BOUND)


@pytest.mark.parametrize("planted", [b"plaintext", b"plaintext" * 20, b"\x02" + bytes(90)])
def test_open_refuses_planted_plaintext(planted):
    with pytest.raises(CryptoError):
        open_box(KEY, planted, *BOUND)


def test_open_with_another_key_says_so():
    with pytest.raises(WrongKey):
        open_box(new_key(), seal(KEY, b"text", *BOUND), *BOUND)


@pytest.mark.parametrize(
    "elsewhere",
    [
        (),
        ("cases_note", "document", ROW, 3),
        ("cases_section", "label", ROW, 3),
        ("cases_section", "document", UUID(int=78), 3),
        ("cases_section", "document", ROW, 2),
        ("cases_section", "document", ROW, 3, None),
        ("cases_sectiondocument", "", ROW, 3),
    ],
)
def test_open_refuses_a_value_moved_elsewhere(elsewhere):
    with pytest.raises(Tampered):
        open_box(KEY, seal(KEY, b"text", *BOUND), *elsewhere)


def test_open_takes_a_memoryview():
    assert open_box(KEY, memoryview(seal(KEY, b"text")), *()) == b"text"


@pytest.mark.parametrize("size", [0, 16, 24, 31, 33])
def test_box_refuses_a_key_of_another_size(size):
    with pytest.raises(ValueError, match="32 bytes"):
        Box(bytes(size))


def test_kid_tells_keys_apart():
    assert len({kid(new_key()) for _ in range(50)}) == 50
    assert len(kid(KEY)) == 16


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy])
def test_box_cannot_be_stored(leak):
    with pytest.raises(TypeError):
        leak(Box(KEY))


def test_box_does_not_print_its_key():
    assert KEY.hex() not in repr(Box(KEY))
    assert repr(KEY)[2:-1] not in repr(Box(KEY))


@given(st.binary(max_size=300), st.integers(1, 256))
def test_unpad_gives_back_what_was_padded(content, bucket):
    padded = pad(content, bucket)

    assert unpad(padded) == content
    assert len(padded) % bucket == 0
    assert 0 < len(padded) - len(content) <= bucket


@pytest.mark.parametrize("content", [b"", b"\x80", b"\x00", b"\x80\x00\x00", b"\x00" * 64])
def test_unpad_keeps_content_that_looks_like_padding(content):
    assert unpad(pad(content)) == content


@pytest.mark.parametrize(("length", "expected"), [(0, 64), (63, 64), (64, 128), (127, 128)])
def test_pad_tells_the_bucket_only(length, expected):
    assert len(pad(bytes(length))) == expected


@pytest.mark.parametrize("unpadded", [b"", b"\x00" * 64, b"text", b"text\x00"])
def test_unpad_refuses_what_was_never_padded(unpadded):
    with pytest.raises(Tampered):
        unpad(unpadded)


def test_pad_refuses_an_empty_bucket():
    with pytest.raises(ValueError, match="bucket"):
        pad(b"text", 0)
