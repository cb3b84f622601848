import hmac
import json
import pickle
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from casework.crypto import providers
from casework.crypto.encoding import encode
from casework.crypto.providers import FileProvider, KeyGone, create_file, forget, provider


def write(path, content):
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    path.chmod(0o600)
    return path


def keys(**changes):
    one = [{"version": 1, "key": "11" * 32}]
    return {"format": 1, "login": one, "mac": one, "lookup": one, **changes}


def test_create_file_writes_three_keys_for_its_owner_only(tmp_path):
    path = tmp_path / "provider.json"

    create_file(path)

    content = json.loads(path.read_text())
    made = {content[name][0]["key"] for name in providers.KEY_NAMES}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(made) == 3
    assert {len(key) for key in made} == {64}


def test_create_file_overwrites_nothing(tmp_path):
    path = write(tmp_path / "provider.json", "precious")

    with pytest.raises(FileExistsError):
        create_file(path)

    assert path.read_text() == "precious"


def test_create_file_follows_no_dangling_link(tmp_path):
    link = tmp_path / "provider.json"
    link.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(FileExistsError):
        create_file(link)

    assert not (tmp_path / "elsewhere").exists()


def test_prf_is_hmac_under_the_named_key(tmp_path):
    source = FileProvider(write(tmp_path / "p", keys(mac=[{"version": 1, "key": "22" * 32}])))

    expected = hmac.digest(b"\x22" * 32, encode("prf/mac", "rows"), "sha256")

    assert source.prf("mac", "rows") == expected
    assert len({source.prf(name, "rows") for name in providers.KEY_NAMES}) == 3


def test_prf_uses_the_newest_version_unless_told(tmp_path):
    two = [{"version": 2, "key": "22" * 32}, {"version": 1, "key": "11" * 32}]
    source = FileProvider(write(tmp_path / "p", keys(login=two)))

    assert source.version("login") == 2
    assert source.version("mac") == 1
    assert source.prf("login", "root") == source.prf("login", "root", version=2)
    assert source.prf("login", "root") != source.prf("login", "root", version=1)


def test_prf_refuses_a_version_that_is_gone(tmp_path):
    source = FileProvider(write(tmp_path / "p", keys()))

    with pytest.raises(KeyGone, match="version 9"):
        source.prf("login", "root", version=9)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o601])
def test_file_readable_by_others_is_refused(tmp_path, mode):
    path = tmp_path / "provider.json"
    create_file(path)
    path.chmod(mode)

    with pytest.raises(ImproperlyConfigured, match=rf"PROVIDER_FILE.*{mode:04o}.*0600"):
        FileProvider(path)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not json",
        "[]",
        "7",
        "\xff\xfe",
        {},
        keys(format=2),
        {name: value for name, value in keys().items() if name != "lookup"},
        keys(mac=[]),
        keys(mac={}),
        keys(mac=None),
        keys(mac=["11" * 32]),
        keys(mac=[{"version": 1, "key": "11" * 31}]),
        keys(mac=[{"version": 1, "key": "zz" * 32}]),
        keys(mac=[{"version": "one", "key": "11" * 32}]),
        keys(mac=[{"version": 1, "key": "11" * 32}, {"version": 1, "key": "22" * 32}]),
    ],
)
def test_malformed_file_is_named_and_not_quoted(tmp_path, content):
    path = write(tmp_path / "provider.json", content)

    with pytest.raises(ImproperlyConfigured, match=r"PROVIDER_FILE.*not a provider file") as caught:
        FileProvider(path)

    assert "11" * 8 not in str(caught.value)
    assert caught.value.__context__ is None


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"PROVIDER_FILE.*nowhere\.json.*No such file"):
        FileProvider(tmp_path / "nowhere.json")


@pytest.mark.parametrize("unset", [None, ""])
def test_missing_setting_is_named(settings, unset):
    settings.PROVIDER_FILE = unset

    with pytest.raises(ImproperlyConfigured, match="PROVIDER_FILE is not set"):
        provider()


def test_provider_is_read_once_until_forgotten(provider_file):
    first = provider()
    before = first.prf("mac", "rows")
    write(provider_file, keys())

    assert provider() is first

    forget()
    assert provider().prf("mac", "rows") != before


def test_provider_follows_the_setting(provider_file, tmp_path, settings):
    before = provider().prf("mac", "rows")
    settings.PROVIDER_FILE = write(tmp_path / "other.json", keys())

    assert provider().prf("mac", "rows") != before


@pytest.mark.usefixtures("provider_file")
def test_provider_cannot_be_stored():
    with pytest.raises(TypeError):
        pickle.dumps(provider())
