"""A record is kept although its time is over: asked for by one administrator, settled by another.

What protects holds at once: from the asking on nothing of it is erased. Its end waits for a second.
Neither of them opens anything.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.accounts.sealed import seal_for_house
from casework.audit.log import record
from casework.cases import erasing, erasure_guards, policies
from casework.cases.actions.record import lock_case
from casework.cases.erasure_codes import Cause, HoldReason
from casework.cases.models import Case, Erasure, Hold


@transaction.atomic
def ask(case: Case, *, reason: str, words: str, by: User, at: datetime) -> Hold:
    """Hold it, at once; a plan to erase it ends. Raises NotAllowed, WrongState."""
    lock_case(case)
    require(policies.can_hold_record(by), "can_hold_record")
    refuse(
        erasure_guards.can_be_held(case),
        erasure_guards.held_once(case, reason),
        erasure_guards.hold_says_why(words),
    )
    hold = Hold(case=case, reason=HoldReason(reason), asked_by=by, asked_at=at)
    seal_for_house(hold, "words", words)
    hold.save(force_insert=True)
    record("hold.asked", case, by=by, at=at, rows=[hold], reason=hold.reason)
    for plan in Erasure.objects.waiting().filter(case=case).exclude(cause=Cause.HER_REQUEST):
        plan.case = case
        erasing.end_as_kept(plan, by=by, at=at)
    return hold


@transaction.atomic
def confirm(hold: Hold, *, by: User, at: datetime) -> None:
    """A second administrator agrees that it holds."""
    held = _held(hold)
    require(policies.can_settle_hold(by, held.asked_by_id), "can_settle_hold")
    refuse(erasure_guards.hold_waits_for_a_second(held))
    held.confirmed_by, held.confirmed_at = by, at
    _save(held, "hold.confirmed", "confirmed_by", "confirmed_at", by=by, at=at)


@transaction.atomic
def decline(hold: Hold, *, by: User, at: datetime) -> None:
    """A second administrator says that it does not hold."""
    held = _held(hold)
    require(policies.can_settle_hold(by, held.asked_by_id), "can_settle_hold")
    refuse(erasure_guards.hold_waits_for_a_second(held))
    held.ended_by, held.ended_at = by, at
    _save(held, "hold.declined", "ended_by", "ended_at", by=by, at=at)


@transaction.atomic
def ask_end(hold: Hold, *, by: User, at: datetime) -> None:
    """It goes on holding until a second administrator agrees."""
    held = _held(hold)
    require(policies.can_hold_record(by), "can_hold_record")
    refuse(erasure_guards.hold_is_in_force(held))
    held.end_asked_by, held.end_asked_at = by, at
    _save(held, "hold.end_asked", "end_asked_by", "end_asked_at", by=by, at=at)


@transaction.atomic
def end(hold: Hold, *, by: User, at: datetime) -> None:
    """A second administrator agrees to its end; from now on the record's time runs out as any."""
    held = _held(hold)
    refuse(erasure_guards.hold_is_to_end(held))
    require(policies.can_settle_hold(by, held.end_asked_by_id), "can_settle_hold")
    held.ended_by, held.ended_at = by, at
    _save(held, "hold.ended", "ended_by", "ended_at", by=by, at=at)


@transaction.atomic
def keep_on(hold: Hold, *, by: User, at: datetime) -> None:
    """A second administrator says that it goes on holding."""
    held = _held(hold)
    refuse(erasure_guards.hold_is_to_end(held))
    require(policies.can_settle_hold(by, held.end_asked_by_id), "can_settle_hold")
    held.end_asked_by = held.end_asked_at = None
    _save(held, "hold.kept", "end_asked_by", "end_asked_at", by=by, at=at)


def _held(hold: Hold) -> Hold:
    """With its case, so that whoever erases it and whoever holds it take turns."""
    lock_case(hold.case)
    return Hold.objects.select_for_update(of=("self",)).select_related("case__desk").get(pk=hold.pk)


def _save(hold: Hold, verb: str, *fields: str, by: User, at: datetime) -> None:
    hold.raise_revision().save(update_fields=[*fields, "revision"])
    record(verb, hold.case, by=by, at=at, rows=[hold], reason=hold.reason)
