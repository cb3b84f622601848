"""A new key for one case, when the old one may have been seen by somebody else.

The new key seals the old one, so that what was written before still opens for whoever holds the
new one. Every sealed row is sealed anew in the same transaction: who knows only the old key reads
nothing that is in the database from here on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction

from casework.access import keys as case_keys
from casework.access import policies
from casework.access.errors import require
from casework.access.models import GroupGrant, UserGrant
from casework.access.renewed import renewed
from casework.accounts.rows import LoggedRow
from casework.accounts.sealed import HouseSealedField, OpaqueField
from casework.audit import fresh
from casework.audit.log import new_entry, record
from casework.crypto import boxes, wraps
from casework.vault.models import CaseKey, Principal
from casework.vault.principals import current

if TYPE_CHECKING:
    from casework.accounts.models import User
    from casework.cases.models import Case
    from casework.vault.keyring import Keyring


@transaction.atomic
def rekey(
    case: Case, *, by: User, at: datetime, keys: Keyring, once: UUID | None = None
) -> CaseKey:
    """Make the next version of the case's key. Raises NotAllowed, NoKey, Forged, Stale.

    `once` comes from the form, so that a doubled submit makes one key.
    """
    require(policies.can_rekey(by, case), "can_rekey")
    held = type(case).objects.select_for_update(of=("self",)).get(pk=case.pk)
    pk = uuid5(held.pk, f"key {once}") if once else uuid4()
    if already := CaseKey.objects.filter(pk=pk).first():
        return already
    return make_next_key(case, pk, by=by, at=at, keys=keys)


@transaction.atomic
def make_next_key(case: Case, pk: UUID, *, by: User, at: datetime, keys: Keyring) -> CaseKey:
    """The same inside an act that has asked who may, and holds the case. Raises as `rekey` does."""
    newest = CaseKey.objects.select_for_update().filter(case_id=case.pk).order_by("-version")[0]
    fresh.require_fresh(newest)
    old = _old_key(keys, newest, at=at)
    entry, key = new_entry(), boxes.new_key()
    next_key = CaseKey(pk=pk, case_id=case.pk, version=newest.version + 1, kid=boxes.kid(key))
    next_key.older_key = boxes.seal(key, old, "older key", case.pk, next_key.version)
    next_key.protect(entry).save(force_insert=True)
    rows: list[LoggedRow] = [
        next_key,
        *_wrap_grants_anew(case.pk, key, next_key.version, entry, at),
    ]
    keys.put_case_keys(case.pk, [key, *keys.chain(case.pk)], version=next_key.version)
    rows += _seal_rows_anew(case.pk, keys)
    record("case.rekeyed", case, by=by, at=at, entry=entry, rows=rows, count=len(rows))
    for follow in renewed:
        follow(case, by, at)
    return next_key


def sealed_models() -> Iterator[tuple[type[LoggedRow], str]]:
    """Every model sealed under a case's key, with the look-up that leads to its case.

    Raises ImproperlyConfigured for one that leads to none: re-keying would leave it behind.
    """
    for model in apps.get_models():
        if issubclass(model, LoggedRow) and sealed_columns(model):
            path = _path_to_case(model)
            if path is None:
                raise ImproperlyConfigured(f"{model._meta.label} is sealed, but leads to no case.")
            yield model, path


def sealed_columns(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, OpaqueField) and not isinstance(field, HouseSealedField)
    ]


def _old_key(keys: Keyring, newest: CaseKey, *, at: datetime) -> bytes:
    """The key that is to be replaced, by a keyring that knows its newest version."""
    case_id = newest.case_id
    if not keys.holds(case_id) or keys.case_key_version(case_id) != newest.version:
        case_keys.load_anew(keys, case_id, at=at)
    key = keys.case_key(case_id)
    if boxes.kid(key) != bytes(newest.kid):
        raise fresh.Stale(f"vault_casekey of {case_id}")
    return key


def _wrap_grants_anew(
    case_id: UUID, key: bytes, version: int, entry: UUID, at: datetime
) -> list[LoggedRow]:
    """The new key for all who hold the case. A key pair that was replaced waits for admission."""
    rows: list[LoggedRow] = []
    for model in (UserGrant, GroupGrant):
        grants = model.objects.in_force(at).filter(content_object=case_id)
        for grant in grants.select_for_update().order_by("pk"):
            fresh.require_fresh(grant)
            principal = _holder(grant)
            if principal is None:
                continue
            grant.principal, grant.key_version, grant.own_wrap = principal, version, False
            grant.wrapped_key = wraps.wrap(principal.public_key, key, *grant.binding())
            grant.protect(entry).save()
            rows.append(grant)
    return rows


def _holder(grant: UserGrant | GroupGrant) -> Principal | None:
    """Whom to wrap to: the group's newest key pair, or the person's if it is the one she had."""
    if isinstance(grant, GroupGrant):
        principal = current(group=grant.group)
        fresh.require_fresh(principal)
        return principal
    principal = current(person=grant.user)
    fresh.require_fresh(principal)
    return principal if principal.pk == grant.principal_id else None


def _seal_rows_anew(case_id: UUID, keys: Keyring) -> list[LoggedRow]:
    rows: list[LoggedRow] = []
    for model, path in sealed_models():
        columns = [*sealed_columns(model), "revision"]
        for row in model._default_manager.filter(**{path: case_id}).select_for_update(of=("self",)):
            keys.reseal(row)  # type: ignore[arg-type]  # each of them knows its case
            row.save(update_fields=columns)
            rows.append(row)
    return rows


def _path_to_case(model: type[models.Model]) -> str | None:
    """`case_id` where the model has it; else through a row that leads there."""
    names = {field.name for field in model._meta.concrete_fields}
    if "case" in names or "case_id" in names:
        return "case_id"
    for field in model._meta.concrete_fields:
        target = field.related_model
        if isinstance(target, type) and issubclass(target, LoggedRow) and target is not model:
            path = _path_to_case(target)
            if path is not None:
                return f"{field.name}__{path}"
    return None
