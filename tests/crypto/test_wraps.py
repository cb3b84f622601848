import copy
import json
import pickle
from hashlib import shake_256
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from casework.crypto import wraps
from casework.crypto.boxes import Box, new_key
from casework.crypto.encoding import encode
from casework.crypto.errors import Tampered, UnknownVersion, WrongKey
from casework.crypto.hashing import derive

SEED = bytes(range(100, 132))
PUBLIC = wraps.public_key(SEED)
KEY = bytes(range(32))
INFO = ("grant", UUID(int=7), 3, "owner")
PUBLISHED = json.loads(Path(__file__).with_name("published.json").read_text())
unhex = bytes.fromhex


@effort(deadline=None)
@given(st.binary(max_size=2000), st.lists(st.text(max_size=9) | st.integers(0, 9) | st.uuids()))
def test_open_from_gives_back_the_letter(plaintext, info):
    seed = wraps.new_seed()

    sealed = wraps.seal_to(wraps.public_key(seed), plaintext, *info)

    assert wraps.open_from(seed, sealed, *info) == plaintext


def test_unwrap_gives_back_the_key():
    wrapped = wraps.wrap(PUBLIC, KEY, *INFO)

    assert wraps.unwrap(SEED, wrapped, *INFO) == KEY
    assert wraps.unwrap(SEED, memoryview(wrapped), *INFO) == KEY
    assert wraps.unwrap_any(SEED, wrapped, *INFO) == KEY
    assert len(wrapped) == wraps.WRAP_SIZE
    assert wrapped[0] == 1


def test_unwrap_own_gives_back_the_key():
    boxed = wraps.rewrap(SEED, KEY, *INFO)

    assert wraps.unwrap_own(SEED, boxed, *INFO) == KEY
    assert wraps.unwrap_any(SEED, boxed, *INFO) == KEY
    assert wraps.unwrap_any(SEED, memoryview(boxed), *INFO) == KEY
    assert len(boxed) == wraps.OWN_WRAP_SIZE
    assert boxed[0] == 2


def test_rewrap_seals_under_a_key_derived_from_the_seed():
    box = Box(derive(SEED, "grants"), version=2, purpose="own")

    assert box.open(wraps.rewrap(SEED, KEY, *INFO), *INFO) == KEY


def test_wrap_never_repeats_itself():
    assert wraps.wrap(PUBLIC, KEY, *INFO) != wraps.wrap(PUBLIC, KEY, *INFO)


def test_expand_splits_shake_256():
    mlkem, x25519 = wraps.expand(SEED)

    assert mlkem + x25519 == shake_256(SEED).digest(96)
    assert (len(mlkem), len(x25519)) == (64, 32)


def test_public_key_puts_mlkem_before_x25519():
    x25519 = X25519PrivateKey.from_private_bytes(wraps.expand(SEED)[1]).public_key()

    assert len(PUBLIC) == wraps.PUBLIC_SIZE
    assert PUBLIC[1184:] == x25519.public_bytes_raw()


def test_public_key_is_that_of_the_xwing_draft():
    vector = PUBLISHED["xwing_key"]

    assert wraps.public_key(unhex(vector["seed"])) == unhex(vector["public_key"])


def test_private_key_opens_what_another_library_sealed():
    """The published vector has AES-128-GCM; key expansion, KEM and key schedule are ours."""
    vector = PUBLISHED["xwing_hpke"]
    private = wraps.PrivateKey(unhex(vector["seed"]))
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)

    opened = suite.decrypt(unhex(vector["sealed"]), private._private, unhex(vector["info"]))

    assert opened == unhex(vector["plaintext"])


def test_library_opens_the_vector_of_rfc_9180():
    """A.1.1 binds associated data, which the library's public functions do not take."""
    vector = {
        name: unhex(value) for name, value in PUBLISHED["rfc9180_a_1_1"].items() if name != "source"
    }
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
    private = X25519PrivateKey.from_private_bytes(vector["private"])

    opened = openssl.hpke._decrypt_with_aad(
        suite, vector["enc"] + vector["ciphertext"], private, vector["info"], vector["aad"]
    )

    assert opened == vector["plaintext"]


