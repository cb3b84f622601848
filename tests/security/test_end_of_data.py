"""What a thief finds of an erased case: nothing in a fresh dump; and what an old backup holds.

The backup is rows of before the erasing; the keys are those of the day after.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from casework.access import keys as case_keys
from casework.access.locks import WrongPassphrase
from casework.access.models import GroupGrant, UserGrant
from casework.access.unlocking import check
from casework.accounts.sealed import OpaqueField
from casework.audit import fresh
from casework.cases import belongings, plans
from casework.cases.actions import record, retiring
from casework.cases.erasure_codes import Cause
from casework.cases.models import Case, Erasure, Label, Note
from casework.crypto import providers
from casework.vault import letters
from casework.vault.keyring import NoKey
from tests import make
from tests.make import NOW, PASSPHRASE, House
from tests.security.canaries import Hunt

LATER = NOW + timedelta(days=400)


def _closed(house: House) -> Case:
    """With a draft of its caseworker's beside it, which no closing ends."""
    case, who = make.opened(house), house.caseworker
    hands: dict[str, Any] = {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}
    record.add_note(case, "She rang.", **hands)
    letters.keep_draft(who.user, "note", "half a sentence", at=NOW, case_id=case.pk)
    make.close(house, case)
    return case


def _erase(house: House, case: Case) -> Erasure:
    assert plans.plan(case.pk, Cause.CLOSED, LATER)
    plan = Erasure.objects.select_related("case__desk").get(case=case)
    for who in (house.supervisor, house.supervisor2):
        plan = retiring.agree(plan, by=who.user, at=LATER)
    return plan


def _secrets(case: Case) -> dict[str, bytes]:
    """Each sealed or wrapped value of the case as it lies there, by its column: a thief who holds
    a key from elsewhere would need the one, and to have the key the other."""
    found = {}
    for rows in belongings.rows_of(case.pk):
        for row in rows:
            for field in row._meta.concrete_fields:
                blob = _blob(row, field)
                if len(blob) >= 32:
                    found[f"{row._meta.db_table}.{field.column}"] = blob
    return found


def _blob(row: models.Model, field: models.Field[Any, Any]) -> bytes:
    value = getattr(row, field.attname)
    if isinstance(field, OpaqueField):
        return bytes(value.blob)
    return bytes(value) if isinstance(field, models.BinaryField) and value else b""


def _everything() -> Iterator[bytes]:
    """Every row of every table but the log, which is never changed, as a dump writes it."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if not table.startswith("audit_"):
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                yield from (line.encode() for (line,) in cursor.fetchall())


def _seen(secrets: dict[str, bytes]) -> set[str]:
    dump = b"\n".join(_everything())
    return {name for name, blob in secrets.items() if blob.hex().encode() in dump}


@pytest.mark.django_db
def test_of_an_erased_case_a_fresh_dump_holds_nothing() -> None:
    house = make.house()
    case = _closed(house)
    secrets = _secrets(case)
    assert _seen(secrets) == secrets.keys()  # the search sees what is there
    assert {
        "access_usergrant.wrapped_key",
        "cases_note.body",
        "vault_letter.body",
    } <= secrets.keys()
    _erase(house, case)
    assert _seen(secrets) == set()
    keys = make.keys_for(house.supervisor, case)
    with pytest.raises(NoKey):
        keys.case_key(case.pk)


@pytest.mark.django_db
def test_when_the_providers_version_is_gone_no_lock_of_a_backup_opens(
    tmp_path: Path, settings: Any
) -> None:
    """An old backup holds the wraps of the case's key; to open one takes a lock of that backup."""
    house = make.house()
    case = _closed(house)
    _erase(house, case)
    who = house.supervisor.user
    assert check(who.username, PASSPHRASE, at=LATER).person == who  # the backup's lock, until then
    settings.PROVIDER_FILE = _rotated(Path(settings.PROVIDER_FILE), tmp_path / "provider")
    providers.forget()
    try:
        with pytest.raises(WrongPassphrase):
            check(who.username, PASSPHRASE, at=LATER)
    finally:
        providers.forget()


def _rotated(path: Path, to: Path) -> Path:
    """Version 2 of the key for sign-in made, version 1 destroyed; the others stay."""
    told = json.loads(path.read_text())
    told["login"] = [{"version": 2, "key": os.urandom(32).hex()}]
    to.touch(mode=0o600)
    to.write_text(json.dumps(told))
    return to


@pytest.mark.django_db
def test_whoever_works_here_still_opens_an_old_backup_and_so_it_has_a_last_day() -> None:
    """Why the certificate names a day for backups: a seed outlives the erasing of one case."""
    house = make.house()
    case = _closed(house)
    backup = _backup(case)
    done = _erase(house, case)
    assert done.backups_until is not None
    for row in backup:  # put back beside today's people, as somebody who restores it would
        row.save(force_insert=True)
    keys = house.supervisor.keys
    for grant in GroupGrant.objects.filter(content_object=case):
        private = case_keys.wraps.PrivateKey(
            case_keys.group_seeds(keys)[grant.principal_id]
        )  # past every rule: by her seed and the rows alone
        key = private.unwrap_any(grant.wrapped_key, *grant.binding())
        keys.put_case_keys(case.pk, [key])
    with pytest.raises(fresh.Stale):  # the product itself refuses what was put back
        case_keys.load(house.supervisor.keys, [case.pk], at=LATER)
    assert keys.holds(case.pk)


def _backup(case: Case) -> list[models.Model]:
    rows: list[models.Model] = list(GroupGrant.objects.filter(content_object=case))
    return rows


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR")  # of the packaged server's own paths
@pytest.mark.django_db(transaction=True)
def test_of_an_erased_case_pg_dump_holds_no_canary(tmp_path: Path) -> None:
    """The seize test's way of looking, over everything that was typed into the case."""
    from tests.security import seize

    house, hunt = make.house(), Hunt()
    case, who = make.opened(house), house.caseworker
    hands: dict[str, Any] = {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}
    for _number in range(3):
        record.add_note(case, hunt.plant("a note"), **hands)
    make.close(house, case, words=hunt.plant("a reason"))
    blobs = {name: blob.hex().encode() for name, blob in _secrets(case).items()}
    # But the rows that builders put back (`tests.kept`), which are there after a long run only.
    dump = (connection.settings_dict["NAME"], "--exclude-schema=kept")
    before = b"".join(seize._dump(*dump))
    assert all(blob in before for blob in blobs.values())
    _erase(house, case)
    after = b"".join(seize._dump(*dump))
    hunt.search("dump", iter([after]))
    assert hunt.found == {}
    assert [place for place, blob in blobs.items() if blob in after] == []
    assert not Note.objects.exists()
    assert not Label.objects.exists()
    assert not UserGrant.objects.exists()
