"""The rows behind a change that takes two administrators (`changes`)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Desk, User
from casework.accounts.rows import ProtectedRow, Subject


class Widening(models.TextChoices):
    """What may be asked for. Each has its act in `changes.ACTS`."""

    POST = "post", _("a further post")
    THRESHOLD = "threshold", _("a rule that asks about less")


class Change(ProtectedRow):
    """What one administrator asked for and another one has not answered yet.

    The answer deletes the row; what it was, who asked and who answered stays in the log.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Widening)
    # Whom or what it is about: of a post its person, and its desk.
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="+")
    # The name of a setting; "" where it is about a person.
    name = models.CharField(max_length=40, blank=True)
    # A code or a number: of a post its role.
    value = models.CharField(max_length=40)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "person", "desk", "name", "value"],
                nulls_distinct=False,
                name="a_change_is_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"change {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        """The person it is about, else the house; found in the log of the desk too."""
        of = self.person.audit_subject if self.person else Subject("house", "house")
        return of if self.desk is None else Subject(of.type, of.id, of.code, self.desk.code)
