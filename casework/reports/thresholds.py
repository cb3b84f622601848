"""From how many on each rule fires: settings of the house, within bounds, with their history."""

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
from casework.reports.codes import Rule
from casework.reports.threshold_rows import Threshold
from casework.reports.unusual import BY_RULE, TABLE


def current() -> Mapping[Rule, int]:
    """One query. Raises Forged."""
    set_to = {Rule(row.check_mac().rule): row.limit for row in Threshold.objects.newest()}
    return {line.rule: line.usual for line in TABLE} | set_to


@transaction.atomic
def change(
    rule: Rule, limit: int, *, by: User, at: datetime, agreed_by: User | None = None
) -> None:
    """Set one number. Nothing is written where it is the same.

    One with which the rule asks about less takes another administrator (`ask`). Raises NotAllowed,
    WrongState.
    """
    require(policies.can_set_thresholds(by), "can_set_thresholds")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports.thresholds'))")
    before = current()[rule]
    refuse(threshold_in_bounds(rule, limit), looser_rule_takes_two(before, limit, by, agreed_by))
    if limit == before:
        return
    number, entry = Threshold.objects.filter(rule=rule).count() + 1, new_entry()
    row = Threshold(rule=rule, number=number, before=before, limit=limit, set_by=by, set_at=at)
    row.protect(entry).save(force_insert=True)
    record("thresholds.changed", row, by=by, at=at, entry=entry, rows=[row], reason=rule)


@transaction.atomic
def ask(rule: Rule, limit: int, *, by: User, at: datetime) -> Change:
    """A looser number, for another administrator to agree to. Raises NotAllowed, WrongState."""
    require(policies.can_set_thresholds(by), "can_set_thresholds")
    refuse(threshold_in_bounds(rule, limit))
    return changes.ask(Widening.THRESHOLD, str(limit), name=rule, by=by, at=at)


def takes_two(rule: Rule, limit: int, by: User) -> bool:
    """Whether `by` has to ask for it: with a higher number a rule asks about less."""
    return limit > current()[rule] and changes.has_second(by)


def _set_agreed(asked: Change, agreed_by: User, at: datetime) -> None:
    rule, limit = Rule(asked.name), int(asked.value)
    change(rule, limit, by=asked.asked_by, at=at, agreed_by=agreed_by)


changes.ACTS[Widening.THRESHOLD] = _set_agreed


@guard
def looser_rule_takes_two(before: int, limit: int, by: User, agreed_by: User | None) -> str:
    """A rule that is to ask about less takes another administrator's yes; more takes nobody's."""
    if limit <= before or not changes.has_second(by):
        return ""
    if agreed_by and access_policies.can_agree_to_change(agreed_by, by.pk, None):
        return ""
    return _("With it the rule asks about less: another administrator has to agree first.")


@guard
def threshold_in_bounds(rule: Rule, limit: int) -> str:
    """No rule can be set so high that it never fires, or so low that it always does."""
    line = BY_RULE[rule]
    if line.least <= limit <= line.most:
        return ""
    told = {"least": line.least, "most": line.most}
    return _("From %(least)d to %(most)d.") % told
