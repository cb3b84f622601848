"""From an unlocked person to the keys of the cases she may open: one query for any number of her
own grants, two through her groups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from casework.access.models import GroupGrant, HolderRole, UserGrant, binding
from casework.accounts.questions import Question, any_of
from casework.accounts.values import CheckedQuestion
from casework.audit.fresh import FreshQuestion
from casework.crypto import wraps
from casework.crypto.boxes import Box
from casework.vault.keyring import Keyring
from casework.vault.models import CaseKey
from casework.vault.principals import fresh_group_seeds, group_seeds

Way = Callable[[Keyring, set[UUID], datetime], None]
Seeds = dict[UUID, bytes]  # by principal


def _own(person: Any, cases: Any, at: Any) -> QuerySet[UserGrant]:
    return UserGrant.objects.in_force(at).filter(user=person, content_object=any_of(cases))


def _through(principals: Any, cases: Any, at: Any) -> QuerySet[GroupGrant]:
    return GroupGrant.objects.in_force(at).filter(
        principal=any_of(principals), content_object=any_of(cases)
    )


def _to_hold(principals: Any, cases: Any, at: Any) -> QuerySet[GroupGrant]:
    return _through(principals, cases, at).exclude(role=HolderRole.STANDBY)


_OWN = CheckedQuestion(UserGrant, _own)
_FRESH_OWN = FreshQuestion(UserGrant, _own)
_ALL_OWN = FreshQuestion(
    UserGrant, lambda person, at: UserGrant.objects.in_force(at).filter(user=person)
)
_TO_HOLD = CheckedQuestion(GroupGrant, _to_hold)
_FRESH_TO_HOLD = FreshQuestion(GroupGrant, _to_hold)
_STANDING_BY = FreshQuestion(
    GroupGrant,
    lambda principals, cases, at: _through(principals, cases, at).filter(role=HolderRole.STANDBY),
)
_NEWER = Question(
    lambda case, version: CaseKey.objects.filter(case_id=case, version__gt=version).values_list(
        "version", flat=True
    )
)


def load(
    keys: Keyring, case_ids: Iterable[UUID], *, at: datetime, groups_first: bool = False
) -> None:
    """Put into her keyring the key of each of these cases that she holds. Silent on the others.

    `groups_first` saves a query where most come through a group, as for a supervisor.
    Raises Forged, and Stale for a grant of hers, or a place in a group, that was put back.
    """
    ways = (_load_fresh_own, _load_through_fresh_groups)
    _load(keys, case_ids, reversed(ways) if groups_first else ways, at)


def load_for_labels(
    keys: Keyring, case_ids: Iterable[UUID], *, at: datetime, groups_first: bool = False
) -> None:
    """The same for a list of labels, which are two random words and name nobody: every mac is
    checked, and the log is not asked (`docs/decisions/0018`). Raises Forged.
    """
    ways = (_load_own, _load_through_groups)
    _load(keys, case_ids, reversed(ways) if groups_first else ways, at)


def load_standby(keys: Keyring, case_id: UUID, *, at: datetime) -> None:
    """The key that she stands by with, as a supervisor of the deputy desk: for an emergency, or an
    act that needs a second person. Whoever calls this has asked whether it is one.
    """
    if not keys.holds(case_id):
        _load(keys, [case_id], [_load_standing_by], at)
        if keys.holds(case_id):
            keys.standing_by.add(case_id)


def renew(keys: Keyring, case_id: UUID, *, at: datetime) -> None:
    """Once the case is held: where it was given another key meanwhile, hers is loaded anew."""
    if not keys.holds(case_id):
        return
    if _NEWER(case=case_id, version=keys.case_key_version(case_id)):
        load_anew(keys, case_id, at=at)


def load_anew(keys: Keyring, case_id: UUID, *, at: datetime) -> None:
    """Forget the case's key and load it by the way on which it came."""
    stands_by = case_id in keys.standing_by
    keys.forget(case_id)
    if stands_by:
        load_standby(keys, case_id, at=at)
    else:
        load(keys, [case_id], at=at)


def require_fresh_own(keys: Keyring, *, at: datetime) -> None:
    """Every grant of hers is the newest that the log knows. Raises Forged or Stale."""
    _ALL_OWN(person=keys.person_id, at=at)


def _load(keys: Keyring, case_ids: Iterable[UUID], ways: Iterable[Way], at: datetime) -> None:
    wanted = {case_id for case_id in case_ids if not keys.holds(case_id)}
    for way in ways:
        if wanted:
            way(keys, wanted, at)
        wanted = {case_id for case_id in wanted if not keys.holds(case_id)}


def _load_own(keys: Keyring, wanted: set[UUID], at: datetime) -> None:
    _put_own(keys, _OWN(person=keys.person_id, cases=wanted, at=at))


def _load_fresh_own(keys: Keyring, wanted: set[UUID], at: datetime) -> None:
    _put_own(keys, _FRESH_OWN(person=keys.person_id, cases=wanted, at=at))


def _put_own(keys: Keyring, grants: Iterable[Any]) -> None:
    _put_all(keys, grants, {keys.principal_id: keys.seed})


def _load_through_groups(keys: Keyring, wanted: set[UUID], at: datetime) -> None:
    seeds = group_seeds(keys)
    _put_all(keys, _TO_HOLD(principals=seeds, cases=wanted, at=at), seeds)


def _load_through_fresh_groups(keys: Keyring, wanted: set[UUID], at: datetime) -> None:
    seeds = fresh_group_seeds(keys)
    _put_all(keys, _FRESH_TO_HOLD(principals=seeds, cases=wanted, at=at), seeds)


def _load_standing_by(keys: Keyring, wanted: set[UUID], at: datetime) -> None:
    seeds = fresh_group_seeds(keys)
    _put_all(keys, _STANDING_BY(principals=seeds, cases=wanted, at=at), seeds)


def _put_all(keys: Keyring, grants: Iterable[Any], seeds: Seeds) -> None:
    """What is wrapped to a key that she has replaced is passed over; whoever
    admits her again wraps it anew.
    """
    private: dict[UUID, wraps.PrivateKey] = {}
    for grant in grants:
        principal = grant.principal_id
        if principal in seeds and principal not in private:
            private[principal] = wraps.PrivateKey(seeds[principal])
        if principal in private:
            _put(keys, grant, private[principal])


def _put(keys: Keyring, grant: Any, private: wraps.PrivateKey) -> None:
    case_id, version = grant.content_object_id, grant.key_version
    key = private.unwrap_any(grant.wrapped_key, *binding(grant))
    chain = [key, *_older_keys(case_id, key, version)] if version > 1 else [key]
    keys.put_case_keys(case_id, chain, version=version)


def _older_keys(case_id: UUID, key: bytes, version: int) -> list[bytes]:
    chain: list[bytes] = []
    rows = CaseKey.objects.filter(case_id=case_id, version__gt=1, version__lte=version)
    for row in rows.order_by("-version"):
        key = Box(key).open(row.check_mac().older_key, "older key", case_id, row.version)
        chain.append(key)
    return chain
