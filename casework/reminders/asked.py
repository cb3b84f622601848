"""Whom a task for supervisors goes to: whoever can do it now (`cases.quorum`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from casework.access.models import StandIn
from casework.access.stand_ins import in_force
from casework.accounts.models import Post
from casework.accounts.questions import Question
from casework.cases import policies, quorum
from casework.cases.models import Case, Decision, Erasure
from casework.cases.quorum import Act
from casework.reminders import rules
from casework.reminders.kinds import FOR_SUPERVISORS, Kind
from casework.reminders.models import Due
from casework.reminders.rules import Rhythms

# Every other one waits for a decision like any.
ACTS: Final = MappingProxyType(
    {
        Kind.CHILD_DECISION: Act.CHILD,
        Kind.CONFIRM_PROTECTIVE_ACT: Act.CONFIRM,
        Kind.REFERRAL_REVIEW_DUE: Act.REVIEW,
        Kind.BREAK_GLASS_ASKED: Act.LOOK_BACK,
        Kind.BREAK_GLASS_REVIEW: Act.LOOK_BACK,
        Kind.RETENTION_DUE: Act.ERASE,
        Kind.ERASURE_DUE: Act.ERASE,
    }
)


_SUPERVISORS = Question(
    lambda desk, owner: (
        Post.objects.keyed()
        .of_admitted()
        .filter(desk=desk)
        .exclude(person=owner)
        .order_by("person__username")
        .values_list("person", flat=True)
    )
)


def supervisors(case: Case) -> tuple[UUID, ...]:
    """Those of the desk who do not own the case, by user name: the first, the second, ...

    A desk that has nobody left is looked after by the one that stands by for it.
    """
    found = tuple(_SUPERVISORS(desk=case.desk_id, owner=case.owner_id))
    return found or asked(case, Kind.ESCALATION)


def ladder(case: Case, own: tuple[UUID, ...], rhythms: Rhythms) -> tuple[UUID, ...]:
    """Who is told when a task is late, the first, the second. A desk with one supervisor has its
    second from the one that stands by for it, as everywhere (reference 3.6). `own`: `supervisors`.
    """
    rungs = rules.rhythm(case.risk, case.reachability, rhythms).escalate
    if not own or len(own) >= len(rungs):
        return own
    return tuple(dict.fromkeys((*own, *asked(case, Kind.ESCALATION, but=own))))


def nobody_is_there(heads: Collection[UUID], away: Collection[StandIn]) -> bool:
    """Each of them has gone away, and her deputy is not there either; or there is none of them."""
    gone = {row.person_id for row in away}
    stood_for = {
        row.person_id for row in away if row.deputy.is_admitted and row.deputy_id not in gone
    }
    return all(one in gone - stood_for for one in heads)


def is_unattended(case: Case, at: datetime) -> bool:
    return nobody_is_there(supervisors(case), in_force(at))


def administrators() -> tuple[UUID, ...]:
    return tuple(one.pk for one in quorum.administrators())


def asked(case: Case, kind: str, *, but: Collection[UUID] = ()) -> tuple[UUID, ...]:
    """All of the nearest place that has somebody; `but` are left out unless nobody else is left:
    a task that nobody sees is worse.
    """
    if kind == Kind.ERASURE_DUE and (named := _named(case)):
        return named
    places = quorum.places(case.desk, ACTS.get(Kind(kind), Act.DECIDE))
    if kind == Kind.REFERRAL_REVIEW_DUE:
        return _reviewers(case, places)
    if kind == Kind.BREAK_GLASS_ASKED:  # whoever sees it first opens it
        return tuple(dict.fromkeys(seat.person.pk for _tier, seats in places for seat in seats))
    for left_out in ({case.owner_id, *but}, {case.owner_id}):
        if people := quorum.nearest(places, left_out).people:
            return tuple(person.pk for person in people)
    return ()


def _named(case: Case) -> tuple[UUID, ...]:
    """To everybody else there is no such case."""
    waits = Erasure.objects.hiding().filter(case=case)
    return tuple(one for row in waits for one in (row.first_id, row.second_id) if one is not None)


def _reviewers(case: Case, places: quorum.Places) -> tuple[UUID, ...]:
    """Who wrote it lies sealed: whoever may turn out to be no reviewer is asked beside another."""
    first = quorum.nearest(places, {case.owner_id}).people
    others = quorum.nearest(places, policies.may_have_written(case)).people
    return tuple(dict.fromkeys(person.pk for person in (*first, *others)))


def has_strayed(row: Due, case: Case, own: Collection[UUID]) -> bool:
    """It waits for somebody who cannot do it any more, and another one can. `own`: the desk's."""
    if row.kind not in FOR_SUPERVISORS:
        return False
    if row.kind in (Kind.CHILD_DECISION, Kind.ERASURE_DUE):
        return row.owner_id not in (asked(case, row.kind) or (row.owner_id,))
    if row.owner_id in own or not own:
        return False
    standing_by = quorum.places(case.desk, ACTS.get(Kind(row.kind), Act.DECIDE))[1:]
    if not any(row.owner_id == one.person.pk for _tier, seats in standing_by for one in seats):
        return True
    if row.kind in (Kind.BREAK_GLASS_ASKED, Kind.BREAK_GLASS_REVIEW):
        return False  # whoever asked or opened it there reviews nothing
    if row.reference is None:
        return True
    # Who stands by is asked while nobody of the desk but the one who asked could decide.
    asked_by = Decision.objects.filter(pk=row.reference).values_list("asked_by", flat=True)
    return any(one not in asked_by for one in own)
