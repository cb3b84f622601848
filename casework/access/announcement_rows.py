"""The rows behind `announcements`."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from casework.accounts.models import Desk, User
from casework.accounts.rows import LoggedRow, Subject
from casework.accounts.sealed import HouseSealedField


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def standing(self, at: datetime) -> Self:
        return self.filter(ended_at__isnull=True, since__lte=at, until__gt=at)


class Announcement(LoggedRow):
    """A text for everybody (`desk` empty) or for one desk, from one moment until another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="+")
    text = HouseSealedField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(since__lt=F("until")), name="an_announcement_lasts_a_while"
            )
        ]

    def __str__(self) -> str:
        return f"announcement {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        desk = "" if self.desk is None else self.desk.code
        return Subject("announcement", str(self.pk), "", desk)


class PutAway(models.Model):
    """Somebody has read an announcement and does not need it any more: a mark of use."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="put_away")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["announcement", "person"], name="put_away_once")
        ]

    def __str__(self) -> str:
        return f"put away {self.pk}"
