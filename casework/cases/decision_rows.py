"""What waits for a second person, as a row; `cases.decisions` asks and settles it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.accounts.models import Desk
from casework.accounts.rows import LoggedRow, Subject
from casework.cases.scopes import DecisionQuerySet


class Decision(LoggedRow):
    """What waits for a second person, or was decided by one (`cases.decisions`; reference 3.6).

    Only its kind, its times and its people lie in clear; why it is asked is sealed in `note`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20)
    # The row that it is about, where several of a kind may wait: a move of her path.
    about = models.UUIDField(null=True)
    # Whose supervisors are asked: the case's desk, or the one that is to take it over.
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    note = models.ForeignKey("cases.Note", models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # Decided without anybody: it was taken back, or is needed no more.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["desk", "due_at"],
                condition=Q(decided_at__isnull=True),
                name="decision_waiting",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "kind", "about"],
                condition=Q(decided_at__isnull=True),
                nulls_distinct=False,
                name="one_decision_of_a_kind_waits",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (Q(decided_at__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="never_one_person_twice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.case.audit_subject
