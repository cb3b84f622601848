"""From an unlocked person to the keys of the cases she may open: two queries for any number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from casework.access.models import GroupGrant, HolderRole, UserGrant
from casework.crypto import wraps
from casework.crypto.boxes import Box
from casework.vault.keyring import Keyring
from casework.vault.models import CaseKey
from casework.vault.principals import group_seeds


def load(
    keys: Keyring, case_ids: Iterable[UUID], *, at: datetime, groups_first: bool = False
) -> None:
    """Put into her keyring the key of each of these cases that she holds. Silent on the others.

    `groups_first` saves a query where most come through a group, as on a supervisor's list.
    """
    wanted = {case_id for case_id in case_ids if not keys.holds(case_id)}
    ways = (_load_own, _load_through_groups)
    for way in reversed(ways) if groups_first else ways:
        if wanted:
            way(keys, wanted, at=at)
        wanted = {case_id for case_id in wanted if not keys.holds(case_id)}


def _load_own(keys: Keyring, wanted: set[UUID], *, at: datetime) -> None:
    own = UserGrant.objects.in_force(at).filter(user=keys.person_id, content_object__in=wanted)
    private = wraps.PrivateKey(keys.seed)
    for grant in own:
        _put(keys, grant, private)


def _load_through_groups(keys: Keyring, wanted: set[UUID], *, at: datetime) -> None:
    private = {pk: wraps.PrivateKey(seed) for pk, seed in group_seeds(keys).items()}
    through_groups = (
        GroupGrant.objects.in_force(at)
        .filter(principal__in=private, content_object__in=wanted)
        .exclude(role=HolderRole.STANDBY)
    )
    for grant in through_groups:
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
