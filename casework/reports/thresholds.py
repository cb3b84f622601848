"""From how many on each rule fires, and the hours of each role: settings of the house, within
bounds, with their history.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from casework.access import changes
from casework.access import policies as access_policies
from casework.access.change_rows import Change, Widening
from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.audit.log import new_entry, record
from casework.reports import policies
from casework.reports.numbers import NUMBERS
from casework.reports.threshold_rows import Threshold


def current() -> Mapping[str, int]:
    """Each number by its name. One query. Raises Forged."""
    set_to = {row.check_mac().rule: row.limit for row in Threshold.objects.newest()}
    return {name: number.usual for name, number in NUMBERS.items()} | set_to


@transaction.atomic
def change(rule: str, limit: int, *, by: User, at: datetime, agreed_by: User | None = None) -> None:
    """Set one number. Nothing is written where it is the same.

    One with which the rule asks about less takes another administrator (`ask`). Raises NotAllowed,
    WrongState.
    """
    require(policies.can_set_thresholds(by), "can_set_thresholds")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports.thresholds'))")
    before = current()[rule]
    refuse(
        threshold_in_bounds(rule, limit), looser_rule_takes_two(rule, before, limit, by, agreed_by)
    )
    if limit == before:
        return
    number, entry = Threshold.objects.next_number(rule=rule), new_entry()
    row = Threshold(rule=rule, number=number, before=before, limit=limit, set_by=by, set_at=at)
    row.protect(entry).save(force_insert=True)
    record("thresholds.changed", row, by=by, at=at, entry=entry, rows=[row], reason=rule)


@transaction.atomic
def ask(rule: str, limit: int, *, by: User, at: datetime) -> Change:
    """A looser number, for another administrator to agree to. Raises NotAllowed, WrongState."""
    require(policies.can_set_thresholds(by), "can_set_thresholds")
    refuse(threshold_in_bounds(rule, limit))
    return changes.ask(Widening.THRESHOLD, str(limit), name=rule, by=by, at=at)


def takes_two(rule: str, limit: int, by: User) -> bool:
    """Whether `by` has to ask for it, since less is asked about with it."""
    return NUMBERS[rule].is_looser(current()[rule], limit) and changes.has_second(by)


def _set_agreed(asked: Change, agreed_by: User, at: datetime) -> None:
    change(asked.name, int(asked.value), by=asked.asked_by, at=at, agreed_by=agreed_by)


changes.ACTS[Widening.THRESHOLD] = _set_agreed


@guard
def looser_rule_takes_two(
    rule: str, before: int, limit: int, by: User, agreed_by: User | None
) -> str:
    """A rule that is to ask about less takes another administrator's yes; more takes nobody's."""
    if not (NUMBERS[rule].is_looser(before, limit) and changes.has_second(by)):
        return ""
    if agreed_by and access_policies.can_agree_to_change(agreed_by, by.pk, None):
        return ""
    return _("With it the rule asks about less: another administrator has to agree first.")


@guard
def threshold_in_bounds(rule: str, limit: int) -> str:
    """No rule can be set so high that it never fires, or so low that it always does."""
    number = NUMBERS[rule]
    if number.least <= limit <= number.most:
        return ""
    told = {"least": number.least, "most": number.most}
    return _("From %(least)d to %(most)d.") % told