def test_unwrap_refuses_a_change_of_any_byte():
    private = wraps.PrivateKey(SEED)
    wrapped = wraps.wrap(PUBLIC, KEY, *INFO)

    for at in range(len(wrapped)):
        changed = bytearray(wrapped)
        changed[at] ^= 0x10
        with pytest.raises(Tampered if at else UnknownVersion):
            private.unwrap(bytes(changed), *INFO)


def test_unwrap_own_refuses_a_change_of_any_byte():
    private = wraps.PrivateKey(SEED)
    boxed = private.rewrap(KEY, *INFO)
    expected = [UnknownVersion] + [WrongKey] * 16 + [Tampered] * (len(boxed) - 17)

    for at, error in enumerate(expected):
        changed = bytearray(boxed)
        changed[at] ^= 0x10
        with pytest.raises(error):
            private.unwrap_own(bytes(changed), *INFO)


@pytest.mark.parametrize("end", [0, 1, 1000, 1120, 1136, 1137, 1168])
def test_unwrap_refuses_what_was_cut(end):
    with pytest.raises(Tampered):
        wraps.unwrap(SEED, wraps.wrap(PUBLIC, KEY, *INFO)[:end], *INFO)


def test_unwrap_refuses_another_seed():
    with pytest.raises(Tampered):
        wraps.unwrap(wraps.new_seed(), wraps.wrap(PUBLIC, KEY, *INFO), *INFO)


def test_unwrap_own_refuses_another_seed():
    with pytest.raises(WrongKey):
        wraps.unwrap_own(wraps.new_seed(), wraps.rewrap(SEED, KEY, *INFO), *INFO)


@pytest.mark.parametrize(
    "elsewhere",
    [
        (),
        ("grant", UUID(int=8), 3, "owner"),
        ("grant", UUID(int=7), 4, "owner"),
        ("grant", UUID(int=7), 3, "reader"),
        ("member", UUID(int=7), 3, "owner"),
    ],
)
def test_unwrap_refuses_a_wrap_moved_elsewhere(elsewhere):
    for blob in (wraps.wrap(PUBLIC, KEY, *INFO), wraps.rewrap(SEED, KEY, *INFO)):
        with pytest.raises(Tampered):
            wraps.unwrap_any(SEED, blob, *elsewhere)


def test_letter_is_no_wrap():
    with pytest.raises(Tampered):
        wraps.unwrap(SEED, wraps.seal_to(PUBLIC, KEY, *INFO), *INFO)
    with pytest.raises(Tampered):
        wraps.open_from(SEED, wraps.wrap(PUBLIC, KEY, *INFO), *INFO)


def test_wrap_binds_its_info_through_hpke():
    wrapped = wraps.wrap(PUBLIC, KEY, *INFO)
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

    opened = suite.decrypt(wrapped[1:], wraps.PrivateKey(SEED)._private, encode("wrap", *INFO))

    assert opened == KEY


@pytest.mark.parametrize("version", [0, 3, 255])
def test_unwrap_any_refuses_an_unknown_version(version):
    blob = bytes([version]) + wraps.wrap(PUBLIC, KEY, *INFO)[1:]

    with pytest.raises(UnknownVersion):
        wraps.unwrap_any(SEED, blob, *INFO)


def test_wrap_takes_only_whole_keys():
    with pytest.raises(ValueError, match="32-byte key"):
        wraps.wrap(PUBLIC, b"short", *INFO)
    with pytest.raises(ValueError, match="32-byte key"):
        wraps.rewrap(SEED, b"short", *INFO)
    with pytest.raises(ValueError, match="1216 bytes"):
        wraps.wrap(PUBLIC[:-1], KEY, *INFO)
    with pytest.raises(ValueError, match="32 bytes"):
        wraps.public_key(b"short")


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy])
def test_private_key_cannot_be_stored(leak):
    with pytest.raises(TypeError):
        leak(wraps.PrivateKey(SEED))


def test_private_key_does_not_print_its_seed():
    assert SEED.hex() not in repr(wraps.PrivateKey(SEED))


def test_private_key_keeps_one_public_key():
    assert wraps.PrivateKey(SEED).public() == PUBLIC
    assert wraps.public_key(new_key()) != PUBLIC
