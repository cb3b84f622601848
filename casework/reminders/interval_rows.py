"""The rows behind the settings of a level (`intervals`)."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.accounts.rows import ProtectedRow, Subject
from casework.reminders.rules import Level


class Measure(models.TextChoices):
    FIRST = "first", _("first contact or review")
    EVERY = "every", _("then every")
    LATE = "late", _("late: a supervisor is told after")
    LATER = "later", _("late: a second supervisor after")
    REVIEW = "review", _("a supervisor looks it over every")
    REASSESS = "reassess", _("the risk is assessed anew every")


class IntervalQuerySet(models.QuerySet["Interval"]):
    def newest(self) -> Self:
        """Of each level and measure the one in force."""
        return self.order_by("level", "measure", "-number").distinct("level", "measure")


class Interval(ProtectedRow):
    """One number of one level, from when it was set on: how many hours, and how many before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    level = models.CharField(max_length=12, choices=Level)
    measure = models.CharField(max_length=10, choices=Measure)
    # Counts the settings of one level and measure: the highest is in force.
    number = models.PositiveIntegerField()
    before = models.PositiveIntegerField()
    hours = models.PositiveIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = IntervalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["level", "measure", "number"], name="one_interval_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"interval {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("house", "house")
