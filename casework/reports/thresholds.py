"""From how many on each rule fires: settings of the house, within bounds, with their history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

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
def change(rule: Rule, limit: int, *, by: User, at: datetime) -> None:
    """Set one number. Nothing is written where it is the same. Raises NotAllowed, WrongState."""
    require(policies.can_set_thresholds(by), "can_set_thresholds")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports.thresholds'))")
    refuse(threshold_in_bounds(rule, limit))
    before = current()[rule]
    if limit == before:
        return
    number, entry = Threshold.objects.filter(rule=rule).count() + 1, new_entry()
    row = Threshold(rule=rule, number=number, before=before, limit=limit, set_by=by, set_at=at)
    row.protect(entry).save(force_insert=True)
    record("thresholds.changed", row, by=by, at=at, entry=entry, rows=[row], reason=rule)


@guard
def threshold_in_bounds(rule: Rule, limit: int) -> str:
    """No rule can be set so high that it never fires, or so low that it always does."""
    line = BY_RULE[rule]
    if line.least <= limit <= line.most:
        return ""
    told = {"least": line.least, "most": line.most}
    return _("From %(least)d to %(most)d.") % told
