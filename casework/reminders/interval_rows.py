"""The rows behind the settings of a level (`intervals`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.accounts.setting_rows import SettingRow
from casework.reminders.rules import Level


class Measure(models.TextChoices):
    FIRST = "first", _("first contact or review")
    EVERY = "every", _("then every")
    LATE = "late", _("late: a supervisor is told after")
    LATER = "later", _("late: a second supervisor after")
    REVIEW = "review", _("a supervisor looks it over every")
    REASSESS = "reassess", _("the risk is assessed anew every")


class Interval(SettingRow):
    """One number of one level: how many hours, and how many before."""

    level = models.CharField(max_length=12, choices=Level)
    measure = models.CharField(max_length=10, choices=Measure)
    before = models.PositiveIntegerField()
    hours = models.PositiveIntegerField()

    names = ("level", "measure")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["level", "measure", "number"], name="one_interval_a_number"
            ),
        ]
