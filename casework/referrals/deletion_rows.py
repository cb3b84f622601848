"""What a partner is still to delete of a record that is to be erased, or was: no case is named."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.accounts.models import Desk, Role, User
from casework.accounts.rows import LoggedRow, Subject
from casework.accounts.sealed import HouseSealedField


class OpenDeletionQuerySet(models.QuerySet["OpenDeletion"]):
    def open(self) -> Self:
        """Our own record is gone, and the partner has not answered."""
        return self.filter(erased_at__isnull=False, answered_at__isnull=True)

    def of_desks(self, user: User) -> Self:
        found = self.open().filter(desk__in=user.desks_as(Role.SUPERVISOR))
        return found.select_related("desk").order_by("due_at", "id")


class OpenDeletion(LoggedRow):
    """Written while her key is at hand, when she asks to be erased, and kept only where the partner
    is silent at the end. Which partner, by which code it knows her, and its answer are sealed under
    the house's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    # Which referral it is about, until that is gone.
    referral = models.UUIDField(null=True)
    words = HouseSealedField()
    due_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = OpenDeletionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(referral__isnull=False) ^ Q(erased_at__isnull=False),
                name="names_a_referral_until_that_is_gone",
            )
        ]

    def __str__(self) -> str:
        return f"deletion {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.desk.audit_subject
