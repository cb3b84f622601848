"""Who decides about the end of a record that she asked for: two are named, and nobody else sees it.

Whoever cannot decide any more gives her place to the next one, and whoever is away to her deputy,
where the deputy may decide. What is not decided within 72 hours climbs: whoever has not answered is
replaced by the next supervisor, and a day later by an administrator. Who has said yes has said it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from casework.access import stand_ins
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import dues, quorum
from casework.cases.consequences import changed
from casework.cases.erasure_codes import HER_REQUEST_CLIMBS, REQUEST_TASK
from casework.cases.models import Erasure

_PLACES: Final = ("first", "second")


def deciders(erasure: Erasure, at: datetime) -> list[User]:
    """The two nearest who may decide her request: neither its caseworker nor who heard it."""
    return [one for _, one in zip(range(2), _in_order(erasure, at), strict=False)]


def is_due(erasure: Erasure, at: datetime) -> bool:
    """Whether somebody is to be named anew: asked often, and mostly nobody is."""
    there = {one.pk for one in _there(erasure, at)}
    return _is_late(erasure, at) or any(_is_gone(erasure, place, there) for place in _PLACES)


def name(erasure: Erasure, at: datetime) -> None:
    """Put people where nobody is named, or somebody who cannot decide or does not. The caller holds
    it.
    """
    climbs = _is_late(erasure, at)
    there, before = {one.pk for one in _there(erasure, at)}, [erasure.first_id, erasure.second_id]
    seated = {one.pk for one in _seated(erasure)}
    for place in _PLACES:
        silent = getattr(erasure, f"{place}_at") is None
        if silent and (climbs or _is_gone(erasure, place, there)):
            now = getattr(erasure, f"{place}_id")
            _set(erasure, place, _next(erasure, now, before, at), stays=now in seated)
    columns = ["first", "second"]
    if climbs:
        erasure.climbed += 1
        columns.append("climbed")
    if climbs or before != [erasure.first_id, erasure.second_id]:
        _write(erasure, columns, at)


def _write(erasure: Erasure, columns: list[str], at: datetime) -> None:
    erasure.raise_revision().save(update_fields=[*columns, "revision"])
    record("erasure.named", erasure.case, by=None, at=at, rows=[erasure])
    case, since = erasure.case, erasure.asked_at
    dues.set_due(case, REQUEST_TASK, due_at=since, by=None, at=at, reference=erasure.pk)
    changed(case, by=None, at=at)  # whoever was named before is not asked any more


def _set(erasure: Erasure, place: str, one: User | None, *, stays: bool) -> None:
    """Where there is nobody else, whoever is away or late keeps her place: she may come back."""
    if one is not None or not stays:
        setattr(erasure, place, one)


def _next(
    erasure: Erasure, now: UUID | None, before: Collection[UUID | None], at: datetime
) -> User | None:
    """Her deputy, where she may decide, else the nearest; on the last rung an administrator."""
    last = erasure.climbed >= len(HER_REQUEST_CLIMBS) - 1 and _is_late(erasure, at)
    free = [one for one in _in_order(erasure, at) if one.pk not in before]
    if last:
        return next((one for one in free if one.is_administrator), None)
    deputies = {row.deputy_id for row in stand_ins.in_force(at) if row.person_id == now}
    return next((one for one in free if one.pk in deputies), next(iter(free), None))


def _is_late(erasure: Erasure, at: datetime) -> bool:
    rungs = [erasure.due_at + span for span in HER_REQUEST_CLIMBS]
    return any(rung <= at for rung in rungs[erasure.climbed :])


def _is_gone(erasure: Erasure, place: str, there: Collection[UUID]) -> bool:
    is_silent = getattr(erasure, f"{place}_at") is None
    return is_silent and getattr(erasure, f"{place}_id") not in there


def _in_order(erasure: Erasure, at: datetime) -> Iterator[User]:
    """Those who are there, then those who are away: one who comes back late is better than none."""
    taken = {erasure.case.owner_id, erasure.asked_by_id, erasure.first_id, erasure.second_id}
    there = _there(erasure, at)
    for one in dict.fromkeys([*there, *_seated(erasure)]):
        if one.pk not in taken:
            yield one


def _there(erasure: Erasure, at: datetime) -> list[User]:
    away = {row.person_id for row in stand_ins.in_force(at)}
    return [one for one in _seated(erasure) if one.pk not in away]


def _seated(erasure: Erasure) -> list[User]:
    """Whoever could decide about a case of its desk, the nearest first."""
    places = quorum.places(erasure.case.desk, quorum.Act.ERASE)
    return [seat.person for _tier, seats in places for seat in seats]
