"""The monthly report of access: how often each thing happened, by codes. No person, no case."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.audit.models import AuditEntry


class Part(NamedTuple):
    """Verbs of the log that are counted together; `by_reason`: each of their codes by itself."""

    title: Promise
    verbs: tuple[str, ...]
    by_reason: bool = True


PARTS: Final = (
    Part(_("Openings in an emergency"),
         ("break_glass.asked", "break_glass.opened", "break_glass.reviewed")),
    Part(_("What was unusual"), ("alert.raised", "alert.was_expected", "alert.passed_on")),
    Part(_("What was answered"), ("alert.answered", "alert.settled", "alert.expected")),
    Part(_("Reviews of access"), ("access.reviewed", "access.warned", "access.lapsed"), False),
    Part(_("Access given and ended"), ("access.granted", "access.revoked")),
    Part(_("Code of conduct"), ("conduct.agreed", "conduct.accepted"), False),
)  # fmt: skip


class Counted(NamedTuple):
    verb: str
    reason: str
    times: int


class Report(NamedTuple):
    first: date
    parts: list[tuple[Part, list[Counted]]]


def of_month(first: date, zone: ZoneInfo) -> Report:
    """From the first day of a month up to, but not at, the first of the next. One query."""
    verbs = [verb for part in PARTS for verb in part.verbs]
    start, end = _moment(first, zone), _moment(next_month(first), zone)
    entries = AuditEntry.objects.between(start, end).filter(verb__in=verbs, outcome="done")
    counted = entries.order_by().values_list("verb", "reason").annotate(Count("number"))
    found = [Counted(*row) for row in counted]
    return Report(first, [(part, list(_of_part(part, found))) for part in PARTS])


def next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _of_part(part: Part, found: list[Counted]) -> list[Counted]:
    """A verb that never came stands there with a nought."""
    rows = []
    for verb in part.verbs:
        mine = sorted(row for row in found if row.verb == verb)
        if part.by_reason and mine:
            rows += mine
        else:
            rows.append(Counted(verb, "", sum(row.times for row in mine)))
    return rows


def _moment(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
