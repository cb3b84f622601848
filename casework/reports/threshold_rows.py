"""The rows behind the settings of the rules (`thresholds`)."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from casework.accounts.rows import ProtectedRow, Subject
from casework.reports.codes import Hour, Rule


class ThresholdQuerySet(models.QuerySet["Threshold"]):
    def newest(self) -> Self:
        """Of each name the one in force."""
        return self.order_by("rule", "-number").distinct("rule")


class Threshold(ProtectedRow):
    """One number of the rules from when it was set on, and what it was before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Its name: that of a rule, or of an hour.
    rule = models.CharField(max_length=20, choices=[*Rule.choices, *Hour.choices])
    # Counts the settings of one name: the highest is in force.
    number = models.PositiveIntegerField()
    before = models.PositiveIntegerField()
    limit = models.PositiveIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = ThresholdQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "number"], name="one_threshold_a_number"),
        ]

    def __str__(self) -> str:
        return f"threshold {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("house", "house")
