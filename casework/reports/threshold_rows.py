"""The rows behind the settings of the rules (`thresholds`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from casework.accounts.setting_rows import SettingRow
from casework.reports.codes import Hour, Rule


class Threshold(SettingRow):
    """One number of the rules, and what it was before."""

    # Its name: that of a rule, or of an hour.
    rule = models.CharField(max_length=20, choices=[*Rule.choices, *Hour.choices])
    before = models.PositiveIntegerField()
    limit = models.PositiveIntegerField()

    names = ("rule",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "number"], name="one_threshold_a_number"),
        ]
