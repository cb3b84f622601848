"""When a person wants to be told by mail: never in her night, all at once in the morning, or not at
all of some kinds. Home shows every task as soon as it is due, whatever is set here; and what is
urgent, or in a case in immediate danger, is mailed at once.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.accounts.rows import LoggedRow, Subject
from casework.accounts.sealed import HouseSealedField, open_for_house, seal_for_house
from casework.audit.log import record
from casework.cases.states import Risk
from casework.reminders.kinds import OF_PARTNERS, TABLE, URGENT

SUMMARY_AT: Final = time(8)
_DAY: Final = timedelta(days=1)


class Summary(models.TextChoices):
    EACH = "each", gettext_lazy("one mail for each task")
    DAILY = "daily", gettext_lazy("one mail a day, at eight")
    WEEKLY = "weekly", gettext_lazy("one mail a week, on Monday at eight")


class Ways(LoggedRow):
    """One row a person; without one she is told of everything at once.

    `quiet_from` and `quiet_until` are hours of her own day, such as 22:00; empty: none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    quiet_from = models.CharField(max_length=5, blank=True, default="")
    quiet_until = models.CharField(max_length=5, blank=True, default="")
    summary = models.CharField(max_length=10, choices=Summary, default=Summary.EACH)
    muted = models.JSONField(default=list)
    # "yes" or "no": nobody who is in China is told by push (`push`).
    in_china = HouseSealedField()

    added_later: ClassVar[dict[str, bytes]] = {"in_china": b""}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(quiet_from="", quiet_until="")
                | (~models.Q(quiet_from="") & ~models.Q(quiet_until="")),
                name="quiet_from_and_until",
            )
        ]

    def __str__(self) -> str:
        return f"ways {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.person.audit_subject


# What a person may wish not to be mailed about.
MAY_BE_MUTED: Final = tuple(line.kind for line in TABLE if line.kind not in URGENT)


def of(person: User) -> Ways:
    return Ways.objects.filter(person=person).first() or Ways(person=person)


def is_in_china(hers: Ways) -> bool:
    return open_for_house(hers, "in_china") == "yes"


@transaction.atomic
def change(
    person: User,
    *,
    quiet: tuple[str, str],
    summary: Summary,
    muted: Collection[str],
    at: datetime,
    in_china: bool | None = None,
    by_link: bool = False,
) -> None:
    """She alone sets them, or whoever has a link out of her mails, of whom nothing else is known.
    `in_china` None: as it was.

    Raises WrongState; writes nothing where nothing is new.
    """
    refuse(urgent_is_told(muted), quiet_leaves_a_day(*quiet))
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    row = of(person)
    wanted: dict[str, Any] = {"quiet_from": quiet[0], "quiet_until": quiet[1], "summary": summary}
    wanted |= {"muted": sorted(muted)}
    is_moved = in_china is not None and in_china != is_in_china(row)
    if not is_moved and all(getattr(row, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(row, name, value)
    is_there = is_in_china(row) if in_china is None else in_china
    seal_for_house(row, "in_china", "yes" if is_there else "no")
    if not row._state.adding:
        row.raise_revision()
    row.save()
    who, how = (None, "link") if by_link else (person, "")
    record("notices.changed", row, by=who, at=at, rows=[row], reason=how)


@guard
def urgent_is_told(muted: Collection[str]) -> str:
    """What is urgent is always told."""
    if all(kind in MAY_BE_MUTED for kind in muted):
        return ""
    return _("What is urgent is always told. Leave it in.")


@guard
def quiet_leaves_a_day(quiet_from: str, quiet_until: str) -> str:
    """Quiet hours have a beginning and an end, and leave at least half of the day."""
    if not quiet_from and not quiet_until:
        return ""
    if not quiet_from or not quiet_until:
        return _("Give quiet hours a beginning and an end, or leave both empty.")
    begins, ends = _minutes(quiet_from), _minutes(quiet_until)
    if 0 < (ends - begins) % 1440 <= 720:
        return ""
    return _("Quiet hours last at most twelve hours.")


def goes_at(ways: Ways, kind: str, risk: str, at: datetime) -> datetime | None:
    """When she is mailed about a task that is due at `at`; None: not at all."""
    if kind in URGENT or risk == Risk.CRITICAL:
        return at
    if kind in ways.muted:
        return None
    if ways.summary == Summary.EACH and kind not in OF_PARTNERS:
        return _after_quiet(ways, at)
    return _after_quiet(ways, _summed_up(ways, at))


def _summed_up(ways: Ways, at: datetime) -> datetime:
    """The next morning, or Monday morning, where she is; also over a change of the clock."""
    there = at.astimezone(_zone(ways))
    day = there.date() if there.time() <= SUMMARY_AT else there.date() + _DAY
    while ways.summary == Summary.WEEKLY and day.weekday() != 0:
        day += _DAY
    return datetime.combine(day, SUMMARY_AT, tzinfo=_zone(ways))


def _after_quiet(ways: Ways, at: datetime) -> datetime:
    if not ways.quiet_from:
        return at
    there = at.astimezone(_zone(ways))
    begins, ends = _minutes(ways.quiet_from), _minutes(ways.quiet_until)
    minute = there.hour * 60 + there.minute
    if (minute - begins) % 1440 >= (ends - begins) % 1440:
        return at
    day = there.date() + _DAY * (ends <= minute)
    return datetime.combine(day, time.fromisoformat(ways.quiet_until), tzinfo=_zone(ways))


def _zone(ways: Ways) -> ZoneInfo:
    return ZoneInfo(ways.person.time_zone)


def _minutes(clock: str) -> int:
    read = time.fromisoformat(clock)
    return read.hour * 60 + read.minute
