"""Who is on call on a desk, from when until when. It gives nobody a key and moves no task: it says
whom to ring.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from casework.access.errors import require
from casework.access.guards import guard, refuse, rule
from casework.accounts.models import Desk, Post, User
from casework.accounts.rows import LoggedRow, Subject
from casework.audit.log import record

LONGEST: Final = timedelta(days=31)


class DutyQuerySet(models.QuerySet["Duty"]):
    def standing(self) -> Self:
        return self.filter(taken_off_at__isnull=True).select_related("person", "desk")

    def at(self, moment: datetime) -> Self:
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class Duty(LoggedRow):
    """One turn of one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    taken_off_at = models.DateTimeField(null=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="a_turn_lasts")
        ]
        indexes: ClassVar = [models.Index(fields=["desk", "ends_at"], name="duty_of_desk")]

    def __str__(self) -> str:
        return f"duty {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.desk.audit_subject


def on_call(desks: Collection[Desk], at: datetime) -> list[Duty]:
    """Who can be rung now, by desk: she still works there, and nobody locked her out. One query."""
    here = Post.objects.current().filter(person=OuterRef("person"), desk=OuterRef("desk"))
    rows = Duty.objects.standing().at(at).filter(Exists(here), desk__in=desks)
    rows = rows.filter(person__in=User.objects.admitted())
    return list(rows.order_by("desk__code", "person__name", "ends_at"))


def to_come(desk: Desk, at: datetime) -> list[Duty]:
    """Turns that go on or are still to come, the earliest first."""
    rows = Duty.objects.standing().filter(desk=desk, ends_at__gt=at)
    return list(rows.order_by("starts_at", "id"))


def colleagues(desk: Desk) -> models.QuerySet[User]:
    """Everybody in post there."""
    found: models.QuerySet[User] = User.objects.admitted().filter(
        posts__desk=desk, posts__ended_at__isnull=True
    )
    return found.distinct().order_by("name", "username")


@transaction.atomic
def put_on(
    desk: Desk, person: User, *, starts_at: datetime, ends_at: datetime, by: User, at: datetime
) -> Duty:
    """Put somebody on call. Raises NotAllowed, WrongState."""
    require(can_edit_roster(by, desk), "can_edit_roster")
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    same = Duty.objects.standing().filter(
        desk=desk, person=person, starts_at=starts_at, ends_at=ends_at
    )
    if (standing := same.first()) is not None:
        return standing  # a doubled submit is kept once
    refuse(turn_has_hours(starts_at, ends_at, at), works_on_desk(desk, person))
    row = Duty(desk=desk, person=person, starts_at=starts_at, ends_at=ends_at)
    row.save(force_insert=True)
    record("roster.put_on", row, by=by, at=at, rows=[row])
    return row


@transaction.atomic
def take_off(row: Duty, *, by: User, at: datetime) -> None:
    """She is on call no more. Nothing happens when she was taken off already."""
    require(can_edit_roster(by, row.desk), "can_edit_roster")
    held = Duty.objects.select_for_update(of=("self",)).standing().filter(pk=row.pk).first()
    if held is None:
        return
    held.taken_off_at = at
    held.raise_revision().save(update_fields=["taken_off_at", "revision"])
    record("roster.taken_off", held, by=by, at=at, rows=[held])


@rule
def can_see_roster(by: User, desk: Desk) -> bool:
    """Whoever works on a desk sees who is on call there; an administrator sees every desk's."""
    return by.is_administrator or by.is_caseworker_on(desk) or by.is_supervisor_on(desk)


@rule
def can_edit_roster(by: User, desk: Desk) -> bool:
    """A supervisor of the desk says who is on call there."""
    return by.is_supervisor_on(desk)


@guard
def turn_has_hours(starts_at: datetime, ends_at: datetime, at: datetime) -> str:
    """A turn ends after it begins, is not over yet, and lasts at most 31 days."""
    if ends_at <= starts_at or ends_at <= at:
        return _("The end is over already, or comes before the beginning.")
    if ends_at - starts_at > LONGEST:
        return _("At most 31 days at a time.")
    return ""


@guard
def works_on_desk(desk: Desk, person: User) -> str:
    """Only somebody in post on the desk is put on call there."""
    if colleagues(desk).filter(pk=person.pk).exists():
        return ""
    return _("Pick somebody who works on this desk.")
