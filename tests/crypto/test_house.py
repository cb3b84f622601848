from uuid import UUID

import pytest

from casework.crypto import house, providers
from casework.crypto.errors import Tampered, WrongKey
from casework.crypto.providers import provider

pytestmark = pytest.mark.usefixtures("provider_file")


def test_each_use_has_its_own_key():
    keys = {
        house.rows_key(),
        house.audit_key(2031),
        house.audit_key(2032),
        house.mail_key(),
        house.checkpoint_key(),
        house.link_key(),
        house.mfa_key(UUID(int=1)),
        house.mfa_key(UUID(int=2)),
    }

    assert len(keys) == 8
    assert {len(key) for key in keys} == {32}


def test_keys_come_from_the_provider():
    assert house.rows_key() == provider().prf("mac", "rows")
    assert house.audit_key(2031) == provider().prf("mac", "audit", 2031)
    assert house.mail_key() == provider().prf("mac", "mail")
    assert house.checkpoint_key() == provider().prf("mac", "checkpoint")
    assert house.mfa_key(UUID(int=1)) == provider().prf("mac", "mfa", UUID(int=1))


def test_open_mail_gives_back_the_text():
    sealed = house.seal_mail("하늘@example.org", "user", UUID(int=1))

    assert house.open_mail(sealed, "user", UUID(int=1)) == "하늘@example.org"
    assert b"example" not in sealed


def test_seal_mail_hides_the_length():
    assert len(house.seal_mail("a@b.org")) == len(house.seal_mail("a.much.longer.name@b.org"))


def test_open_mail_refuses_another_person():
    with pytest.raises(Tampered):
        house.open_mail(house.seal_mail("a@b.org", UUID(int=1)), UUID(int=2))


def test_open_mail_refuses_another_provider(tmp_path, settings):
    sealed = house.seal_mail("a@b.org")
    providers.create_file(tmp_path / "other.json")
    settings.PROVIDER_FILE = str(tmp_path / "other.json")

    with pytest.raises(WrongKey):
        house.open_mail(sealed)
