"""The log's entries of one person, and who she is, for the rules. Clear columns alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from casework.access import stand_ins
from casework.accounts.models import Role, User
from casework.audit.models import AuditEntry, AuditEntryQuerySet
from casework.cases.models import Case
from casework.cases.states import READ_ONLY
from casework.reminders.roster import Duty
from casework.reports.acts import Act, Whose, codes
from casework.reports.codes import Rule
from casework.reports.numbers import hours_of

_COLUMNS = (
    "number", "at", "verb", "outcome", "count", "subject_code", "desk", "network", "subject_id",
    "subject_type",
)  # fmt: skip
_CASE = "case"


class Person:
    """Somebody whose entries are looked through, from `start` on."""

    def __init__(self, person: User, start: date, at: datetime, limits: Mapping[str, int]) -> None:
        self.user, self.at = person, at
        self.days_back, self.hours = limits[Rule.NEW_NETWORK], hours_of(limits)
        self.zone = ZoneInfo(person.time_zone)
        self.start = self.moment(start)
        self._whose_before: dict[date, Whose] = {}

    def moment(self, day: date) -> datetime:
        """When a day of hers begins."""
        return datetime.combine(day, time.min, self.zone)

    @cached_property
    def acts(self) -> list[Act]:
        """Oldest first. What is not about a case has no code."""
        found = _since(self.user, self.start).order_by("number").values_list(*_COLUMNS)
        return [_act(*row) for row in found]

    def between(self, first: date, days: int) -> list[Act]:
        start, end = self.moment(first), self.moment(first + timedelta(days=days))
        return [act for act in self.acts if start <= act.at < end]

    def whose(self, first: date) -> Whose:
        """As she stands now; `networks` are those of the days before the period that begins then.

        Asked for once, whatever the number of rules.
        """
        if first not in self._whose_before:
            start = self.moment(first)
            networks = self._networks(start)
            was_here = not networks and self._was_here(start)
            hers = replace(self._whose, networks=networks, was_here=was_here)
            self._whose_before[first] = hers
        return self._whose_before[first]

    @cached_property
    def _whose(self) -> Whose:
        known = codes(self.acts)
        return Whose(
            roles=frozenset(post.role for post in self.user.posts_now()),
            zone=self.zone,
            supervises=frozenset(desk.code for desk in self.user.desks_as(Role.SUPERVISOR)),
            own=self._own(known),
            closed=_closed(known),
            hours=self.hours,
            turns=self._turns(),
        )

    def _own(self, known: Collection[str]) -> frozenset[str]:
        rows = stand_ins.in_force(self.at)
        absent = [row.person_id for row in rows if row.deputy_id == self.user.pk]
        cases = Case.objects.filter(code__in=known, owner__in=[self.user.pk, *absent])
        return frozenset(cases.values_list("code", flat=True))

    def _turns(self) -> tuple[tuple[datetime, datetime], ...]:
        turns = Duty.objects.standing().filter(person=self.user, ends_at__gt=self.start)
        return tuple(turns.filter(starts_at__lte=self.at).values_list("starts_at", "ends_at"))

    def _networks(self, start: datetime) -> frozenset[str]:
        """Those of the days before."""
        before = _since(self.user, start - timedelta(days=self.days_back)).filter(at__lt=start)
        found = before.exclude(network="").order_by().values_list("network", flat=True)
        return frozenset(found.distinct())

    def _was_here(self, start: datetime) -> bool:
        before = AuditEntry.objects.by_person(self.user.pk).filter(at__lt=start)
        return before.exclude(network="").exists()


def _since(person: User, start: datetime) -> AuditEntryQuerySet:
    """By her and from then on."""
    return AuditEntry.objects.by_person(person.pk).filter(at__gte=start)


def _act(
    number: int,
    at: datetime,
    verb: str,
    outcome: str,
    times: int,
    code: str,
    desk: str,
    network: str,
    subject: str,
    kind: str,
) -> Act:
    code = code if kind == _CASE else ""
    return Act(number, at, verb, outcome, times, code, desk, network, subject)


def _closed(known: Collection[str]) -> dict[str, datetime]:
    cases = Case.objects.filter(code__in=known, state__in=READ_ONLY, closed_at__isnull=False)
    found = cases.values_list("code", "closed_at")
    return {code: closed_at for code, closed_at in found if closed_at}
