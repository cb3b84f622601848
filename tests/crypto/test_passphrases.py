import pickle
import threading
import unicodedata
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.core.exceptions import ImproperlyConfigured

from casework.crypto import passphrases, providers
from casework.crypto.errors import UnknownVersion
from casework.crypto.hashing import derive, sha256
from casework.crypto.passphrases import (
    CHEAP_PARAMETERS,
    PARAMETERS,
    chosen_parameters,
    derive_root,
    encode_parameters,
    new_salt,
    root_input,
)

PERSON = UUID(int=1)
SALT = bytes(range(16))
PHRASE = "비밀번호는 길어야 한다"


def cheap_root(passphrase=PHRASE, person=PERSON, salt=SALT, **kwargs):
    return derive_root(person, passphrase, salt, CHEAP_PARAMETERS, **kwargs)


@pytest.mark.usefixtures("provider_file")
def test_derive_root_follows_the_written_chain():
    stretched = Argon2id(salt=SALT, length=32, iterations=1, lanes=1, memory_cost=8).derive(
        PHRASE.encode()
    )
    root = providers.provider().prf("login", "root", PERSON, stretched)

    derived = cheap_root()

    assert derived.verifier == sha256(derive(root, "verify"))
    assert derived.lock_key == derive(root, "lock")
    assert derived.version == 1


@pytest.mark.usefixtures("provider_file")
def test_derive_root_differs_by_person_salt_and_passphrase():
    roots = [
        cheap_root(),
        cheap_root("another"),
        cheap_root(person=UUID(int=2)),
        cheap_root(salt=new_salt()),
    ]

    assert len({root.verifier for root in roots} | {root.lock_key for root in roots}) == 8


@pytest.mark.usefixtures("provider_file")
def test_derive_root_needs_the_provider(tmp_path, settings):
    before = cheap_root()
    other = tmp_path / "other.json"
    providers.create_file(other)
    settings.PROVIDER_FILE = str(other)

    assert not cheap_root().verifies(before.verifier)


@pytest.mark.usefixtures("provider_file")
def test_derive_root_reads_hangul_from_every_keyboard():
    decomposed = unicodedata.normalize("NFD", PHRASE)
    full_width = "ＡＢＣ１２３"

    assert cheap_root(decomposed).verifies(cheap_root(PHRASE).verifier)
    assert cheap_root(full_width).verifies(cheap_root("ABC123").verifier)
    assert not cheap_root("abc123").verifies(cheap_root("ABC123").verifier)


@pytest.mark.usefixtures("provider_file")
def test_derive_root_refuses_a_version_the_provider_lacks():
    with pytest.raises(providers.KeyGone):
        cheap_root(version=2)


@pytest.mark.usefixtures("provider_file")
def test_root_can_neither_be_stored_nor_printed():
    root = cheap_root()

    with pytest.raises(TypeError):
        pickle.dumps(root)
    assert repr(root) == "Root(version=1)"


@pytest.mark.parametrize(
    "weaker",
    [
        CHEAP_PARAMETERS,
        encode_parameters(t=2, m=65536, p=1),
        encode_parameters(t=3, m=65535, p=1),
        encode_parameters(t=3, m=65536, p=0),
    ],
)
def test_root_input_refuses_weak_parameters_in_production(settings, weaker):
    settings.TESTING_CHEAP_PASSPHRASES = False

    with pytest.raises(ImproperlyConfigured, match="weaker"):
        root_input(PHRASE, SALT, weaker)


@pytest.mark.parametrize(
    "dear",
    [{"t": 17, "m": 65536, "p": 1}, {"t": 3, "m": 1 << 21, "p": 1}, {"t": 3, "m": 65536, "p": 9}],
)
def test_root_input_refuses_parameters_that_would_stop_the_server(dear):
    with pytest.raises(ImproperlyConfigured, match="may cost"):
        root_input(PHRASE, SALT, encode_parameters(**dear))


@pytest.mark.parametrize("unknown", [b"", b"\x02" + PARAMETERS[1:], PARAMETERS + b"\x00"])
def test_root_input_refuses_unknown_parameters(unknown):
    with pytest.raises(UnknownVersion):
        root_input(PHRASE, SALT, unknown)


def test_chosen_parameters_are_the_strong_ones_unless_told(settings):
    settings.TESTING_CHEAP_PASSPHRASES = False
    settings.ARGON2_PARAMETERS = None
    assert chosen_parameters() == PARAMETERS

    settings.ARGON2_PARAMETERS = {"t": 4, "m": 131072, "p": 1}
    assert chosen_parameters() == encode_parameters(t=4, m=131072, p=1)

    settings.ARGON2_PARAMETERS = {"t": 1, "m": 65536, "p": 1}
    with pytest.raises(ImproperlyConfigured, match="ARGON2_PARAMETERS"):
        chosen_parameters()


@pytest.mark.usefixtures("provider_file")
def test_root_input_runs_two_at_once_and_no_more(monkeypatch):
    entered = threading.Semaphore(0)
    leave = threading.Event()

    class Waiting:
        def __init__(self, **kwargs):
            pass

        def derive(self, passphrase):
            entered.release()
            leave.wait(timeout=60)
            return bytes(32)

    monkeypatch.setattr(passphrases, "Argon2id", Waiting)
    args = (PHRASE, SALT, CHEAP_PARAMETERS)
    threads = [threading.Thread(target=root_input, args=args) for _ in range(3)]
    for thread in threads:
        thread.start()

    two_are_in = entered.acquire(timeout=5) and entered.acquire(timeout=5)
    third_is_in = entered.acquire(timeout=0.1)
    leave.set()
    third_follows = entered.acquire(timeout=5)
    for thread in threads:
        thread.join()

    assert (two_are_in, third_is_in, third_follows) == (True, False, True)


@pytest.mark.usefixtures("provider_file")
def test_spend_costs_the_work_of_a_sign_in(monkeypatch, settings):
    settings.ARGON2_PARAMETERS = {"t": 2, "m": 64, "p": 1}
    asked = []

    def noted(**kwargs):
        asked.append((kwargs["iterations"], kwargs["memory_cost"]))
        return Argon2id(**kwargs)

    monkeypatch.setattr(passphrases, "Argon2id", noted)

    passphrases.spend(PHRASE)

    assert asked == [(2, 64)]


def test_new_salt_is_new():
    assert len({new_salt() for _ in range(50)}) == 50
    assert len(new_salt()) == 16
