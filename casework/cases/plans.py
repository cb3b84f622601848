"""Which records are over, by the clock: a plan for two people, or at once what nobody opened.

Run by a worker, which holds no key; it opens nothing, for the end of a record needs no key. Late,
or twice, or beside somebody who decides at that moment, it ends the same: whoever holds the case
first has decided, and each case is a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from casework.access.errors import WrongState
from casework.accounts.models import Role, User
from casework.audit import sweeps
from casework.audit.log import record
from casework.cases import dues, erasing, naming, policies, quorum, terms
from casework.cases.erasure_codes import (
    KEPT_FOR,
    PLAN_TASK,
    PLAN_WITHIN,
    Cause,
    Outcome,
)
from casework.cases.models import Case, Erasure, Hold
from casework.cases.scopes import CaseQuerySet
from casework.cases.states import CaseState
from casework.vault.models import Letter

# A sweep ends after so many of each; the next minute brings the next.
AT_MOST: Final = 200
SHOWN: Final = 100


def sweep(at: datetime) -> int:
    """What is over by `at`; returns how many drafts were erased and plans made."""
    _forget_strays()
    return sweeps.each((_name_deciders, _let_go, _expire, _plan), lambda step: step(at))


def _expire(at: datetime) -> int:
    return sweeps.each(_expired(at), lambda found: expire(*found, at))


def _plan(at: datetime) -> int:
    return sweeps.each(_over(at), lambda found: plan(*found, at))


@transaction.atomic
def plan(case_id: UUID, cause: Cause, at: datetime) -> bool:
    """Ask two people; False where something stands in the way by now."""
    case = _free(case_id)
    if case is None or not _may_go().filter(pk=case_id).exists() or not _is_over(case, cause, at):
        return False
    erasure = Erasure(case=case, cause=cause, asked_at=at, due_at=at + PLAN_WITHIN)
    if erasing.in_the_way(erasure, at):
        return False
    erasure.save(force_insert=True)
    record("erasure.planned", case, by=None, at=at, rows=[erasure], reason=cause)
    dues.set_due(case, PLAN_TASK, due_at=at, by=None, at=at, reference=erasure.pk)
    return True


@transaction.atomic
def expire(case_id: UUID, cause: Cause, at: datetime) -> bool:
    """Erase a draft whose time is over; False where something stands in the way by now."""
    case = _free(case_id)
    if case is None or case.state != CaseState.DRAFT or not _is_over(case, cause, at):
        return False
    erasure = Erasure(case=case, cause=cause, asked_at=at, due_at=at)
    try:
        erasing.expire(erasure, at=at)
    except WrongState:
        return False
    return True


def _is_over(case: Case, cause: str, at: datetime) -> bool:
    ends_at = terms.over_at(case, cause)
    return ends_at is not None and ends_at <= at


def _free(case_id: UUID) -> Case | None:
    """None while somebody is at it."""
    free = Case.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    return free.select_related("desk", "owner").filter(pk=case_id).first()


def _may_go() -> CaseQuerySet:
    """Nobody holds it, and nobody has decided or is deciding about its end."""
    of_case = {"case": OuterRef("pk")}
    held = Hold.objects.in_force().filter(**of_case)
    waits = Erasure.objects.waiting().filter(**of_case)
    return Case.objects.filter(~Exists(held), ~Exists(waits))


def _over(at: datetime) -> Iterator[tuple[UUID, Cause]]:
    kept = Erasure.objects.filter(
        case=OuterRef("pk"), outcome=Outcome.KEPT, ended_at__gt=at - KEPT_FOR
    )
    for cause, (state, _kind) in terms.CLOCKS.items():
        cases = _may_go().filter(~Exists(kept), terms.may_be_over(cause, at), state=state)
        for case in cases.order_by("closed_at", "pk")[:AT_MOST]:
            if _is_over(case, cause, at):
                yield case.pk, cause


def _expired(at: datetime) -> Iterator[tuple[UUID, Cause]]:
    runs = {
        Cause.REFUSED: Q(consent__in=terms.SAID_NO),
        Cause.UNOPENED: Q(submitted_at__isnull=True),
    }
    for cause, clock in runs.items():
        drafts = _may_go().filter(clock, terms.may_be_over(cause, at), state=CaseState.DRAFT)
        for case in drafts.order_by("pk")[:AT_MOST]:
            if _is_over(case, cause, at):
                yield case.pk, cause


def _let_go(at: datetime) -> int:
    """A plan ends by itself when the case was opened again, or is held. None of these count."""
    sweeps.each(_not_over(at), lambda erasure: _keep(erasure, at))
    return 0


@transaction.atomic
def _keep(erasure: Erasure, at: datetime) -> bool:
    case = _free(erasure.case_id)
    if case is None:
        return False
    held = Hold.objects.in_force().filter(case=case).exists()
    if not held and _is_over(case, erasure.cause, at):
        return False
    erasure.case = case
    erasing.end_as_kept(erasure, by=None, at=at)
    return True


def _not_over(at: datetime) -> Iterator[Erasure]:
    """Plans of which that may be so; the case is asked again once it is held."""
    held = Exists(Hold.objects.in_force().filter(case=OuterRef("case")))
    for cause, (state, _kind) in terms.CLOCKS.items():
        over = Case.objects.filter(terms.may_be_over(cause, at), state=state)
        yield from Erasure.objects.waiting().filter(held | ~Q(case__in=over), cause=cause)


def _name_deciders(at: datetime) -> int:
    """Who was named and cannot decide any more is replaced; who was missing is named."""
    hidden = Erasure.objects.hiding().select_related("case__desk__deputy")
    sweeps.each(hidden, lambda erasure: _name_anew(erasure, at))
    return 0


@transaction.atomic
def _name_anew(erasure: Erasure, at: datetime) -> bool:
    if not naming.is_due(erasure, at):
        return False
    case = _free(erasure.case_id)
    held = Erasure.objects.select_for_update().waiting().filter(pk=erasure.pk).first()
    if case is None or held is None:
        return False
    held.case = case
    naming.name(held, at)
    return True


def _forget_strays() -> None:
    """A draft that a browser sent while its case was being erased."""
    erased = Case.objects.filter(state=CaseState.ERASED)
    Letter.objects.filter(case_id__in=erased.values("pk")).delete()


def waiting_for(user: User, *, code: str = "") -> list[Erasure]:
    """What she could decide as one of two, or of this one case; the first due first. Her own
    requests only to those who are named."""
    named = Q(first=user) | Q(second=user)
    waits = Erasure.objects.waiting().filter(named | ~Q(cause=Cause.HER_REQUEST))
    if not user.is_administrator:
        own = user.desks_as(Role.SUPERVISOR)
        waits = waits.filter(Q(case__desk__in=own) | Q(case__desk__deputy__in=own))
    if code:
        waits = waits.filter(case__code=code)
    waits = waits.select_related("case__desk__deputy", "case__owner", "case__label")
    known: dict[UUID, quorum.Places] = {}
    found = (one for one in waits.order_by("due_at", "pk") if _decides(user, one, known))
    return list(islice(found, SHOWN))


def certificates_for(user: User) -> list[Erasure]:
    """Of her desks; of the whole house for an administrator. The newest first."""
    done = Erasure.objects.certificates().select_related("case__desk")
    if not user.is_administrator:
        done = done.filter(case__desk__in=user.desks_as(Role.SUPERVISOR))
    return list(done.order_by("-ended_at", "pk")[:SHOWN])


def has_agreed(user: User, erasure: Erasure) -> bool:
    said = ((erasure.first_id, erasure.first_at), (erasure.second_id, erasure.second_at))
    return any(who == user.pk and at is not None for who, at in said)


def _decides(user: User, erasure: Erasure, known: dict[UUID, quorum.Places]) -> bool:
    """`known`: who sits where, asked once for each desk."""
    if has_agreed(user, erasure):
        return True
    desk = erasure.case.desk
    if desk.pk not in known:
        known[desk.pk] = quorum.places(desk, quorum.Act.ERASE)
    return policies.can_agree_to_erase(user, erasure, known[desk.pk])
