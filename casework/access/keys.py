"""From an unlocked person to the keys of the cases she may open: two queries for any number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from casework.access.models import GroupGrant, HolderRole, UserGrant
from casework.accounts.rows import LoggedRow
from casework.audit import fresh
from casework.crypto import wraps
from casework.crypto.boxes import Box
from casework.vault.keyring import Keyring
from casework.vault.models import CaseKey, Membership
from casework.vault.principals import group_seeds

R = TypeVar("R", bound=LoggedRow)
Way = Callable[[Keyring, set[UUID], datetime], None]


def load(
    keys: Keyring, case_ids: Iterable[UUID], *, at: datetime, groups_first: bool = False
) -> None:
    """Put into her keyring the key of each of these cases that she holds. Silent on the others.

    `groups_first` saves a query where most come through a group, as on a supervisor's list.
    Raises Forged, and Stale for a grant of hers that was put back.
    """
    ways = (_load_own, _load_through_groups)
    _load(keys, case_ids, reversed(ways) if groups_first else ways, at)


def load_one(keys: Keyring, case_id: UUID, *, at: datetime, groups_first: bool = False) -> None:
    """The same for a record that is opened: her places in groups are held against the log too."""
    ways = (_load_own, _load_through_fresh_groups)
    _load(keys, [case_id], reversed(ways) if groups_first else ways, at)


def require_fresh_own(keys: Keyring, *, at: datetime) -> None:
    """Every grant of hers is the newest that the log knows. Raises Forged or Stale."""
    _as_logged(lambda: list(UserGrant.objects.in_force(at).filter(user=keys.person_id)))


def _load(keys: Keyring, case_ids: Iterable[UUID], ways: Iterable[Way], at: datetime) -> None:
    wanted = {case_id for case_id in case_ids if not keys.holds(case_id)}
    for way in ways:
        if wanted:
            way(keys, wanted, at)
        wanted = {case_id for case_id in wanted if not keys.holds(case_id)}


def _load_own(keys: Keyring, wanted: set[UUID], at: datetime) -> None:
    own = UserGrant.objects.in_force(at).filter(user=keys.person_id, content_object__in=wanted)
    private = wraps.PrivateKey(keys.seed)
    for grant in _as_logged(lambda: list(own.all())):
        _put(keys, grant, private)


def _load_through_groups(keys: Keyring, wanted: set[UUID], at: datetime) -> None:
    _put_all(keys, _grants_of_groups(keys, wanted, at))


def _load_through_fresh_groups(keys: Keyring, wanted: set[UUID], at: datetime) -> None:
    def read() -> list[GroupGrant | Membership]:
        keys.group_seeds = None
        grants = _grants_of_groups(keys, wanted, at)
        return [*grants, *keys.places] if grants else []

    _put_all(keys, [row for row in _as_logged(read) if isinstance(row, GroupGrant)])


def _grants_of_groups(keys: Keyring, wanted: set[UUID], at: datetime) -> list[GroupGrant]:
    grants = GroupGrant.objects.in_force(at).exclude(role=HolderRole.STANDBY)
    return list(grants.filter(principal__in=group_seeds(keys), content_object__in=wanted))


def _as_logged(read: Callable[[], list[R]]) -> list[R]:
    """Rows that are the newest. Read twice before they are refused: somebody may have written one
    anew, as an unlock does, between the row and the log. Raises Forged or Stale.
    """
    found = read()
    try:
        fresh.require_fresh(*found)
    except fresh.Stale:
        found = read()
        fresh.require_fresh(*found)
    return found


def _put_all(keys: Keyring, grants: Iterable[GroupGrant]) -> None:
    private = {pk: wraps.PrivateKey(seed) for pk, seed in group_seeds(keys).items()}
    for grant in grants:
        _put(keys, grant, private[grant.principal_id])


def _put(keys: Keyring, grant: UserGrant | GroupGrant, private: wraps.PrivateKey) -> None:
    grant.check_mac()
    case_id = grant.content_object_id
    if isinstance(grant, UserGrant) and grant.principal_id != keys.principal_id:
        return  # wrapped to a key she has replaced; whoever admits her again wraps it anew
    key = private.unwrap_any(grant.wrapped_key, *grant.binding())
    chain = [key, *_older_keys(case_id, key, grant.key_version)] if grant.key_version > 1 else [key]
    keys.put_case_keys(case_id, chain, version=grant.key_version)


def _older_keys(case_id: UUID, key: bytes, version: int) -> list[bytes]:
    chain: list[bytes] = []
    rows = CaseKey.objects.filter(case_id=case_id, version__gt=1, version__lte=version)
    for row in rows.order_by("-version"):
        key = Box(key).open(row.check_mac().older_key, "older key", case_id, row.version)
        chain.append(key)
    return chain
