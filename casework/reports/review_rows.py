"""Access that was shared and nobody confirmed: when she was warned, and when it ended."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.accounts.rows import LoggedRow, Subject
from casework.cases.models import Case


class LapseQuerySet(models.QuerySet["Lapse"]):
    def standing(self) -> Self:
        """Warned about, and neither confirmed nor ended."""
        return self.filter(ended_at__isnull=True)


class Lapse(LoggedRow):
    """One extra grant whose review is late. `ended_at`: it lapsed, or somebody confirmed it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField()
    warned_again_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lapsed = models.BooleanField(default=False)

    objects = LapseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(ended_at__isnull=True),
                name="one_warning_a_case_and_person",
            ),
            models.CheckConstraint(
                condition=Q(lapsed=False)
                | Q(warned_again_at__isnull=False, ended_at__isnull=False),
                name="nothing_lapses_without_two_warnings",
            ),
        ]

    def __str__(self) -> str:
        return f"lapse {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.case.audit_subject
