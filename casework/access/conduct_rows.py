"""The house's code of conduct, version by version, and who accepted which."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.accounts.rows import LoggedRow, Subject


class ConductQuerySet(models.QuerySet["Conduct"]):
    def published(self) -> Self:
        """The newest first."""
        return self.filter(agreed_at__isnull=False).order_by("-number")


class Conduct(LoggedRow):
    """One version, or one that waits for a second administrator. 0 comes with the product."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)

    objects = ConductQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")),
                name="conduct_takes_two",
            ),
            models.UniqueConstraint(
                fields=["agreed_by"],
                condition=Q(agreed_by__isnull=True),
                nulls_distinct=False,
                name="one_conduct_is_proposed",
            ),
        ]

    def __str__(self) -> str:
        return f"conduct {self.number}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("house", "house")


class Acceptance(LoggedRow):
    """Somebody has read one version and keeps to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    accepted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "number"], name="accepted_once"),
        ]

    def __str__(self) -> str:
        return f"acceptance {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.person.audit_subject
