import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto import providers
from casework.crypto.codes import ALPHABET
from casework.crypto.errors import Tampered, UnknownVersion, WrongKey
from casework.crypto.providers import KeyGone
from casework.crypto.recovery import (
    MistypedCode,
    new_code,
    open_lock,
    parse,
    replace_outer,
    seal_lock,
    written,
)

PERSON = UUID(int=1)
CODE = bytes(range(16))
SEED = bytes(range(32))


def rotate(path):
    """A second version of the login key, as a rotation adds it."""
    content = json.loads(path.read_text())
    content["login"].append({"version": 2, "key": "22" * 32})
    path.write_text(json.dumps(content))
    providers.forget()


def destroy_old(path):
    content = json.loads(path.read_text())
    content["login"] = content["login"][1:]
    path.write_text(json.dumps(content))
    providers.forget()


@given(st.binary(min_size=16, max_size=16))
def test_parse_gives_back_the_written_code(code):
    assert parse(written(code)) == code


def test_new_code_has_seven_groups_of_four():
    code = new_code()

    assert [len(group) for group in code.split("-")] == [4] * 7
    assert len(parse(code)) == 16
    assert code != new_code()


def test_parse_takes_what_hands_make_of_it():
    printed = written(CODE)

    assert parse(printed.lower()) == CODE
    assert parse(printed.replace("-", " ")) == CODE
    assert parse(printed.replace("-", "")) == CODE
    assert parse(printed.replace("0", "O").replace("1", "l")) == CODE


def test_parse_refuses_slips_of_the_pen():
    printed = written(CODE).replace("-", "")
    slips = {
        printed[:at] + digit + printed[at + 1 :]
        for at in range(28)
        for digit in ALPHABET
        if digit != printed[at]
    }

    missed = 0
    for slip in slips:
        try:
            parse(slip)
        except MistypedCode:
            continue
        missed += 1

    assert len(slips) == 28 * 31
    assert missed <= 2  # one in 4096 on average


@pytest.mark.parametrize(
    "typed", ["", "0000", written(CODE) + "0", "U" + written(CODE)[1:], "봄" * 28]
)
def test_parse_refuses_what_is_no_code(typed):
    with pytest.raises(MistypedCode):
        parse(typed)


@pytest.mark.usefixtures("provider_file")
def test_open_lock_gives_back_the_seed():
    lock = seal_lock(CODE, SEED, PERSON, "recovery")

    assert open_lock(CODE, lock, PERSON, "recovery", version=1) == SEED
    assert open_lock(CODE, memoryview(lock), PERSON, "recovery", version=1) == SEED


@pytest.mark.usefixtures("provider_file")
def test_open_lock_refuses_another_code():
    with pytest.raises(WrongKey):
        open_lock(bytes(16), seal_lock(CODE, SEED, PERSON), PERSON, version=1)


@pytest.mark.usefixtures("provider_file")
def test_open_lock_refuses_another_person_or_binding():
    lock = seal_lock(CODE, SEED, PERSON, "recovery")

    with pytest.raises(WrongKey):
        open_lock(CODE, lock, UUID(int=2), "recovery", version=1)
    with pytest.raises(Tampered):
        open_lock(CODE, lock, PERSON, "passphrase", version=1)


@pytest.mark.usefixtures("provider_file")
def test_open_lock_refuses_a_change_of_any_byte():
    lock = seal_lock(CODE, SEED, PERSON)
    expected = [UnknownVersion] + [WrongKey] * 16 + [Tampered] * (len(lock) - 17)

    for at, error in enumerate(expected):
        changed = bytearray(lock)
        changed[at] ^= 0x10
        with pytest.raises(error):
            open_lock(CODE, bytes(changed), PERSON, version=1)


@pytest.mark.usefixtures("provider_file")
def test_code_alone_opens_nothing(tmp_path, settings):
    lock = seal_lock(CODE, SEED, PERSON)
    providers.create_file(tmp_path / "other.json")
    settings.PROVIDER_FILE = str(tmp_path / "other.json")

    with pytest.raises(WrongKey):
        open_lock(CODE, lock, PERSON, version=1)


def test_replace_outer_outlives_the_old_key(provider_file):
    old = seal_lock(CODE, SEED, PERSON, "recovery")
    rotate(provider_file)

    new = replace_outer(old, PERSON, "recovery", version=1)
    destroy_old(provider_file)

    assert open_lock(CODE, new, PERSON, "recovery", version=2) == SEED
    with pytest.raises(KeyGone):
        open_lock(CODE, old, PERSON, "recovery", version=1)
    with pytest.raises(WrongKey):
        open_lock(CODE, old, PERSON, "recovery", version=2)
