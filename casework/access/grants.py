"""The only door to guardian's rows: who may open which case, with the key in the permission."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import transaction

from casework.access import keys as case_keys
from casework.access.errors import require
from casework.access.models import HOLD, STAND_BY, GroupGrant, HolderRole, UserGrant
from casework.access.revoking import Holder
from casework.accounts.models import Desk, User
from casework.accounts.rows import ProtectedRow
from casework.audit import fresh
from casework.audit.log import new_entry, record
from casework.crypto import boxes, wraps
from casework.vault import principals
from casework.vault.models import CaseKey

if TYPE_CHECKING:
    from casework.cases.models import Case
    from casework.vault.keyring import Keyring


@transaction.atomic
def grant(
    case: Case,
    *,
    to: Holder,
    role: HolderRole,
    by: User,
    at: datetime,
    keys: Keyring,
    until: datetime | None = None,
    reason: str = "",
) -> UserGrant | GroupGrant:
    """Let `to` open `case`: her permission and her copy of the key are one row. Raises NoKey."""
    _require_newest_key(case, keys, at)
    entry = new_entry()
    row = _wrap(case, to, role, entry, keys, until)
    record("access.granted", case, by=by, at=at, entry=entry, rows=[row], reason=reason)
    return row


def make_case_key(case: Case, *, owner: User, entry: UUID, keys: Keyring) -> list[ProtectedRow]:
    """The first key of a new case and all who hold it. Returns the rows for the caller's entry.

    Its owner and the supervisors of her desk hold it; the deputy desk's supervisors stand by.
    """
    key = boxes.new_key()
    keys.put_case_keys(case.pk, [key])
    case_key = CaseKey(case_id=case.pk, kid=boxes.kid(key)).protect(entry)
    case_key.save(force_insert=True)
    held = [(owner, HolderRole.OWNER), *groups_of(case.desk_id)]
    return [case_key, *(_wrap(case, to, role, entry, keys) for to, role in held)]


def groups_of(desk_id: UUID) -> list[tuple[Holder, HolderRole]]:
    """Which groups hold each case of a desk, by its row and its deputy's as they stand."""
    desk = Desk.objects.select_related("deputy").get(pk=desk_id)
    fresh.require_fresh(desk, *([desk.deputy] if desk.deputy else []))
    held: list[tuple[Holder, HolderRole]] = [(desk.supervisors, HolderRole.SUPERVISORS)]
    if desk.deputy is not None:
        held.append((desk.deputy.supervisors, HolderRole.STANDBY))
    return held


def _require_newest_key(case: Case, keys: Keyring, at: datetime) -> None:
    """Her keyring may know a key that was replaced since; who got that one could not read on.

    Raises Forged or Stale when the row that names the newest is not what the log says.
    """
    newest = CaseKey.objects.filter(case_id=case.pk).order_by("-version")[0]
    fresh.require_fresh(newest)
    if boxes.kid(keys.case_key(case.pk)) != bytes(newest.kid):
        case_keys.load_anew(keys, case.pk, at=at)
    if boxes.kid(keys.case_key(case.pk)) != bytes(newest.kid):
        raise fresh.Stale(f"vault_casekey of {case.pk}")


def _wrap(
    case: Case,
    to: Holder,
    role: HolderRole,
    entry: UUID,
    keys: Keyring,
    until: datetime | None = None,
) -> UserGrant | GroupGrant:
    if isinstance(to, User):
        _require_here(to)
        principal = principals.current(person=to)
    else:
        principal = principals.current(group=to)
    fresh.require_fresh(principal)
    permission = _permission(STAND_BY if role == HolderRole.STANDBY else HOLD)
    model = UserGrant if isinstance(to, User) else GroupGrant
    row = model(
        content_object=case,
        permission=permission,
        principal=principal,
        role=role,
        key_version=keys.case_key_version(case.pk),
        until=until,
        **{"user" if isinstance(to, User) else "group": to},
    )
    row.wrapped_key = wraps.wrap(
        bytes(principal.public_key), keys.case_key(case.pk), *row.binding()
    )
    row.protect(entry).save(force_insert=True)
    return row


def _require_here(to: User) -> None:
    """She is admitted, by her row as it stands, and cannot leave before the grant does."""
    query = "SELECT * FROM accounts_user WHERE id = %s FOR SHARE"
    held = User.objects.raw(query, [to.pk])[0]
    fresh.require_fresh(held)
    require(held.is_admitted, "holder_is_admitted")


def _permission(codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label="cases", codename=codename)
