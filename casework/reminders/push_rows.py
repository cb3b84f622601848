"""A browser that may be told that a task is due, and nothing else."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from casework.accounts.rows import LoggedRow, Subject
from casework.accounts.sealed import HouseSealedField


class PushSubscription(LoggedRow):
    """`endpoint` is the address that the browser's maker gave it, sealed under the house's key;
    `digest` tells a second one from the same. The browser's keys are not kept: nothing is told that
    would have to be encrypted to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    endpoint = HouseSealedField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "digest"], name="one_of_each_browser")
        ]

    def __str__(self) -> str:
        return f"push {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.person.audit_subject
