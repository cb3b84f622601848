"""What widens access takes two: one administrator asks, another one agrees, and it is done.

Where no other administrator is in post, as on the first days of a house, a supervisor in post
answers. Where there is none either, nobody but the recovery key could admit whoever is named, and
that key is the second person. Whoever asked takes back what nobody has answered. Each step is on
record.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from casework.access import policies
from casework.access.change_rows import Change, Widening
from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.accounts.models import Desk, Post, Role, User
from casework.audit import fresh
from casework.audit.log import new_entry, record

# Posts that open or decide more than a caseworker's, whose own second person is the supervisor
# who admits her to the desk.
RAISED: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})

Act = Callable[[Change, User, datetime], object]
# By kind, what is done with a change that another administrator agreed to.
ACTS: Final[dict[str, Act]] = {}


@transaction.atomic
def ask(
    kind: Widening,
    value: str,
    *,
    by: User,
    at: datetime,
    person: User | None = None,
    desk: Desk | None = None,
    name: str = "",
) -> Change:
    """Another administrator answers. Raises NotAllowed, WrongState."""
    require(policies.can_manage_people(by) and by != person, "can_manage_people")
    about: dict[str, Any] = {
        "kind": kind,
        "person": person,
        "desk": desk,
        "name": name,
        "value": value,
    }
    refuse(change_is_asked_once(Change.objects.filter(**about).exists()))
    entry = new_entry()
    asked = Change(**about, asked_by=by, asked_at=at)
    asked.protect(entry).save(force_insert=True)
    record("change.asked", asked, by=by, at=at, entry=entry, rows=[asked], reason=_code(asked))
    return asked


@transaction.atomic
def agree(asked: Change, *, by: User, at: datetime) -> None:
    """It is done at once, in the name of both. Raises NotAllowed, WrongState, Forged, Stale."""
    held = _to_answer(asked, by)
    fresh.require_fresh(held)
    record("change.agreed", held, by=by, at=at, gone=[held], reason=_code(held))
    Change.objects.filter(pk=held.pk).delete()
    ACTS[held.kind](held, by, at)


@transaction.atomic
def decline(asked: Change, *, by: User, at: datetime) -> None:
    """It stays as it is. Raises NotAllowed, WrongState."""
    _drop(_to_answer(asked, by), "change.declined", by=by, at=at)


@transaction.atomic
def take_back(asked: Change, *, by: User, at: datetime) -> None:
    """It was asked for in error: nobody is asked any more. Raises NotAllowed, WrongState."""
    held = _held(asked)
    require(policies.can_take_change_back(by, held), "can_take_change_back")
    _drop(held, "change.taken_back", by=by, at=at)


def takes_two(role: Role, by: User, person: User | None = None) -> bool:
    """Whether `by` has to ask somebody before `person` (None: a new one) gets a post of `role`."""
    return role in RAISED and has_second(by, person)


def has_second(by: User, person: User | None = None) -> bool:
    """Whether there is anybody who could agree to what `by` asks for, about `person` or nobody."""
    but = [one.pk for one in (by, person) if one]
    here = User.objects.admitted().exclude(pk__in=but)
    heads = Post.objects.keyed().filter(person__in=here)
    return here.in_post(Role.ADMINISTRATOR).exists() or heads.exists()


def waiting() -> QuerySet[Change]:
    return Change.objects.select_related("person", "desk", "asked_by").order_by("asked_at", "pk")


def of_person(person: User) -> QuerySet[Change]:
    """What was asked for her, or by her: it ends when she leaves."""
    return waiting().filter(Q(person=person) | Q(asked_by=person))


@guard
def change_is_asked_once(waits: bool) -> str:
    """The same change does not wait twice."""
    return _("This was asked for already, and waits for another administrator.") if waits else ""


@guard
def change_still_waits(held: Change | None) -> str:
    """A change is answered once."""
    return "" if held else _("This was answered already, or taken back.")


def _to_answer(asked: Change, by: User) -> Change:
    held = _held(asked)
    about = (held.asked_by_id, held.person_id)
    require(policies.can_agree_to_change(by, *about), "can_agree_to_change")
    return held


def _held(asked: Change) -> Change:
    """The person first, as whoever lets her leave does, then the row as it stands now."""
    if asked.person_id:
        User.objects.select_for_update().get(pk=asked.person_id)
    rows = waiting().select_for_update(of=("self",))
    held = rows.filter(pk=asked.pk).first()
    refuse(change_still_waits(held))
    assert held is not None
    return held


def _drop(held: Change, verb: str, *, by: User, at: datetime) -> None:
    record(verb, held, by=by, at=at, gone=[held], reason=_code(held))
    Change.objects.filter(pk=held.pk).delete()


def _code(asked: Change) -> str:
    return ",".join(part for part in (asked.kind, asked.name, asked.value) if part)
