"""The provider: a keyed function outside the database, never a secret handed out.

A stolen database does not hold the provider's keys, so neither passphrases nor authentication
codes can be tried against it. Here: the file provider. Its file is JSON, mode 0600::

    {"format": 1, "login": [{"version": 1, "key": "<64 hex digits>"}], "mac": [...], ...}

A list named "checkpoint" comes with the first renewal of the key that signs checkpoints.
"""

import hmac
import json
import os
import stat
from collections.abc import Hashable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NoReturn, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from casework.crypto.encoding import Part, encode
from casework.crypto.errors import CryptoError

KeyName = Literal["login", "mac", "lookup", "checkpoint"]
KEY_NAMES: tuple[KeyName, ...] = ("login", "mac", "lookup")
CHECKPOINT: KeyName = "checkpoint"
_KEY_SIZE = 32


class KeyGone(CryptoError):
    """The provider no longer has (or never had) that version of its key."""


class Provider(Hashable, Protocol):
    """What a file, a typed secret, HashiCorp Vault or a KMS can all do."""

    def version(self, key: KeyName) -> int:
        """The newest version of `key`, which `prf` uses unless told otherwise; 1 if it has none."""
        ...

    def prf(self, key: KeyName, *context: Part, version: int | None = None) -> bytes:
        """32 bytes that only the holder of `key` can compute; the first context word is the use."""
        ...


class FileProvider:
    """HMAC-SHA256 under keys from a file that only its owner may read."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._keys = _read(self._path)

    def version(self, key: KeyName) -> int:
        return max(self._keys.get(key, {}), default=1)

    def prf(self, key: KeyName, *context: Part, version: int | None = None) -> bytes:
        secret = self._secret(key, version)
        if secret is None:
            raise KeyGone(f"The provider has no version {version} of its key {key}.")
        return hmac.digest(secret, encode(f"prf/{key}", *context), "sha256")

    def _secret(self, key: KeyName, version: int | None) -> bytes | None:
        """A version that came after this process began is looked for in the file once more."""
        wanted = self.version(key) if version is None else version
        if wanted > self.version(key):
            self._keys = _read(self._path)
        return self._keys.get(key, {}).get(wanted)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A provider is never stored.")


def provider() -> Provider:
    """The provider of this process, read once from ``settings.PROVIDER_FILE``."""
    path = getattr(settings, "PROVIDER_FILE", None)
    if not path:
        raise ImproperlyConfigured("PROVIDER_FILE is not set.")
    return _provider(os.fspath(path))


def forget() -> None:
    """Read the file again at the next use (after a rotation, and in tests)."""
    _provider.cache_clear()


def create_file(path: str | os.PathLike[str]) -> None:
    """Write a file with three new keys, mode 0600. Raises FileExistsError rather than overwrite.

    Whoever loses this file loses every passphrase lock, so it is flushed to disk at once.
    """
    _write(Path(path), {"format": 1, **{name: [_new_version(1)] for name in KEY_NAMES}})
    _flush_folder(Path(path).parent)


def renew_checkpoint_key(path: str | os.PathLike[str]) -> int:
    """Write one more version of it into the file, whole or not at all; return its number.

    The older ones stay, for what they signed. The first is made from `mac` and not in the list.
    """
    return add_version(path, CHECKPOINT)


def add_version(path: str | os.PathLike[str], key: KeyName) -> int:
    """One more version of `key`, from now on its newest. Returns its number."""
    told = _told(Path(path))
    version = max((entry["version"] for entry in told.get(key, ())), default=1) + 1
    told[key] = [*told.get(key, ()), _new_version(version)]
    _put_in_place(Path(path), told)
    return version


def drop_older(path: str | os.PathLike[str], key: KeyName) -> list[int]:
    """Only the newest version of `key` stays in the file. What was made with the others is dead,
    as far as no copy of the file is left. Returns which went.
    """
    told = _told(Path(path))
    newest = max(entry["version"] for entry in told[key])
    gone = [entry["version"] for entry in told[key] if entry["version"] != newest]
    told[key] = [entry for entry in told[key] if entry["version"] == newest]
    _put_in_place(Path(path), told)
    return sorted(gone)


def _told(path: Path) -> dict[str, Any]:
    """The file as it stands, which is known to be one. Raises ImproperlyConfigured."""
    _read(path)
    told: dict[str, Any] = json.loads(path.read_bytes())
    return told


def _put_in_place(path: Path, told: dict[str, Any]) -> None:
    """Whole or not at all: whoever reads meanwhile finds the one or the other."""
    draft = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
    try:
        _write(draft, told)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _flush_folder(path.parent)


def _new_version(number: int) -> dict[str, Any]:
    return {"version": number, "key": os.urandom(_KEY_SIZE).hex()}


def _write(path: Path, content: dict[str, Any]) -> None:
    """Raises FileExistsError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="ascii") as file:
        json.dump(content, file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@lru_cache(maxsize=1)
def _provider(path: str) -> Provider:
    return FileProvider(path)


def _read(path: Path) -> Mapping[str, Mapping[int, bytes]]:
    try:
        with path.open("rb") as file:
            _require_private(file.fileno(), path)
            content = file.read()
    except OSError as error:
        raise _misconfigured(path, f"cannot be read ({error.strerror})") from None
    keys = _parse(content)
    if keys is None:
        raise _misconfigured(path, "is not a provider file")
    return keys


def _require_private(descriptor: int, path: Path) -> None:
    """Asked of the open file, so that it cannot be exchanged in between."""
    mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
    if mode & 0o077:
        raise _misconfigured(path, f"has mode {mode:04o}; it must be 0600")


def _parse(content: bytes) -> Mapping[str, Mapping[int, bytes]] | None:
    """The keys, or None if malformed: an error, even as a cause, would quote the file."""
    try:
        read = json.loads(content)
        if read["format"] != 1:
            return None
        renewed = {CHECKPOINT: read[CHECKPOINT]} if CHECKPOINT in read else {}
        kept = {name: read[name] for name in KEY_NAMES} | renewed
        return {name: _versions(versions) for name, versions in kept.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _versions(entries: list[dict[str, Any]]) -> Mapping[int, bytes]:
    versions = {int(entry["version"]): bytes.fromhex(entry["key"]) for entry in entries}
    if not versions or len(versions) < len(entries):
        raise ValueError("A provider key has each version once.")
    if any(len(key) != _KEY_SIZE for key in versions.values()):
        raise ValueError("A provider key is 32 bytes.")
    return versions


def _misconfigured(path: Path, what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"PROVIDER_FILE: {path} {what}.")
