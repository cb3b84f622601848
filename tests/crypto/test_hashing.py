import hashlib
import hmac

import pytest

from casework.crypto.encoding import encode
from casework.crypto.hashing import derive, mac, same, sha256

KEY = bytes(range(32))


def test_mac_is_hmac_over_the_encoded_parts():
    assert mac(KEY, "rows", "a", 1) == hmac.digest(KEY, encode("rows", "a", 1), "sha256")


def test_mac_depends_on_key_purpose_and_parts():
    macs = {
        mac(KEY, "rows", "a"),
        mac(bytes(32), "rows", "a"),
        mac(KEY, "audit", "a"),
        mac(KEY, "rows", "b"),
        mac(KEY, "rows", "a", None),
    }

    assert len(macs) == 5


def test_derive_is_hkdf_with_empty_salt():
    """RFC 5869 by hand: one block suffices for 32 bytes."""
    extracted = hmac.digest(bytes(32), KEY, "sha256")

    expected = hmac.digest(extracted, b"casework/1/verify\x01", "sha256")

    assert derive(KEY, "verify") == expected
    assert derive(KEY, "lock") != expected


@pytest.mark.parametrize("make", [mac, derive])
def test_keys_that_could_be_guessed_are_refused(make):
    with pytest.raises(ValueError, match="16 bytes"):
        make(b"short", "rows")


def test_same_compares():
    assert same(b"ab", memoryview(b"ab"))
    assert not same(b"ab", b"ac")
    assert not same(b"ab", b"abc")


def test_sha256_is_sha256():
    assert sha256(b"x") == hashlib.sha256(b"x").digest()
