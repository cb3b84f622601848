"""The whole log recomputed once a day, with what came of it kept.

A day begins at the hour of the setting. Whatever keeps it from its hour, a machine that is off or a
worker that is killed, the next sweep takes it up; a second worker finds it at work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from casework.accounts.rows import Subject
from casework.audit import alarms, high_water
from casework.audit.high_water import HighWaterError
from casework.audit.log import record
from casework.audit.models import AuditHead, AuditVerification
from casework.audit.verification import Report, verify

SHOWN = 20  # findings that are kept with their words
_LOCK = 6962_0002  # PostgreSQL's advisory lock of whoever verifies


def verify_due(clock: Callable[[], datetime]) -> AuditVerification | None:
    """Verify if nobody has since the hour of the day; None when there is nothing to do.

    Raises MarkMalformed.
    """
    if not _is_due(clock()):
        return None
    with _alone() as mine:
        return verify_now(clock) if mine and _is_due(clock()) else None


def verify_now(clock: Callable[[], datetime]) -> AuditVerification:
    """On record, and an alarm while it finds anything. Raises MarkMalformed, with an alarm too."""
    started = clock()
    try:
        report = verify(connection, mark=high_water.read())
    except HighWaterError:
        alarms.ring(alarms.VERIFYING, at=started)
        raise
    return _keep(report, started, clock())


@transaction.atomic
def _keep(report: Report, started: datetime, ended: datetime) -> AuditVerification:
    if report.ok:
        alarms.clear(alarms.VERIFYING)
    else:
        alarms.ring(alarms.VERIFYING, at=ended, number=report.first_broken or 0)
    log, outcome = Subject("log", "audit"), "done" if report.ok else "failed"
    record("log.verified", log, by=None, at=ended, count=report.entries, outcome=outcome)
    return AuditVerification.objects.create(
        started_at=started,
        ended_at=ended,
        entries=report.entries,
        rows=report.rows,
        checkpoints=report.checkpoints,
        root=report.root,
        broken=report.broken,
        first_broken=report.first_broken,
        findings="\n".join(map(str, report.findings[:SHOWN])),
    )


def _is_due(at: datetime) -> bool:
    if not AuditHead.objects.exists():
        return False
    return not AuditVerification.objects.filter(started_at__gte=day_begins(at)).exists()


def day_begins(at: datetime) -> datetime:
    """The last time that the clock showed the hour of the setting."""
    today = at.astimezone(UTC).replace(
        hour=settings.LOG_VERIFY_HOUR, minute=0, second=0, microsecond=0
    )
    return today if today <= at else today - timedelta(days=1)


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        [(mine,)] = cursor.fetchall()
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
