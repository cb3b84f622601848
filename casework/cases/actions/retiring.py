"""Two people decide about the end of a record; and an administrator sets how long what is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import erasing, erasure_guards, policies, terms
from casework.cases.actions.record import lock_case
from casework.cases.erasure_codes import Kept
from casework.cases.models import Erasure, KeptFor


@transaction.atomic
def agree(erasure: Erasure, *, by: User, at: datetime) -> Erasure:
    """One yes; with the second everything goes, at once. Raises NotAllowed, WrongState."""
    held = _held(erasure)
    refuse(
        erasure_guards.erasure_still_waits(held),
        erasure_guards.agrees_once(held, by.pk),
    )
    require(policies.can_agree_to_erase(by, held), "can_agree_to_erase")
    refuse(erasing.in_the_way(held, at))
    place = _place(held, by)
    setattr(held, place, by)
    setattr(held, f"{place}_at", at)
    held.raise_revision().save(update_fields=[place, f"{place}_at", "revision"])
    record("erasure.agreed", held.case, by=by, at=at, rows=[held], reason=held.cause)
    if held.first_at and held.second_at:
        erasing.erase(held, by=by, at=at)
    return held


@transaction.atomic
def keep(erasure: Erasure, *, by: User, at: datetime) -> None:
    """It stays: for now, or because it was not her wish. One of the two is enough."""
    held = _held(erasure)
    refuse(erasure_guards.erasure_still_waits(held))
    allowed = policies.can_agree_to_erase(by, held) or by.pk in (held.first_id, held.second_id)
    require(allowed and by.is_admitted, "can_agree_to_erase")
    erasing.end_as_kept(held, by=by, at=at)


@transaction.atomic
def set_term(kind: str, days: int, *, by: User, at: datetime) -> None:
    """From now on what is over after so many days. What was set before stays to be read."""
    require(policies.can_set_terms(by), "can_set_terms")
    refuse(erasure_guards.within_bounds(kind, days))
    if terms.days(Kept(kind)) == days:
        return  # a doubled submit is kept once
    row = KeptFor(kind=Kept(kind), days=days, set_by=by, set_at=at)
    row.save(force_insert=True)
    record("term.set", row, by=by, at=at, rows=[row], reason=f"{row.kind}:{days}")


def _place(erasure: Erasure, by: User) -> str:
    """At her request the one she was named for; else the first that is free."""
    if erasure.is_hers:
        return "first" if erasure.first_id == by.pk else "second"
    return "second" if erasure.first_at else "first"


def _held(erasure: Erasure) -> Erasure:
    lock_case(erasure.case)
    held = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    held.case = erasure.case
    return held
