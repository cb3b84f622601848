"""Looking through the log for what is unusual. Run by a worker: it holds no key and opens nothing.

Each person who did something since the last time is looked at for every day and week since. What
is found is written once for a person, rule and period, whoever looks and however often.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from casework.accounts.models import User
from casework.audit import sweeps
from casework.audit.log import SYSTEM, record
from casework.audit.models import AuditEntry
from casework.reminders.asked import administrators
from casework.reports import asking, thresholds
from casework.reports.acts import Finding
from casework.reports.alert_rows import Alert, Expected, Looked
from casework.reports.codes import Outcome, Rule
from casework.reports.unusual import TABLE, Line, Period
from casework.reports.whose import Person

# The first time it looks back so far; a worker that was down, so far at most.
AT_FIRST, AT_MOST = timedelta(days=1), timedelta(days=31)
# An act may be sealed a while after its moment: nobody looked at it then.
SEALED_LATER = timedelta(hours=1)
# So many entries are kept as evidence.
MOST_ENTRIES = 50
Limits = Mapping[str, int]


def look(at: datetime) -> int:
    """Returns how many alerts were written. Safe to run twice, also at once."""
    looked, _new = Looked.objects.get_or_create(pk=1)
    newest = AuditEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    since = max((looked.at or at - AT_FIRST) - SEALED_LATER, at - AT_MOST)
    new = AuditEntry.objects.filter(number__gt=looked.number, number__lte=newest, at__gte=since)
    people = new.exclude(by=SYSTEM).order_by().values_list("by", flat=True).distinct()
    limits = thresholds.current()
    found = sweeps.each(list(people), lambda one: look_at(UUID(one), since, at, limits))
    Looked.objects.filter(pk=1).update(number=newest, at=at)
    return found


@transaction.atomic
def look_at(person_id: UUID, since: datetime, at: datetime, limits: Limits) -> int:
    """One person, from the day of `since` to the day of `at` on her own clock."""
    user = User.objects.admitted().filter(pk=person_id).first()
    if user is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports.look'))")
    zone = ZoneInfo(user.time_zone)
    first, last = since.astimezone(zone).date(), at.astimezone(zone).date()
    start = first - timedelta(days=first.weekday())
    person = Person(user, start, at, limits)
    return sum(
        keep(user, line, period, finding, limits[line.rule], at)
        for line, period in _periods(first, last)
        if (finding := _find(person, line, period, limits[line.rule])) is not None
    )


@transaction.atomic
def pass_on(at: datetime) -> int:
    """What nobody answered in 48 hours goes to the second administrator; returns how many."""
    late = Alert.objects.unanswered_since(at - asking.PATIENCE).select_related("person")
    moved = 0
    for alert in late.select_for_update(of=("self",), skip_locked=True, no_key=True):
        tried = (alert.for_admin_id, alert.person_id)
        others = [one for one in administrators() if one not in tried]
        if not others:
            continue
        alert.for_admin_id, alert.passed_on_at = others[0], at
        alert.raise_revision().save(update_fields=["for_admin", "passed_on_at", "revision"])
        record("alert.passed_on", alert, by=None, at=at, rows=[alert], reason=alert.rule)
        moved += 1
    return moved


def _periods(first: date, last: date) -> Iterator[tuple[Line, date]]:
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    mondays = list(dict.fromkeys(day - timedelta(days=day.weekday()) for day in days))
    for line in TABLE:
        for day in days if line.period is Period.DAY else mondays:
            yield line, day


def _find(person: Person, line: Line, period: date, limit: int) -> Finding | None:
    acts = person.between(period, 1 if line.period is Period.DAY else 7)
    return line.find(acts, person.whose(period), limit) if acts else None


def keep(user: User, line: Line, period: date, found: Finding, limit: int, at: datetime) -> int:
    """As an alert, or as what is expected. More than what was expected is an alert after all, and
    so is far more than what was answered.
    """
    held = Alert.objects.select_for_update(no_key=True)
    alert = held.filter(person=user, rule=line.rule, period=period).order_by("-count").first()
    expected = _expected(user, line.rule, found, at)
    if alert is not None and alert.expected_id is None and not _is_far_more(alert, found):
        return _grow(alert, found, at)
    if alert is not None and expected is not None:
        return 0
    is_new = alert is None or alert.is_answered
    if alert is None or is_new:
        alert = Alert(person=user, rule=line.rule, period=period)
    alert.count, alert.entries, alert.limit = found.times, _unseen(alert, found), limit
    alert.found_at, alert.expected = at, expected
    if expected is None:
        asking.begin(alert, at)
    if is_new:
        alert.save(force_insert=True)
    else:
        alert.raise_revision().save()
    verb = "alert.was_expected" if expected else "alert.raised"
    record(verb, alert, by=None, at=at, rows=[alert], reason=line.rule, count=found.times)
    return 0 if expected else 1


def _is_far_more(alert: Alert, found: Finding) -> bool:
    """An answer covers less than as much again as was asked about; what was marked as expected,
    that and no more.
    """
    if alert.outcome == Outcome.EXPECTED:
        return found.times > alert.count
    return alert.is_answered and found.times >= 2 * alert.count


def _grow(alert: Alert, found: Finding, at: datetime) -> int:
    """More of it came before somebody answered: the question is about all of it."""
    if alert.is_answered or found.times <= alert.count:
        return 0
    alert.count, alert.entries = found.times, _unseen(alert, found)
    alert.raise_revision().save(update_fields=["count", "entries", "revision"])
    record("alert.grew", alert, by=None, at=at, rows=[alert], reason=alert.rule, count=found.times)
    return 0


def _unseen(alert: Alert, found: Finding) -> list[int]:
    """The first of its entries that no answered question about the same has shown."""
    answered = Alert.objects.about_the_same(alert).filter(answered_at__isnull=False)
    lists = answered.values_list("entries", flat=True)
    seen = {number for entries in lists for number in entries}
    return [number for number in found.entries if number not in seen][:MOST_ENTRIES]


def _expected(user: User, rule: Rule, found: Finding, at: datetime) -> Expected | None:
    """What was marked covers as much as it was marked at, and no more."""
    rows = Expected.objects.in_force(at).filter(person=user, rule=rule, up_to__gte=found.times)
    return rows.order_by("-until").first()
