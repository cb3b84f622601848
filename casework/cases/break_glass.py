"""Opening in an emergency: what must hold, and how long it is good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.access.models import HolderRole
from casework.accounts.models import Desk, Role, User
from casework.accounts.questions import Question
from casework.audit.models import AuditEntry, AuditWritten
from casework.cases.models import BreakGlass, Case
from casework.cases.states import READ_ONLY

# The sheet may be read, and the request answered, for so long; then she asks again.
ASKED_FOR: Final = timedelta(hours=1)
# And so long the whole record is open, from when a supervisor opened it.
OPEN_FOR: Final = timedelta(hours=1)
REVIEWED_WITHIN: Final = timedelta(hours=24)

_LATEST = Question(
    lambda case: (
        BreakGlass.objects.filter(case=case)
        .select_related("asker", "opener", "reviewer")
        .order_by("-asked_at")[:3]
    )
)


def is_live(glass: BreakGlass, at: datetime) -> bool:
    """Her request still waits for an answer, or her hour is not over."""
    if glass.reviewed_at is not None:
        return False
    return at < (glass.until or glass.asked_at + ASKED_FOR)


def live_of(user: User, at: datetime) -> BreakGlass | None:
    """What she asked for and may still read."""
    recent = BreakGlass.objects.filter(asker=user, asked_at__gt=at - ASKED_FOR - OPEN_FOR)
    rows = recent.select_related("case__desk", "case__owner").order_by("-asked_at")
    return next((row for row in rows if is_live(row, at)), None)


def to_look_at(user: User) -> QuerySet[BreakGlass]:
    """Not reviewed yet, of desks that she supervises or stands by for; who waits longest first."""
    desks = user.desks_as(Role.SUPERVISOR)
    standing = Q(
        case__group_grants__role=HolderRole.STANDBY,
        case__group_grants__group__in=[desk.supervisors_id for desk in desks],
    )
    rows = BreakGlass.objects.filter(Q(case__desk__in=desks) | standing, reviewed_at__isnull=True)
    return rows.filter(case__hidden_at__isnull=True).distinct().order_by("asked_at")


def overdue(at: datetime) -> QuerySet[BreakGlass]:
    """Not reviewed within 24 hours: administrators see it too, by code; the longest first."""
    rows = BreakGlass.objects.filter(reviewed_at__isnull=True, asked_at__lt=at - REVIEWED_WITHIN)
    return rows.filter(case__hidden_at__isnull=True).order_by("asked_at", "pk")


class Counted(NamedTuple):
    """Openings in an emergency that were asked for in a time; no case and nobody is named."""

    asked: int
    opened: int  # of those, with the whole record
    reviewed: int
    in_time: int  # of those reviewed, within 24 hours
    by_finding: dict[str, int]  # `ReviewFinding` codes; "" where none is on record


def counted(since: datetime, until: datetime, desk: Desk | None = None) -> Counted:
    """For a report: asked for from `since` until before `until`, on one desk or in the house."""
    rows = BreakGlass.objects.filter(asked_at__gte=since, asked_at__lt=until)
    if desk is not None:
        rows = rows.filter(case__desk=desk)
    in_time = Q(reviewed_at__lte=F("asked_at") + REVIEWED_WITHIN)
    found = rows.aggregate(
        asked=Count("pk"),
        opened=Count("pk", filter=Q(opener__isnull=False)),
        reviewed=Count("pk", filter=Q(reviewed_at__isnull=False)),
        in_time=Count("pk", filter=in_time),
    )
    return Counted(**found, by_finding=_findings(rows.filter(reviewed_at__isnull=False)))


def _findings(reviewed: QuerySet[BreakGlass]) -> dict[str, int]:
    """By the log: what was found stands in its entry, and else only in the record."""
    ids = [str(pk) for pk in reviewed.values_list("pk", flat=True)]
    written = AuditWritten.objects.filter(table=BreakGlass._meta.db_table, row__in=ids)
    entries = AuditEntry.objects.filter(verb="break_glass.reviewed")
    found = Counter(
        entries.filter(number__in=written.values("number")).values_list("reason", flat=True)
    )
    found[""] += len(ids) - found.total()
    return {code: number for code, number in found.items() if number}


def latest_of(case: Case) -> list[BreakGlass]:
    """The last three times, for those who read the case."""
    return _LATEST(case=case.pk)


@guard
def cannot_open_it_already(user: User, case: Case) -> str:
    """In an emergency only a case is asked for that she may not open anyway."""
    if Case.objects.visible_to(user).filter(pk=case.pk).exists():
        return _("You can open this case already.")
    return ""


@guard
def its_record_is_written_still(case: Case) -> str:
    """What is closed is reopened first, by its own people or whoever stands by; then it is asked
    for."""
    if case.state not in READ_ONLY:
        return ""
    return _("This case is closed. Its caseworker, a supervisor of its desk, or one who stands by"
             " for it reopens it first.")  # fmt: skip


@guard
def one_case_at_a_time(user: User, case: Case, at: datetime) -> str:
    """One case, one hour: a second emergency waits for the end of the first."""
    live = live_of(user, at)
    if live is None or live.case_id == case.pk:
        return ""
    return _(
        "You asked for %(code)s within this hour. One case at a time: for another call a "
        "supervisor."
    ) % {"code": live.case.code}


@guard
def request_still_waits(glass: BreakGlass, at: datetime) -> str:
    """A request in an emergency is answered within the hour, and once."""
    if glass.opener_id is not None:
        return _("It was opened to her already.")
    if not is_live(glass, at):
        return _("Her request is over. If she still needs it, she asks again.")
    return ""


@guard
def not_reviewed_yet(glass: BreakGlass) -> str:
    """An emergency access is reviewed once."""
    return _("It was reviewed already.") if glass.reviewed_at is not None else ""


@guard
def its_hour_is_over(glass: BreakGlass, at: datetime) -> str:
    """An emergency access is reviewed when its hour is over."""
    if is_live(glass, at):
        return _("Her hour is not over yet. Review it when it is.")
    return ""


def told_to(case: Case) -> Iterable[int]:
    """The groups whose supervisors are asked: her desk's, and those who stand by."""
    standing = case.group_grants.filter(role=HolderRole.STANDBY)
    return sorted({case.desk.supervisors_id, *standing.values_list("group", flat=True)})
