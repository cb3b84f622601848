"""From an unlocked person to the keys of the cases she may open: two queries for any number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from casework.access.models import GroupGrant, HolderRole, UserGrant, binding
from casework.accounts.columns import columns_of
from casework.accounts.questions import Question, any_of
from casework.accounts.rows import LoggedRow, check_values, stated, stated_values
from casework.audit import fresh
from casework.crypto import wraps
from casework.crypto.boxes import Box
from casework.vault.keyring import Keyring
from casework.vault.models import CaseKey
from casework.vault.principals import group_seeds

Way = Callable[[Keyring, set[UUID], datetime], None]


def _columns(model: type[UserGrant | GroupGrant]) -> list[str]:
    """Values and not models: a list asks for fifty grants."""
    return columns_of(model).attributes


_OWN = Question(
    lambda person, cases, at: (
        UserGrant.objects.in_force(at)
        .filter(user=person, content_object=any_of(cases))
        .values_list(*_columns(UserGrant), named=True)
    )
)
_THROUGH_GROUPS = Question(
    lambda principals, cases, at: (
        GroupGrant.objects.in_force(at)
        .filter(principal=any_of(principals), content_object=any_of(cases))
        .exclude(role=HolderRole.STANDBY)
        .values_list(*_columns(GroupGrant), named=True)
    )
)
_STANDING_BY = Question(
    lambda principals, cases, at: (
        GroupGrant.objects.in_force(at)
        .filter(principal=any_of(principals), content_object=any_of(cases))
        .filter(role=HolderRole.STANDBY)
        .values_list(*_columns(GroupGrant), named=True)
    )
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

    `groups_first` saves a query where most come through a group, as on a supervisor's list.
    Raises Forged, and Stale for a grant of hers that was put back.
    """
    ways = (_load_own, _load_through_groups)
    _load(keys, case_ids, reversed(ways) if groups_first else ways, at)


def load_one(keys: Keyring, case_id: UUID, *, at: datetime, groups_first: bool = False) -> None:
    """The same for a record that is opened: her places in groups are held against the log too."""
    ways = (_load_own, _load_through_fresh_groups)
    _load(keys, [case_id], reversed(ways) if groups_first else ways, at)


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
    own = UserGrant.objects.in_force(at).filter(user=keys.person_id)
    _as_logged(lambda: list(own.values_list(*_columns(UserGrant), named=True)))


def _load(keys: Keyring, case_ids: Iterable[UUID], ways: Iterable[Way], at: datetime) -> None:
    wanted = {case_id for case_id in case_ids if not keys.holds(case_id)}
    for way in ways:
        if wanted:
            way(keys, wanted, at)
        wanted = {case_id for case_id in wanted if not keys.holds(case_id)}


def _load_own(keys: Keyring, wanted: set[UUID], at: datetime) -> None:
    private = wraps.PrivateKey(keys.seed)
    for grant in _as_logged(lambda: _OWN(person=keys.person_id, cases=list(wanted), at=at)):
        if grant.principal_id == keys.principal_id:
            _put(keys, grant, private)
        # Else it is wrapped to a key she has replaced; whoever admits her again wraps it anew.


def _load_through_groups(keys: Keyring, wanted: set[UUID], at: datetime) -> None:
    grants = _grants_of_groups(keys, wanted, at)
    for grant in grants:
        check_values(GroupGrant, grant)
    _put_all(keys, grants)


def _load_through_fresh_groups(keys: Keyring, wanted: set[UUID], at: datetime) -> None:
    _put_fresh(keys, lambda: _grants_of_groups(keys, wanted, at))


def _load_standing_by(keys: Keyring, wanted: set[UUID], at: datetime) -> None:
    _put_fresh(keys, lambda: _grants_of_groups(keys, wanted, at, _STANDING_BY))


def _put_fresh(keys: Keyring, ask: Callable[[], list[Any]]) -> None:
    def read() -> list[Any]:
        keys.group_seeds = None
        return ask()

    _put_all(keys, _as_logged(read, GroupGrant, lambda grants: keys.places if grants else []))


def _grants_of_groups(
    keys: Keyring, wanted: set[UUID], at: datetime, question: Question[Any] = _THROUGH_GROUPS
) -> list[Any]:
    return question(principals=list(group_seeds(keys)), cases=list(wanted), at=at)


def _as_logged(
    read: Callable[[], list[Any]],
    model: type[UserGrant | GroupGrant] = UserGrant,
    beside: Callable[[list[Any]], Iterable[LoggedRow]] = lambda grants: (),
) -> list[Any]:
    """Grants that are the newest, and the rows beside them. Read twice before they are refused:
    somebody may have written one anew, as an unlock does, between the row and the log. Raises
    Forged or Stale.
    """
    for is_last in (False, True):
        found = read()
        said = [stated_values(model, grant) for grant in found]
        try:
            fresh.require_newest(said + [stated(row) for row in beside(found)])
        except fresh.Stale:
            if is_last:
                raise
        else:
            break
    return found


def _put_all(keys: Keyring, grants: Iterable[Any]) -> None:
    private = {pk: wraps.PrivateKey(seed) for pk, seed in group_seeds(keys).items()}
    for grant in grants:
        _put(keys, grant, private[grant.principal_id])


def _put(keys: Keyring, grant: Any, private: wraps.PrivateKey) -> None:
    """Of a grant whose mac has been checked."""
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
