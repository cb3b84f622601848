"""Frozen bytes of every format: what lies in a database or a backup must open for ever."""

import json
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from casework.crypto import (
    boxes,
    codes,
    encoding,
    fingerprints,
    hashing,
    house,
    links,
    passphrases,
    providers,
    recovery,
    wraps,
)

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
unhex = bytes.fromhex


def each(name):
    return pytest.mark.parametrize("vector", VECTORS[name])


def parts(listed):
    """Ids are written as text in the file."""
    return [UUID(part) if isinstance(part, str) and len(part) == 36 else part for part in listed]


@pytest.fixture
def frozen_provider(tmp_path, settings):
    path = tmp_path / "provider.json"
    path.write_text(json.dumps(VECTORS["provider"]))
    path.chmod(0o600)
    settings.PROVIDER_FILE = str(path)
    settings.TESTING_CHEAP_PASSPHRASES = True


@each("encodings")
def test_encoding(vector):
    encoded = encoding.encode(
        vector["purpose"],
        vector["text"],
        unhex(vector["bytes"]),
        vector["integer"],
        UUID(vector["uuid"]),
        datetime.fromisoformat(vector["moment"]),
        None,
        "",
    )

    assert encoded == unhex(vector["encoded"])


@each("kids")
def test_kid(vector):
    assert boxes.kid(unhex(vector["key"])) == unhex(vector["kid"])


@each("boxes")
def test_box(vector):
    key, sealed = unhex(vector["key"]), unhex(vector["sealed"])

    opened = boxes.open_box(key, sealed, *parts(vector["aad"]))

    assert opened == boxes.pad(vector["text"].encode(), vector["bucket"])
    assert boxes.unpad(opened).decode() == vector["text"]


@each("public_keys")
def test_public_key(vector):
    seed = unhex(vector["seed"])

    assert wraps.expand(seed) == (unhex(vector["mlkem"]), unhex(vector["x25519"]))
    assert wraps.public_key(seed) == unhex(vector["public"])


@each("wraps")
def test_wrap(vector):
    seed, wrapped, info = unhex(vector["seed"]), unhex(vector["wrapped"]), parts(vector["info"])

    assert wraps.unwrap(seed, wrapped, *info) == unhex(vector["key"])
    assert wraps.unwrap_any(seed, wrapped, *info) == unhex(vector["key"])


@each("own_wraps")
def test_own_wrap(vector):
    seed, wrapped, info = unhex(vector["seed"]), unhex(vector["wrapped"]), parts(vector["info"])

    assert wraps.unwrap_own(seed, wrapped, *info) == unhex(vector["key"])
    assert wraps.unwrap_any(seed, wrapped, *info) == unhex(vector["key"])


@each("letters")
def test_letter(vector):
    sealed, info = unhex(vector["sealed"]), parts(vector["info"])

    assert wraps.open_from(unhex(vector["seed"]), sealed, *info).decode() == vector["text"]


@each("macs")
def test_mac(vector):
    made = hashing.mac(unhex(vector["key"]), vector["purpose"], *parts(vector["parts"]))

    assert made == unhex(vector["mac"])


@each("derived")
def test_derive(vector):
    assert hashing.derive(unhex(vector["key"]), vector["purpose"]) == unhex(vector["derived"])


@each("prfs")
@pytest.mark.usefixtures("frozen_provider")
def test_prf(vector):
    made = providers.provider().prf(vector["name"], *vector["context"], version=vector["version"])

    assert made == unhex(vector["out"])


@pytest.mark.usefixtures("frozen_provider")
def test_house_keys():
    frozen = VECTORS["house"]

    assert house.rows_key() == unhex(frozen["rows"])
    assert house.audit_key(2031) == unhex(frozen["audit_2031"])
    assert house.mail_key() == unhex(frozen["mail"])
    assert house.checkpoint_key() == unhex(frozen["checkpoint"])
    assert house.mfa_key(UUID(frozen["person"])) == unhex(frozen["mfa"])


@each("mail")
@pytest.mark.usefixtures("frozen_provider")
def test_mail(vector):
    assert house.open_mail(unhex(vector["sealed"]), *parts(vector["aad"])) == vector["text"]


@each("roots")
@pytest.mark.usefixtures("frozen_provider")
def test_root(vector):
    root = passphrases.derive_root(
        UUID(vector["person"]),
        vector["passphrase"],
        unhex(vector["salt"]),
        unhex(vector["parameters"]),
        version=vector["version"],
    )

    assert root.verifies(unhex(vector["verifier"]))
    assert root.lock_key == unhex(vector["lock_key"])


@each("recovery")
@pytest.mark.usefixtures("frozen_provider")
def test_recovery_lock(vector):
    code = recovery.parse(vector["written"])

    opened = recovery.open_lock(
        code,
        unhex(vector["lock"]),
        UUID(vector["person"]),
        *parts(vector["aad"]),
        version=vector["version"],
    )

    assert code == unhex(vector["code"])
    assert opened == unhex(vector["seed"])


@each("fingerprints")
def test_fingerprint(vector):
    public = wraps.public_key(unhex(vector["seed"]))

    for language in fingerprints.LANGUAGES:
        assert fingerprints.words(public, language) == vector[language]


@pytest.mark.parametrize("code", VECTORS["case_codes"])
def test_case_code(code):
    assert codes.is_case_code(code)


@each("links")
@pytest.mark.usefixtures("frozen_provider")
def test_link(vector):
    keys = links.derive_keys(
        UUID(vector["id"]), vector["token"], vector["typed"], unhex(vector["parameters"])
    )

    assert links.name_of(vector["token"]) == unhex(vector["name"])
    assert (keys.packet, keys.answers) == (unhex(vector["packet"]), unhex(vector["answers"]))
